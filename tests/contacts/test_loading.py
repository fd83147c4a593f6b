"""Loading the data files into the directory."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from contacts.directory import load_directory
from contacts.models import Body, Channel, Company, Guide

pytestmark = pytest.mark.django_db


def contents():
    return [list(model.objects.order_by("pk").values()) for model in (Company, Channel, Guide, Body)]


def test_the_shipped_files_load(loaded):
    assert loaded.bodies == Body.objects.count() == 90
    assert loaded.companies == Company.objects.count()
    assert loaded.channels == Channel.objects.count()
    assert loaded.guides == Guide.objects.count()
    assert loaded.written == sum(loaded[:4])
    assert loaded.removed == loaded.left_alone == 0


def test_loading_twice_changes_nothing(loaded, django_assert_max_num_queries):
    before = contents()
    with django_assert_max_num_queries(16):
        again = load_directory()
    assert (again.written, again.removed, again.left_alone) == (0, 0, 0)
    assert contents() == before


def test_aliexpress_has_no_phone_and_the_note_says_so(loaded):
    phone = Channel.objects.get(company__slug="aliexpress", kind=Channel.Kind.PHONE)
    assert phone.availability == Channel.Availability.NONE
    assert "0800" in phone.note_pt


def test_rows_are_written_in_few_statements(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(27):
        load_directory()


@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_search_is_what_save_would_have_made(db, language):
    with translation.override(language):
        load_directory()
    for row in [*Company.objects.all(), *Body.objects.all()]:
        loaded_as = row.search
        with translation.override("pt-br"):
            row.save()
        assert row.search == loaded_as
        assert loaded_as


def test_a_changed_file_changes_the_row_and_keeps_its_id(folder):
    load_directory(folder.write())
    phone = Channel.objects.get(company__slug="aliexpress", kind="phone")
    folder.companies[0]["channels"][0]["label_pt"] = "Telefone (não existe)"
    folder.companies[0]["name"] = "Ali Express"
    counts = load_directory(folder.write())
    assert (counts.written, counts.removed) == (2, 0)
    phone.refresh_from_db()
    assert phone.label_pt == "Telefone (não existe)"
    assert "ali express" in Company.objects.get(slug="aliexpress").search


def test_parts_that_left_the_file_are_removed(folder):
    load_directory(folder.write())
    gone = folder.companies[0]["channels"].pop()
    folder.companies[0]["guides"].pop()
    counts = load_directory(folder.write())
    assert counts.removed == 2
    assert not Channel.objects.filter(company__slug="aliexpress", kind=gone["kind"]).exists()


def test_rows_that_staff_checked_later_are_left_alone(folder):
    load_directory(folder.write())
    later = date.fromisoformat(folder.bodies[0]["checked_on"]) + timedelta(days=1)
    body = Body.objects.get(slug=folder.bodies[0]["slug"])
    body.notes_pt, body.checked_on = "Conferido por nós.", later
    body.save()
    phone = Channel.objects.get(company__slug="aliexpress", kind="phone")
    phone.note_pt, phone.checked_on = "Continua sem telefone.", later
    phone.save()
    extra = Channel.objects.create(
        company_id=phone.company_id, kind="email", label_pt="Novo", label_en="New",
        availability="available", checked_on=later, position=99,
    )
    counts = load_directory(folder.write())
    assert (counts.written, counts.removed, counts.left_alone) == (0, 0, 3)
    body.refresh_from_db()
    phone.refresh_from_db()
    assert body.notes_pt == "Conferido por nós."
    assert phone.note_pt == "Continua sem telefone."
    assert Channel.objects.filter(pk=extra.pk).exists()


def test_a_file_checked_after_the_staff_wins_again(folder):
    load_directory(folder.write())
    body = Body.objects.get(slug=folder.bodies[0]["slug"])
    body.notes_pt, body.checked_on = "Velho.", body.checked_on + timedelta(days=1)
    body.save()
    folder.bodies[0]["checked_on"] = (body.checked_on + timedelta(days=1)).isoformat()
    load_directory(folder.write())
    body.refresh_from_db()
    assert body.notes_pt == folder.bodies[0]["notes_pt"]


def test_a_broken_file_writes_nothing(bare, folder):
    folder.companies[0]["name"] = "Ali"
    folder.bodies[0]["checked_on"] = "ontem"
    with pytest.raises(ValueError, match="ontem"):
        load_directory(folder.write())
    assert not Company.objects.exists()
