import socket

import pytest

from config import ports
from tests.config.starting import free_port


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_busy_port_is_one_sentence_with_a_way_out(taken):
    assert ports.port_fault(taken) == (
        f"Port {taken} is in use by another program. Take another one: PORT={taken + 1} make run"
    )


def test_a_free_port_is_free():
    assert ports.port_fault(free_port()) == ""


@pytest.mark.parametrize("given", ["x", "0", "65536", "-1", "80 80"])
def test_what_is_no_port_is_said(given, monkeypatch, capsys):
    monkeypatch.setenv("PORT", given)
    assert ports.main() == 1
    assert capsys.readouterr().err == f"PORT={given} is not a port. Give a number from 1 to 65535: PORT=8000 make run\n"


def test_the_script_ends_as_make_needs_it(taken, monkeypatch, capsys):
    monkeypatch.setenv("PORT", str(taken))
    assert ports.main() == 1
    assert "in use" in capsys.readouterr().err
    monkeypatch.setenv("PORT", str(free_port()))
    assert ports.main() == 0
