"""Visits of addresses: politely, and never inside the network. The servers here are real, on this machine."""

import contextlib
import socket
import socketserver
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from contacts import visiting
from contacts.visiting import AGENT, Visit, Visitor, is_public, place_of


class Site(BaseHTTPRequestHandler):
    """Answers by `pages`: {path: (status, headers, body)} or a function of the handler."""

    pages, seen, robots = {}, [], None
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.seen.append((self.command, self.headers["Host"], self.path))
        if self.path == "/robots.txt":
            page = (404, {}, b"") if self.robots is None else (200, {}, self.robots)
        else:
            page = self.pages.get(self.path, (404, {}, b""))
        if callable(page):
            page(self)
            self.close_connection = True
            return
        status, headers, body = page
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """Visitors hang up early."""


@pytest.fixture(scope="module")
def server():
    running = QuietServer(("127.0.0.1", 0), Site)
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


class Polite(Visitor):
    """A visitor to the server of this machine under any name; notes its pauses and does not make them."""

    def __init__(self, port, **options):
        self.pauses, self.asked = [], []
        values = {"resolve": self.look_up, "is_public": lambda address: True, "ports": {"http": port, "https": port},
                  "sleep": self.pauses.append, **options}
        super().__init__(**values)

    def look_up(self, host):
        self.asked.append(host)
        return ["10.0.0.1"] if host.startswith("inside") else ["127.0.0.1"]


@pytest.fixture
def site(server):
    Site.pages, Site.seen, Site.robots = {}, [], None
    return Site


@pytest.fixture
def visitor(server, site):
    return Polite(server.server_address[1])


def test_a_page_that_opens(visitor, site):
    site.pages["/ajuda?x=1"] = (200, {}, b"oi")
    assert visitor.visit("http://shop.example/ajuda?x=1#topo") == Visit(200)
    assert site.seen == [("GET", "shop.example", "/robots.txt"), ("HEAD", "shop.example", "/ajuda?x=1")]


@pytest.mark.parametrize(("status", "fault"), [
    (204, ""), (304, ""), (400, "broken"), (401, "refused"), (403, "refused"), (404, "gone"), (410, "gone"),
    (429, "refused"), (451, "refused"), (500, "broken"), (503, "broken"), (302, ""),
])
def test_what_a_status_means(visitor, site, status, fault):
    site.pages["/"] = (status, {}, b"")
    assert visitor.visit("http://shop.example/") == Visit(status, fault)


@pytest.mark.parametrize("status", [403, 405, 501])
def test_a_server_that_dislikes_head_is_asked_with_get(visitor, site, status):
    def page(handler):
        handler.send_response(200 if handler.command == "GET" else status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    site.pages["/"] = page
    assert visitor.visit("http://shop.example/") == Visit(200)
    assert [command for command, _host, _path in site.seen] == ["GET", "HEAD", "GET"]


def test_it_says_who_it_is(visitor, site):
    heard = {}

    def page(handler):
        heard.update(handler.headers)
        handler.send_response(200)
        handler.end_headers()

    site.pages["/"] = page
    visitor.visit("http://shop.example/")
    assert heard["User-Agent"].startswith(AGENT)
    assert "Cookie" not in heard and "Authorization" not in heard


def test_a_proxy_of_the_environment_is_not_used(visitor, site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = (200, {}, b"")
    assert visitor.visit("http://shop.example/") == Visit(200)


# -- robots.txt ---------------------------------------------------------------------------


@pytest.mark.parametrize(("rules", "enters"), [
    (b"User-agent: *\nDisallow: /", False),
    (b"User-agent: *\nDisallow: /privado", True),
    (b"User-agent: *\nDisallow: /aj", False),
    (b"User-agent: PrazoCertoLinkCheck\nDisallow: /\n\nUser-agent: *\nDisallow:", False),
    (b"User-agent: *\nDisallow: /\n\nUser-agent: PrazoCertoLinkCheck\nAllow: /", True),
    (b"", True), (b"\xff\xfe\x00 isto n\xe3o \xe9 robots", True), (b"<html>oi</html>", True),
    (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", False),
])
def test_robots_are_obeyed(visitor, site, rules, enters):
    site.robots, site.pages["/ajuda"] = rules, (200, {}, b"")
    assert visitor.visit("http://shop.example/ajuda") == (Visit(200) if enters else Visit(None, "robots"))
    assert (("HEAD", "shop.example", "/ajuda") in site.seen) is enters


@pytest.mark.parametrize(("status", "visit"), [
    (401, Visit(None, "robots")), (403, Visit(None, "robots")), (404, Visit(200)), (418, Visit(200)),
    (500, Visit(None, "broken")),
])
def test_robots_that_cannot_be_read(visitor, site, status, visit):
    site.pages["/"] = (200, {}, b"")
    site.pages["/r"] = (status, {}, b"")
    site.robots = b""
    visitor.ask = asked_instead(visitor.ask, {"/robots.txt": "/r"})
    assert visitor.visit("http://shop.example/") == visit


def asked_instead(ask, paths):
    return lambda method, place: ask(method, place._replace(path=paths.get(place.path, place.path)))


def test_robots_are_fetched_once_for_a_host_and_anew_for_another(visitor, site):
    for path in ("/a", "/b"):
        site.pages[path] = (200, {}, b"")
        visitor.visit(f"http://shop.example{path}")
    visitor.visit("http://other.example/a")
    assert [host for _command, host, path in site.seen if path == "/robots.txt"] == ["shop.example", "other.example"]


def test_a_second_between_two_requests_to_one_host(visitor, site):
    site.pages["/"] = (200, {}, b"")
    visitor.visit("http://shop.example/")
    assert len(visitor.pauses) == 1 and 0.5 < visitor.pauses[0] <= 1
    visitor.visit("http://other.example/")
    assert len(visitor.pauses) == 2
    site.robots = b"User-agent: *\nCrawl-delay: 4000"
    visitor.visit("http://slow.example/")
    assert 9 < visitor.pauses[2] <= 10
    site.robots = b"User-agent: *\nCrawl-delay: " + b"9" * 400
    assert visitor.visit("http://slower.example/") == Visit(200)
    assert 9 < visitor.pauses[3] <= 10


# -- Redirects ----------------------------------------------------------------------------


def lead(site, path, location):
    site.pages[path] = (302, {"Location": location}, b"")


def test_redirects_are_followed(visitor, site):
    lead(site, "/", "/um")
    lead(site, "/um", "http://www.shop.example/dois")
    site.pages["/dois"] = (200, {}, b"")
    assert visitor.visit("http://shop.example/") == Visit(200)
    assert visitor.asked[-1] == "www.shop.example"


@pytest.mark.parametrize("location", [
    "http://127.0.0.1/", "http://[::1]/", "http://localhost/", "file:///etc/passwd", "http://shop.example:22/",
    "//2130706433/", "http://inside.example/", "http://169.254.169.254/latest/meta-data/",
])
def test_a_redirect_leads_nowhere_inside(server, site, location):
    visitor = Polite(server.server_address[1])
    names = {"shop.example": "127.0.0.1", "inside.example": "10.0.0.1"}
    visitor.resolve = lambda host: [names.get(host, host)]
    hosts = iter(["127.0.0.1", "127.0.0.1"])
    # The shop itself passes twice (robots, page); whatever comes after is judged for what it is.
    visitor.is_public = lambda address: next(hosts, None) == address or is_public(address)
    lead(site, "/", location)
    assert visitor.visit("http://shop.example/") == Visit(302, "not_public")
    assert len(site.seen) == 2


def test_redirects_end_after_five(visitor, site):
    for step in range(9):
        lead(site, f"/{step}", f"/{step + 1}")
    site.pages["/9"] = (200, {}, b"")
    assert visitor.visit("http://shop.example/4") == Visit(200)
    assert visitor.visit("http://shop.example/3") == Visit(302, "too_many_hops")
    lead(site, "/", "/")
    assert visitor.visit("http://shop.example/").fault == "too_many_hops"


@pytest.mark.parametrize("location", ["http://[oi", "http://\x80", "ftp://x", "?"])
def test_a_nonsense_redirect_is_a_fault(visitor, site, location):
    lead(site, "/", location)
    assert visitor.visit("http://shop.example/").fault


# -- Servers that behave badly ------------------------------------------------------------


@pytest.fixture
def rough(site):
    """Start servers that answer with raw bytes: a function of the handler's socket."""
    running = []

    def start(behave, **options):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                request = self.request.recv(4096)
                if b"/robots.txt" in request and not options.get("robots"):
                    self.request.sendall(b"HTTP/1.0 404 No\r\n\r\n")
                else:
                    with contextlib.suppress(OSError):
                        behave(self.request)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        running.append(server)
        return Polite(server.server_address[1], total=options.get("total", 0.3))

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def trickle(wire, part, seconds=3):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        wire.sendall(part)
        time.sleep(0.02)


def flood(wire, part):
    for _time in range(200_000_000 // len(part)):
        wire.sendall(part)


@pytest.mark.parametrize(("behave", "faults"), [
    (lambda wire: time.sleep(1), {"silent"}),
    (lambda wire: trickle(wire, b"H"), {"silent"}),
    (lambda wire: (wire.sendall(b"HTTP/1.1 200 OK\r\n"), trickle(wire, b"X-A: b\r\n")), {"silent", "broken"}),
    (lambda wire: trickle(wire, b"HTTP/1.1 100 Continue\r\n\r\n"), {"silent"}),
    (lambda wire: flood(wire, b"HTTP/1.1 100 Continue\r\n\r\n"), {"silent", "broken"}),
    (lambda wire: (wire.sendall(b"HTTP/1.1 200 OK\r\n"), flood(wire, b"X: " + b"a" * 60_000 + b"\r\n")), {"broken"}),
    (lambda wire: wire.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000), {"broken"}),
    (lambda wire: wire.sendall(b"\x00\xff\xfe garbage\r\n\r\n"), {"broken"}),
    (lambda wire: wire.sendall(b"SSH-2.0-OpenSSH\r\n"), {"broken"}),
    (lambda wire: wire.sendall(b"HTTP/1.1 abc OK\r\n\r\n"), {"broken"}),
    (lambda wire: wire.close(), {"broken", "silent"}),
], ids=["mute", "one letter", "headers", "continue", "continues", "big headers", "long header", "bytes", "ssh",
        "status", "closed"])
def test_a_server_that_behaves_badly_is_a_fault_and_soon_over(rough, behave, faults):
    started = time.monotonic()
    assert rough(behave).visit("http://shop.example/").fault in faults
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("head", [
    b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
])
def test_a_huge_robots_is_read_to_its_limit_only(rough, head):
    sent = []

    def endless(wire):
        wire.sendall(head)
        while len(sent) < 4000:
            wire.sendall(b"# oi\n" * 13_107)
            sent.append(1)

    visitor = rough(endless, robots=True, total=5)
    place = place_of("http://shop.example/robots.txt")
    assert len(visitor.ask("GET", place).body) == visiting.MOST_BYTES
    assert len(sent) < 4000


def test_a_page_is_not_read_at_all(rough):
    assert rough(lambda wire: (wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), flood(wire, b"a" * 65_536))).visit(
        "http://shop.example/") == Visit(200)


def test_a_trickling_robots_is_silence(rough):
    visitor = rough(lambda wire: (wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), trickle(wire, b"#")), robots=True)
    assert visitor.visit("http://shop.example/").fault == "silent"


def test_a_closed_port_is_silence(site):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert Polite(port).visit("http://shop.example/").fault == "silent"


def test_a_site_without_a_valid_certificate_is_broken(visitor):
    """The server speaks plain HTTP; what matters is that TLS is asked for and nothing else accepted."""
    assert visitor.visit("https://shop.example/").fault == "broken"


def test_certificates_are_checked_against_the_name(visitor):
    assert visitor.tls.check_hostname
    assert visitor.tls.verify_mode.name == "CERT_REQUIRED"


def certificate(folder, name):
    """Write a certificate that signs itself, and its key; return their paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


def test_only_the_site_itself_is_believed_to_be_it(site, tmp_path):
    """By its certificate: trusted and for this name, trusted for another name, not trusted at all."""
    ours, key = certificate(tmp_path, "shop.example")
    server = QuietServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ours, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    site.pages["/"] = (200, {}, b"")
    trusting = ssl.create_default_context(cafile=ours)
    try:
        port = server.server_address[1]
        assert Polite(port, tls=trusting).visit("https://shop.example/") == Visit(200)
        assert site.seen[-1] == ("HEAD", "shop.example", "/")
        assert Polite(port, tls=trusting).visit("https://other.example/").fault == "broken"
        assert Polite(port).visit("https://shop.example/").fault == "broken"
    finally:
        server.shutdown()
        server.server_close()


def test_a_whole_visit_ends_however_many_pages_it_has(server, site):
    lead(site, "/", "/")
    ticks = iter(range(0, 100_000, 7))
    visitor = Polite(server.server_address[1], clock=lambda: float(next(ticks)))
    assert visitor.visit("http://shop.example/").fault == "silent"
