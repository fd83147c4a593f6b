"""Drafts nobody touched for half a year go away, with their files; all else stays."""

from datetime import timedelta

import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from complaints.models import Draft, Evidence
from complaints.services.evidence import attach_to_draft
from complaints.tasks import DRAFT_DAYS, clear_old_drafts
from tests.base import NOW, make_case


def with_picture(user, tmp_path, colour, updated_at):
    path = tmp_path / f"{colour}.png"
    Image.new("RGB", (20, 20), colour).save(path)
    draft = Draft.objects.create(user=user, data={"story": "Ainda não terminei."}, updated_at=updated_at)
    assert attach_to_draft(draft, [SimpleUploadedFile(path.name, path.read_bytes(), "image/png")], user=user) == []
    return draft


def names_of(draft):
    return [name for row in draft.evidence.all() for name in (row.original.name, row.shown.name)]


def test_only_old_drafts_and_their_files_are_cleared(cast, tmp_path):
    edge = NOW - timedelta(days=DRAFT_DAYS)
    old = with_picture(cast.consumer, tmp_path, "red", edge - timedelta(seconds=1))
    young = with_picture(cast.consumer, tmp_path, "blue", edge)
    gone, kept = names_of(old), names_of(young)
    with time_machine.travel(NOW, tick=False):
        clear_old_drafts()
        clear_old_drafts()
    assert list(Draft.objects.values_list("pk", flat=True)) == [young.pk]
    assert Evidence.objects.get().draft == young
    assert [default_storage.exists(name) for name in gone] == [False, False]
    assert [default_storage.exists(name) for name in kept] == [True, True]


def test_a_case_outlives_its_draft(cast, tmp_path):
    case = make_case(cast.consumer)
    draft = with_picture(cast.consumer, tmp_path, "green", NOW)
    evidence = draft.evidence.get()
    Evidence.objects.filter(pk=evidence.pk).update(complaint=case, draft=None)
    Draft.objects.update(updated_at=NOW - timedelta(days=400))
    with time_machine.travel(NOW, tick=False):
        clear_old_drafts()
    assert not Draft.objects.exists()
    case.refresh_from_db()
    assert case.evidence.get() == evidence
    assert default_storage.exists(evidence.original.name)
