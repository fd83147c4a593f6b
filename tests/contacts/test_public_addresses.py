"""The guard of visits: which addresses may be visited at all, and that none inside the network is."""

import contextlib
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import visiting
from contacts.visiting import Unreachable, Visit, Visitor, is_public, place_of

INSIDE = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1",
    "169.254.169.254", "0.0.0.0", "0.1.2.3", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::10.0.0.1", "fc00::1", "fd12:3456::1",
    "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fec0::1", "ff02::1", "2001::1", "2001:db8::1", "2002:a00:1::1",
    "3fff::1", "5f00::1", "100::1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::10.0.0.1",
    "64:ff9b:1::808:808", "", "2130706433", "0x7f.1", "127.1", "localhost", "não é endereço", "8.8.8.8 ", "010.8.8.8",
]
OUTSIDE = ["8.8.8.8", "1.1.1.1", "200.160.2.3", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2804:10::1",
           "64:ff9b::808:808"]
REFUSED_URLS = [
    "ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/", "javascript:alert(1)", "//shop.example/",
    "shop.example", "", "http://", "http:///path", "https://shop.example:8443/", "http://shop.example:443/",
    "https://shop.example:80/", "http://shop.example:0/", "http://shop.example:99999/", "http://shop.example:x/",
    "http://maria:secret@shop.example/", "http://@shop.example/", "http://shop.example@127.0.0.1/", "http://localhost/",
    "http://localhost./", "http://intranet/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/",
    "http://127.1/", "http://127.0.0.1./", "http://0177.0.0.1/", "http://shop.example\\@10.0.0.1/",
    "http://a b.example/", "http://shop.example/\r\nX: y", "http://shop.example/\x00", "http://[::1/",
    "http://[fe80::1%25eth0]/", "http://..example/", "http://-shop.example/", "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 200 + "example/", "http://１２７.1/",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_or_is_doubtful_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_open_internet_is_public(address):
    assert is_public(address)


@given(st.ip_addresses())
def test_only_addresses_that_are_global_are_public(ip):
    if is_public(str(ip)):
        assert ip.is_global and not ip.is_multicast


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_some_addresses_are_not_even_looked_up(url):
    with pytest.raises(Unreachable):
        place_of(url)
    seen = []
    assert Visitor(resolve=lambda host: seen.append(host)).visit(url).fault == "not_public"
    assert seen == []


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for url in (text, f"http://{text}/", f"https://shop.example/{text}"):
        with contextlib.suppress(Unreachable):
            place = place_of(url)
            assert place.scheme in ("http", "https")
            assert place.path.startswith(("/", "?")) and place.path.isascii()


def test_an_address_is_taken_apart():
    assert place_of("https://Shop.Example") == ("https", "shop.example", "/")
    assert place_of("http://shop.example:80/a?b=c#d") == ("http", "shop.example", "/a?b=c")
    assert place_of("https://café.example/é?ã") == ("https", "xn--caf-dma.example", "/%C3%A9?%C3%A3")
    assert place_of("http://[2606:4700::1111]/").origin == "http://[2606:4700::1111]"


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "100.64.0.1"])
def test_no_connection_is_made_to_an_address_inside(address, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", never)
    for addresses in ([address], ["8.8.8.8", address], [address, "8.8.8.8"], []):
        visitor = Visitor(resolve=lambda host, them=addresses: them)
        assert visitor.visit("https://shop.example/") == Visit(None, "not_public")


def test_every_name_of_this_machine_is_refused():
    """With the system's own resolver, whatever it makes of these names."""
    for host in ("localhost.localdomain", "127.0.0.1", "[::1]", "10.0.0.1", "0.0.0.0"):
        assert Visitor().visit(f"http://{host}/").fault in ("not_public", "unknown_name")


def test_a_name_is_asked_for_once_and_that_very_address_is_used(monkeypatch):
    """A second answer that leads inside (DNS rebinding) is never asked for."""
    answers, dialled = iter([["8.8.8.8"], ["127.0.0.1"]]), []

    def dial(address, timeout):
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", dial)
    assert Visitor(resolve=lambda host: next(answers)).visit("http://shop.example/").fault == "silent"
    assert dialled == [("8.8.8.8", 80)]


def test_a_resolver_that_says_nothing_is_not_waited_for(monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(visiting, "CONNECT_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: stop.wait(5))
    assert Visitor().visit("http://shop.example/").fault == "unknown_name"
    stop.set()
