"""Files of a case: handed out only to those who may see it, the original never to be opened in the browser."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from complaints.models import Evidence
from complaints.services.evidence import attach
from tests.base import make_case
from tests.complaints.pages import picture, signed_in, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
SECRET = b"SEGREDO-DA-CAMERA"


@pytest.fixture
def photo():
    block = Image.Exif()
    block[0x010F] = SECRET.decode()
    return picture(exif=block)


@pytest.fixture
def evidence(cast, case, photo):
    attach(case, [upload(photo, "Foto da caixa ção.jpg")], user=cast.consumer)
    return case.evidence.get()


def path(evidence, view="evidence_shown"):
    return reverse(view, args=[evidence.complaint.reference, evidence.token])


def body(response):
    return b"".join(response.streaming_content)


def test_original_comes_whole_and_only_as_a_download(cast, evidence, photo):
    response = signed_in(cast.consumer).get(path(evidence, "evidence_original"))
    assert body(response) == photo
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''Foto%20da%20caixa%20%C3%A7%C3%A3o.jpg"


def test_shown_copy_carries_nothing_but_the_picture(cast, evidence, photo):
    assert SECRET in photo
    response = signed_in(cast.consumer).get(path(evidence))
    shown = body(response)
    assert shown.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF"))
    assert SECRET not in shown
    assert response["Content-Disposition"] == "inline"
    assert response["Content-Type"].startswith("image/")


@pytest.mark.parametrize("view", ["evidence_shown", "evidence_original"])
def test_what_a_file_says_is_never_run(cast, evidence, view):
    response = signed_in(cast.consumer).get(path(evidence, view))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("view", ["evidence_shown", "evidence_original"])
def test_head_tells_the_size_and_sends_nothing(cast, evidence, view):
    client = signed_in(cast.consumer)
    whole = client.get(path(evidence, view))
    response = client.head(path(evidence, view))
    assert response.status_code == 200
    assert response["Content-Length"] == whole["Content-Length"] == str(len(body(whole)))
    assert b"".join(response) == b""


@pytest.mark.parametrize("view", ["evidence_shown", "evidence_original"])
def test_only_those_who_see_the_case_see_its_files(cast, evidence, view):
    assert signed_in(cast.stranger).get(path(evidence, view)).status_code == 404
    assert Client().get(path(evidence, view)).url.startswith(reverse("account_login"))
    for who in (cast.agent, cast.mediator, cast.auditor):
        assert signed_in(who).get(path(evidence, view)).status_code == 200


def test_a_file_is_not_found_under_another_case(cast, evidence):
    theirs = make_case(cast.stranger)
    for view in ("evidence_shown", "evidence_original"):
        stolen = reverse(view, args=[theirs.reference, evidence.token])
        assert signed_in(cast.stranger).get(stolen).status_code == 404


def test_no_public_address_leads_to_a_file(cast, evidence):
    stored = Path(evidence.original.path)
    assert stored.is_relative_to(settings.MEDIA_ROOT)
    for public in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        assert not stored.is_relative_to(public)
        assert not Path(public).is_relative_to(settings.MEDIA_ROOT)
    assert settings.MEDIA_URL in ("", "/")
    client = signed_in(cast.consumer)
    name = evidence.original.name
    for guess in (f"/{name}", f"/media/{name}", f"/evidence/{name}", f"/static/{name}", f"/static/../evidence/{name}",
                  f"/static/%2e%2e/evidence/{name}"):
        assert client.get(guess).status_code == 404
    # Nothing of the person's file name is in the path.
    assert "oto" not in name
    assert stored.stat().st_mode & 0o077 == 0


def test_pdf_is_always_a_download(cast, case, evidence):
    Evidence.objects.filter(pk=evidence.pk).update(kind="pdf", shown_type="application/pdf")
    response = signed_in(cast.consumer).get(path(evidence))
    assert response["Content-Disposition"].startswith("attachment;")


def test_attaching_by_reader_and_by_staff(cast, case):
    address = reverse("evidence_add", args=[case.reference])
    page = signed_in(cast.consumer).post(address, {"files": upload(), "caption": "o rastreio"}, follow=True)
    assert "Prova guardada." in words(page)
    assert page.redirect_chain[-1][0].endswith("#evidence")
    signed_in(cast.agent).post(address, {"files": upload(picture((0, 200, 0)))})
    assert list(case.evidence.values_list("party", "caption")) == [("buyer", "o rastreio"), ("staff", "")]
    assert "A equipe anexou" in words(signed_in(cast.consumer).get(case.get_absolute_url()))
    assert signed_in(cast.auditor).post(address, {"files": upload()}).status_code == 403


def test_same_file_twice_is_one_proof(cast, case):
    address = reverse("evidence_add", args=[case.reference])
    for _again in range(2):
        assert signed_in(cast.consumer).post(address, {"files": upload()}).status_code == 302
    assert case.evidence.count() == 1
    assert case.events.filter(kind="evidence_added").count() == 1


def test_attaching_nothing_is_said(cast, case):
    response = signed_in(cast.consumer).post(
        reverse("evidence_add", args=[case.reference]), {"caption": "a caixa aberta"}
    )
    assert response.status_code == 422
    assert "Escolha pelo menos um arquivo" in words(response)
    assert 'value="a caixa aberta"' in response.content.decode()
