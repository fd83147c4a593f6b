"""Visit an address of the outside world, and never one inside our own network.

The name is resolved once, every address it has must be public, and the connection goes to the very address that
was looked at: a name that answers differently the second time gains nothing. A proxy named in the environment is
not used, because nothing could be said of where it leads.
"""

import http.client
import io
import ipaddress
import math
import re
import socket
import ssl
import threading
import time
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from contacts.models.links import LinkCheck

Fault = LinkCheck.Fault
AGENT = "PrazoCertoLinkCheck"
USER_AGENT = f"{AGENT}/1.0 (confere uma vez por semana se os sites dos órgãos e lojas continuam abrindo)"
PORTS = {"http": 80, "https": 443}
CONNECT_SECONDS = 5
# One request; and a whole visit, with robots.txt and every page that leads to the next.
TOTAL_SECONDS = 10
VISIT_SECONDS = 60
MOST_HOPS = 5
# Body of a robots.txt; nothing else is read.
MOST_BYTES = 64 * 1024
# With the headers, which http.client limits only one by one.
MOST_RECEIVED = 192 * 1024
PAUSE_SECONDS = 1
MOST_PAUSE_SECONDS = 10
REDIRECTS = {301, 302, 303, 307, 308}
# Servers that do not know HEAD, or refuse it only, are asked once more with GET.
HEAD_UNLIKED = {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Translates to IPv4: what counts is the address inside.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Tunnels and relays into IPv4, and examples of books, some of which Python's tables call global.
NOT_FOR_VISITS = [
    ipaddress.ip_network(network)
    for network in ("192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
HOST_NAME = re.compile(r"(?=.{1,253}\.?$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?")


class Unreachable(Exception):
    """A visit that did not come about; `fault` says why."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


class Place(NamedTuple):
    """One address taken apart: where to connect, and what to ask for there."""

    scheme: str
    host: str
    path: str

    @property
    def origin(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}"


class Answer(NamedTuple):
    status: int
    location: str = ""
    body: bytes = b""


class Visit(NamedTuple):
    """What came of a visit: an HTTP status below 400 and no fault when the page opened."""

    status: int | None
    fault: str = ""


def is_public(address):
    """Say whether an IP address (text) belongs to the open internet. Anything doubtful does not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6:
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in GLOBAL_UNICAST or ip.scope_id:
            return False
    if any(ip.version == network.version and ip in network for network in NOT_FOR_VISITS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def place_of(url):
    """Take an address apart. Raises `Unreachable` for one that no visit may go to.

    Only http and https on their own ports, without a user name, to a name with a dot or a plain IP address.
    """
    if not url.isprintable() or "\\" in url or " " in url:
        raise Unreachable(Fault.NOT_PUBLIC)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        path = parts.path.encode("ascii", "strict").decode() if parts.path.isascii() else quoted(parts.path)
        query = parts.query if parts.query.isascii() else quoted(parts.query)
    except (ValueError, UnicodeError):
        raise Unreachable(Fault.NOT_PUBLIC) from None
    if parts.scheme not in PORTS or port not in (None, PORTS[parts.scheme]) or "@" in parts.netloc:
        raise Unreachable(Fault.NOT_PUBLIC)
    if not (is_ip(host) or (HOST_NAME.fullmatch(host) and not is_odd_number(host))):
        raise Unreachable(Fault.NOT_PUBLIC)
    return Place(parts.scheme, host, (path or "/") + (f"?{query}" if query else ""))


def quoted(text):
    """Return a path or query with its letters beyond ASCII percent-encoded."""
    return "".join(sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in text)


def is_ip(host):
    """Say whether a host is a plain IP address; one with a zone ("fe80::1%eth0") is not."""
    if "%" in host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_odd_number(host):
    """Say whether a host would be read as an IPv4 address written strangely, such as 0x7f.1 or 127.0.0.1 with a dot."""
    return re.fullmatch(r"\d+|0x[0-9a-f]*", host.rstrip(".").split(".")[-1]) is not None


def resolve(host):
    """Return every IP address (text) that a name has. Raises OSError when it has none or no answer came in time."""
    found = []

    def ask():
        try:
            found.append(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    # The system's resolver knows no timeout of ours.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(CONNECT_SECONDS)
    if not found:
        raise TimeoutError
    if isinstance(found[0], Exception):
        raise OSError("the name has no address") from found[0]
    return [row[4][0] for row in found[0]]


class Incoming(io.RawIOBase):
    """What a server sends, up to an instant and a number of bytes, however slowly it trickles."""

    def __init__(self, wire, until, clock):
        self.wire, self.until, self.clock, self.left = wire, until, clock, MOST_RECEIVED

    def readable(self):
        return True

    def readinto(self, buffer):
        seconds = self.until - self.clock()
        if seconds <= 0:
            raise TimeoutError
        if self.left <= 0:
            raise http.client.LineTooLong("answer")
        self.wire.settimeout(seconds)
        count = self.wire.recv_into(memoryview(buffer)[: self.left])
        self.left -= count
        return count


class Wire:
    """As much of a socket as http.client uses, with one deadline for the whole answer."""

    def __init__(self, wire, until, clock):
        self.wire, self.until, self.clock = wire, until, clock

    def sendall(self, data):
        self.wire.settimeout(max(self.until - self.clock(), 0.001))
        self.wire.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(Incoming(self.wire, self.until, self.clock))

    def close(self):
        """Keep the socket: http.client lets go of it before the answer is read; `Visitor.ask` closes it."""


class Visitor:
    """Visits addresses one after the other, politely; keeps each host's robots.txt as long as it lives.

    Tests put a resolver, a guard and ports of their own in the place of the real ones.
    """

    def __init__(self, *, resolve=resolve, is_public=is_public, ports=PORTS, tls=None, clock=time.monotonic,
                 sleep=time.sleep, total=TOTAL_SECONDS):
        self.resolve, self.is_public, self.ports, self.total = resolve, is_public, ports, total
        self.tls = tls or ssl.create_default_context()
        self.clock, self.sleep = clock, sleep
        self.robots, self.last_asked = {}, {}
        self.give_up_at = math.inf

    def visit(self, url):
        """Open an address as a reader would, following it where it leads. Never raises for what is outside."""
        status = None
        self.give_up_at = self.clock() + VISIT_SECONDS
        try:
            for _hop in range(MOST_HOPS + 1):
                place = place_of(url)
                if not self.may_enter(place):
                    raise Unreachable(Fault.ROBOTS)
                answer = self.ask("HEAD", place)
                if answer.status in HEAD_UNLIKED:
                    answer = self.ask("GET", place)
                status = answer.status
                if status not in REDIRECTS or not answer.location:
                    return Visit(status, fault_of(status))
                url = urljoin(url, answer.location)
            raise Unreachable(Fault.TOO_MANY_HOPS)
        except Unreachable as error:
            return Visit(status, error.fault)
        except ValueError:
            # urljoin over what a server sent.
            return Visit(status, Fault.BROKEN)

    def may_enter(self, place):
        """Say whether the host's robots.txt lets us in. Raises `Unreachable` when the host cannot be asked."""
        if place.origin not in self.robots:
            self.robots[place.origin] = self.robots_of(place)
        rules = self.robots[place.origin]
        if isinstance(rules, Unreachable):
            raise Unreachable(rules.fault)
        return rules.can_fetch(AGENT, place.origin + place.path)

    def robots_of(self, place):
        """Fetch and read a robots.txt: one that is missing allows everything, one that is refused nothing (RFC 9309).

        Returns the rules, or the `Unreachable` that every visit to this host meets.
        """
        rules, here = RobotFileParser(), place._replace(path="/robots.txt")
        try:
            for _hop in range(MOST_HOPS + 1):
                answer = self.ask("GET", here)
                if answer.status not in REDIRECTS or not answer.location:
                    break
                here = place_of(urljoin(here.origin + here.path, answer.location))
            else:
                return Unreachable(Fault.TOO_MANY_HOPS)
        except Unreachable as error:
            return error
        except ValueError:
            return Unreachable(Fault.BROKEN)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Unreachable(Fault.BROKEN)
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            rules.parse(["User-agent: *", "Disallow: /"])
        elif answer.status == HTTPStatus.OK:
            rules.parse(answer.body.decode("utf-8", "replace").lstrip("\ufeff").splitlines())
        else:
            rules.parse([])
        return rules

    def ask(self, method, place):
        """Send one request and read the head of the answer, with GET the first 64 KiB too. Raises `Unreachable`."""
        self.wait_for(place)
        until = min(self.clock() + self.total, self.give_up_at)
        connection = http.client.HTTPConnection(place.host, PORTS[place.scheme])
        # Else the Host header would name the port of https.
        connection.default_port = PORTS[place.scheme]
        wire = None
        try:
            wire = self.dial(place, until)
            connection.sock = Wire(wire, until, self.clock)
            connection.request(method, place.path, headers={
                "User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close",
            })
            with connection.getresponse() as response:
                wants_body = method == "GET" and place.path == "/robots.txt" and response.status == HTTPStatus.OK
                body = beginning(response) if wants_body else b""
                return Answer(response.status, response.headers.get("Location", ""), body)
        except TimeoutError:
            raise Unreachable(Fault.SILENT) from None
        except ssl.SSLError:
            raise Unreachable(Fault.BROKEN) from None
        except OSError:
            raise Unreachable(Fault.SILENT) from None
        except (http.client.HTTPException, ValueError):
            raise Unreachable(Fault.BROKEN) from None
        finally:
            if wire is not None:
                wire.close()
            self.last_asked[place.host] = self.clock()

    def wait_for(self, place):
        """Leave a host alone for a second, or as long as its robots.txt asks for, up to ten."""
        last = self.last_asked.get(place.host)
        if last is None:
            return
        rules = self.robots.get(place.origin)
        wanted = rules.crawl_delay(AGENT) if isinstance(rules, RobotFileParser) else None
        pause = min(max(PAUSE_SECONDS, wanted or 0), MOST_PAUSE_SECONDS)
        left = last + pause - self.clock()
        if left > 0:
            self.sleep(left)

    def dial(self, place, until):
        """Connect to one of the addresses of a host, all of which must be public. Raises `Unreachable`, OSError."""
        try:
            addresses = self.resolve(place.host)
        except (OSError, UnicodeError):
            raise Unreachable(Fault.UNKNOWN_NAME) from None
        if not addresses or not all(self.is_public(address) for address in addresses):
            raise Unreachable(Fault.NOT_PUBLIC)
        # IPv4 first: of two ways the one that fewer networks lack.
        address = min(addresses, key=lambda one: ":" in one)
        seconds = min(CONNECT_SECONDS, until - self.clock())
        if seconds <= 0:
            raise TimeoutError
        wire = socket.create_connection((address, self.ports[place.scheme]), timeout=seconds)
        if place.scheme == "http":
            return wire
        try:
            wire.settimeout(max(until - self.clock(), 0.001))
            return self.tls.wrap_socket(wire, server_hostname=place.host.rstrip("."))
        except BaseException:
            wire.close()
            raise


def beginning(response):
    """Return at most the first 64 KiB of a body."""
    parts, left = [], MOST_BYTES
    while left > 0:
        part = response.read1(left)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def fault_of(status):
    """Return what an HTTP status says of a page: "" when it opened."""
    if status < HTTPStatus.BAD_REQUEST:
        return ""
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Fault.GONE
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS,
                  HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS):
        return Fault.REFUSED
    return Fault.BROKEN
