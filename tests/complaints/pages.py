"""What the tests of pages share: the answers of the guided form, and small files to attach."""

import re
from html import unescape
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from complaints.models import Draft
from tests.base import ORDER_NUMBER

STEPS = ("reason", "order", "story", "wish", "check")
ANSWERS = {
    "reason": {"reason": "not_received"},
    "order": {
        "marketplace": "aliexpress", "number": ORDER_NUMBER, "item": "máquina de solda", "store": "",
        "amount": "389,90", "payment_method": "pix", "instalments": "", "placed_on": "2026-09-30",
        "promised_on": "2026-11-13", "receipt_confirmed_on": "", "state": "SP",
    },
    "story": {"story": "Comprei uma máquina de solda e até agora não chegou."},
    "wish": {"desired_outcome": "refund", "amount_claimed": "", "contacted_on": ""},
    "check": {},
}


def signed_in(user, **options):
    """Return a browser in which `user` is signed in."""
    client = Client(**options)
    client.force_login(user)
    return client


def begin(client, query=""):
    """Start a draft and return it."""
    response = client.get(reverse("case_start") + query)
    assert response.status_code == 302, response.status_code
    return Draft.objects.get(token=response.url.split("/")[3])


def at(draft, step):
    return reverse("case_step", args=[draft.token, step])


def fill(client, draft, upto="check", **changes):
    """Answer the screens before `upto`; `changes` override single answers. Each must be taken."""
    for step in STEPS[: STEPS.index(upto)]:
        answers = {name: changes.get(name, value) for name, value in ANSWERS[step].items()}
        response = client.post(at(draft, step), answers)
        assert response.status_code == 302, words(response)
        assert response.url == at(draft, STEPS[STEPS.index(step) + 1])


def text(response):
    """Return the body of an answer with its entities resolved."""
    return unescape(response.content.decode())


def words(response):
    """Return what a reader of the page reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text(response)))


def picture(colour=(200, 30, 30), kind="JPEG", **options):
    """Return the bytes of a small picture; another colour makes other bytes."""
    out = BytesIO()
    Image.new("RGB", (32, 24), colour).save(out, kind, **options)
    return out.getvalue()


def upload(body=None, name="foto.jpg"):
    return SimpleUploadedFile(name, picture() if body is None else body)
