"""The sign-ins that `make run` prints, and codes for the demonstration's staff alone."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command


@pytest.fixture
def demonstration(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    people = [
        {"email": cast.consumer.email, "password": "palavra-1", "role": "consumer"},
        {"email": cast.mediator.email, "password": "palavra-2", "role": "mediator"},
    ]
    (tmp_path / "demo-sign-ins.json").write_text(json.dumps(people))
    return cast


def said(*arguments):
    out = StringIO()
    call_command("sign_ins", *arguments, stdout=out)
    return out.getvalue()


def test_the_table_has_everybody_and_the_way_to_a_code(demonstration):
    text = said()
    for words in (("maria@example.com", "palavra-1", "consumer"), ("bia@example.com", "palavra-2", "mediator")):
        assert any(line.split() == list(words) for line in text.splitlines())
    assert "make code EMAIL=bia@example.com" in text


def test_the_code_opens_the_second_door(demonstration):
    code = said("Bia@example.com").split()[0]
    factor = Authenticator.objects.get(user=demonstration.mediator, type=Authenticator.Type.TOTP)
    assert factor.wrap().validate_code(code)


@pytest.mark.parametrize("person", ["consumer", "supervisor"])
def test_nobody_else_gets_a_code(demonstration, person):
    """Not a consumer, and not staff who are no part of the demonstration."""
    with pytest.raises(CommandError, match="only for the demonstration's staff"):
        said(getattr(demonstration, person).email)


def test_production_has_no_demonstration(demonstration, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="no demonstration in production"):
        said()


def test_before_the_first_start_it_says_what_to_do(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="make run"):
        said()
