"""Doors that strangers, borrowed phones and curious staff try."""

import re
import subprocess
import sys
import zlib
from io import BytesIO

import pikepdf
import pytest
from allauth.mfa.models import Authenticator
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from pikepdf import Array, Dictionary, Name, Stream

from complaints.links import path_for
from complaints.models import Message
from complaints.services.evidence import attach
from complaints.uploads import Refused, judge
from contacts.models import OutgoingEmail
from tests.base import make_case
from tests.complaints.pages import signed_in, upload
from tests.config.starting import PRODUCTION, ROOT, start

MEGABYTE = 1024 * 1024
PASSWORD = "senha-de-teste-123"


def with_photo(case):
    attach(case, [upload()], user=case.user)
    return case.evidence.get()


# -- Staff --------------------------------------------------------------------------------


def test_staff_without_a_second_factor_are_strangers_to_the_case_and_its_files(case, cast):
    photo = with_photo(case)
    client = signed_in(cast.agent)
    pages = [
        case.get_absolute_url(), reverse("evidence_shown", args=[case.reference, photo.token]),
        reverse("evidence_original", args=[case.reference, photo.token]),
    ]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    Authenticator.objects.filter(user=cast.agent).delete()
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    typed = {"body": "oi", "form_key": "a"}
    assert client.post(reverse("message_write", args=[case.reference]), typed).status_code == 404
    assert not Message.objects.exists()


def test_staff_do_not_use_the_staff_doors_in_their_own_case(db, cast):
    own = make_case(cast.supervisor)
    clock = own.deadlines.running().first()
    client = signed_in(cast.supervisor)
    page = reverse("admin:complaints_complaint_extend", args=[own.pk, clock.pk])
    assert client.post(page, {"days": 30, "reason": "quero"}).status_code == 403
    assert client.get(reverse("admin:complaints_complaint_write", args=[own.pk])).status_code == 403
    clock.refresh_from_db()
    assert all(step["step"] != "extend" for step in clock.sum)


@pytest.mark.parametrize("query", [
    "password__startswith=argon2", "password__regex=a", "password=x",
])
def test_a_password_hash_cannot_be_guessed_through_a_filter(cast, query, db):
    client = signed_in(cast.auditor)
    assert client.get(reverse("admin:contacts_user_changelist") + "?is_staff__exact=1").status_code == 200
    assert client.get(reverse("admin:contacts_user_changelist") + "?" + query).status_code == 400


@pytest.mark.parametrize("query", ["text__contains=123", "html__regex=1", "text=1", "subject__contains=a"])
def test_a_code_that_waits_in_the_queue_cannot_be_guessed_through_a_filter(cast, query, db):
    client = signed_in(cast.agent)
    OutgoingEmail.objects.create(name="login_code", dedup_key="k", address="a@example.com", secret=True, text="123")
    page = reverse("admin:contacts_outgoingemail_changelist")
    assert client.get(page + "?secret__exact=1&state__exact=queued").status_code == 200
    assert client.get(f"{page}?{query}").status_code == 400


def test_staff_read_a_sent_reminder_without_the_links_that_act_for_the_reader(case, cast):
    link = path_for(case.deadlines.running().first(), "done")
    row = OutgoingEmail.objects.create(
        name="reminder", dedup_key="r", reader=case.user, state="sent", text=f"Faltam 3 dias.\nhttp://localhost{link}\n"
    )
    shown = signed_in(cast.auditor).get(reverse("admin:contacts_outgoingemail_change", args=[row.pk]))
    assert "Faltam 3 dias." in shown.content.decode()
    assert link not in shown.content.decode()


# -- A borrowed phone ---------------------------------------------------------------------


def test_no_browser_and_no_proxy_keeps_a_private_page(case):
    client = signed_in(case.user)
    for page in ("/cases/", case.get_absolute_url(), "/account/profile/", "/cases/nothing-here/"):
        kept = client.get(page)["Cache-Control"]
        assert "no-store" in kept and "private" in kept, page
    link = path_for(case.deadlines.running().first(), "stop")
    assert "no-store" in Client().get(link)["Cache-Control"]


def test_a_photo_is_asked_for_anew_and_not_sent_twice(case):
    photo = with_photo(case)
    client = signed_in(case.user)
    page = reverse("evidence_shown", args=[case.reference, photo.token])
    first = client.get(page)
    assert first["Cache-Control"] == "private, no-cache"
    assert photo.shown.name not in first["ETag"]
    assert client.get(page, headers={"if-none-match": first["ETag"]}).status_code == 304
    client.logout()
    assert client.get(page, headers={"if-none-match": first["ETag"]}).status_code == 302


# -- Account mails ------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "email", "name"), [
    ("account_request_login_code", "ninguem@example.com", "unknown_account"),
    ("account_signup", "maria@example.com", "account_already_exists"),
])
def test_account_mails_link_to_our_address_whatever_host_was_asked(db, cast, settings, page, email, name):
    assert cast.consumer.email == "maria@example.com"
    settings.SITE_URL = "https://prazo.example"
    Client(headers={"host": "elsewhere.example"}).post(reverse(page), {"email": email})
    row = OutgoingEmail.objects.get(name=name)
    assert "https://prazo.example/account/" in row.text
    assert "elsewhere" not in row.text + row.html


def test_a_changed_password_is_told_to_the_mailbox(db, cast):
    client = Client()
    client.post(reverse("account_login"), {"login": cast.consumer.email, "password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": "uma-nova-bem-longa", "password2": "uma-nova-bem-longa"}
    assert client.post(reverse("account_change_password"), typed).status_code == 302
    assert OutgoingEmail.objects.get().address == cast.consumer.email


# -- Large and packed ---------------------------------------------------------------------


def sized(client, length):
    """Post `length` bytes."""
    return client.post("/account/login/", b"x" * length, content_type="multipart/form-data; boundary=x")


def test_a_body_larger_than_any_form_is_turned_away(db, cast, settings):
    settings.MOST_BYTES_POSTED = 5 * MEGABYTE
    stranger = Client()
    refused = sized(stranger, 3 * MEGABYTE)
    assert (refused.status_code, refused.url) == (302, "/account/login/?next=/account/login/")
    assert sized(stranger, 6 * MEGABYTE).status_code == 413
    assert sized(signed_in(cast.consumer), 6 * MEGABYTE).status_code == 413


def pdf_with(fill):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Outlines = Dictionary(X=Array(fill(pdf)))
    out = BytesIO()
    pdf.save(
        out, stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def packed_photos(pdf):
    """Three photos of 15 MB of nothing, each packed into some kilobytes."""
    raw = zlib.compress(b"\0" * 15 * MEGABYTE)
    for _photo in range(3):
        photo = Stream(pdf, b"")
        photo.write(raw, filter=Array([Name.FlateDecode, Name.DCTDecode]))
        yield pdf.make_indirect(photo)


def nested_dictionaries(pdf):
    for _object in range(2):
        yield pdf.make_indirect(pikepdf.Object.parse(b"[" + b"<</A 1>>" * 160_000 + b"]"))


@pytest.mark.parametrize("fill", [packed_photos, nested_dictionaries])
def test_a_small_pdf_that_unpacks_to_more_than_memory_holds_is_refused(fill):
    data = pdf_with(fill)
    assert len(data) < MEGABYTE
    with pytest.raises(Refused) as refused:
        judge(data, "prova.pdf")
    assert refused.value.code == "pdf_damaged"


def many_objects(count):
    """Return a PDF of about two megabytes with `count` small objects."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Outlines = Dictionary(X=Array([pdf.make_indirect(Dictionary(A=n)) for n in range(count)]))
    out = BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def test_a_pdf_of_many_objects_costs_the_web_process_nothing():
    data = many_objects(120_000)
    code = (
        "import resource, sys; from complaints.uploads import judge; data = sys.stdin.buffer.read();"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; judge(data);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 'pikepdf' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, cwd=ROOT)
    grown, loaded = run.stdout.split()
    # Kilobytes: the file and its copy, some times over; cleaned here it would be 200 MB.
    assert int(grown) < 40 * 1024
    assert loaded == b"False"


def test_a_pdf_of_too_many_objects_is_refused():
    with pytest.raises(Refused) as refused:
        judge(many_objects(250_000), "prova.pdf")
    assert refused.value.code == "pdf_damaged"


@pytest.mark.parametrize("greed", [
    "limit_self(20, 256 * 1024**2)\nbytes(512 * 1024**2)", "limit_self(1, 1024**3)\nwhile True: pass",
])
def test_a_process_apart_ends_at_its_limits(greed):
    code = f"from complaints.uploads_apart import limit_self\n{greed}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=ROOT, timeout=60)
    assert run.returncode != 0


def test_what_a_process_apart_leaves_unsaid_is_a_refusal(monkeypatch):
    data = pdf_with(lambda pdf: [])
    assert judge(data).pages == 1
    monkeypatch.setattr("complaints.uploads_apart.PATIENCE", 0.001)
    with pytest.raises(Refused) as refused:
        judge(data, "prova.pdf")
    assert refused.value.code == "pdf_damaged"


# -- The machine ----------------------------------------------------------------------------


def test_the_page_of_a_failure_needs_nothing_that_may_be_missing(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with pytest.raises(ValueError, match="manifest"):
        static("css/tokens.css")
    page = render_to_string("500.html")
    assert "A falha é nossa, não sua" in page
    linked = re.findall(r'href="/static/([^"]+)"', page)
    assert len(linked) == 5
    for name in linked:
        assert (ROOT / "static" / name).is_file()


HSTS = ["-c", (
    "from django.conf import settings; print(settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
)]


@pytest.mark.parametrize(("values", "said"), [
    ({}, "31536000 False"), ({"HSTS_SECONDS": "60"}, "60 False"), ({"HSTS_SECONDS": "0"}, "0 False"),
    ({"SITE_URL": "http://prazo.example"}, "0 False"),
])
def test_browsers_are_told_to_come_by_https_for_a_year(values, said, tmp_path):
    given = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings", **values}
    assert start(HSTS, tmp_path, **given).stdout.strip() == said


def test_what_is_written_is_read_by_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    done = start(["manage.py", "prepare"], folder)
    assert done.returncode == 0, done.stderr
    written = [folder, *folder.rglob("*")]
    assert len(written) > 10
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_gunicorn_writes_for_its_owner_alone():
    code = "import os, runpy; runpy.run_path('config/gunicorn.py'); print(oct(os.umask(0)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "0o77"
