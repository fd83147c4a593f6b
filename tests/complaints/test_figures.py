"""Numbers of the law: loaded once, asked by day, mended by newer rows, written by supervisors only."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.figures import DATA, counting_on, figures_on, load_figures
from complaints.models import Figure
from tests.base import TODAY
from tests.complaints.pages import signed_in, text, words

pytestmark = pytest.mark.usefixtures("house", "nine_in_the_morning")
Kind = Figure.Kind
WAGE = Kind.MINIMUM_WAGE
LIST = reverse("admin:complaints_figure_changelist")
ADD = reverse("admin:complaints_figure_add")
SENT = {
    "kind": "minimum_wage", "state": "", "value": "1700,00", "valid_from": "2027-01-01", "source": "Decreto",
    "source_url": "", "trust": "law", "reason": "Saiu o decreto do ano novo.",
}


def write(value, day, kind=WAGE, **fields):
    values = {"source": "x", "trust": "law", "reason": "porque sim", **fields}
    return Figure.objects.create(kind=kind, value=Decimal(value), valid_from=day, **values)


def value_on(kind, day, state=""):
    figure = figures_on(day, state, kinds=[kind]).get(kind)
    return figure.value if figure else None


def changed_copy(tmp_path, kind, day, **changes):
    data = json.loads(DATA.read_text(encoding="utf-8"))
    for entry in data["figures"]:
        if (entry["kind"], entry["valid_from"]) == (kind, day):
            entry.update(changes)
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(("day", "value"), [
    (date(2023, 12, 31), None), (date(2024, 1, 1), "1412"), (date(2024, 12, 31), "1412"), (date(2025, 1, 1), "1518"),
    (date(2025, 12, 31), "1518"), (date(2026, 1, 1), "1621"), (TODAY, "1621"),
])
def test_the_minimum_wage_of_a_day(day, value):
    assert value_on(WAGE, day) == (Decimal(value) if value else None)


def test_the_taxes_of_a_day():
    assert set(figures_on(date(2024, 7, 31))) == {WAGE}
    rates = {kind: figure.value for kind, figure in figures_on(date(2024, 8, 1)).items() if kind != WAGE}
    assert rates == {
        Kind.IMPORT_LOW_LIMIT: 50, Kind.IMPORT_LOW_RATE: 20, Kind.IMPORT_HIGH_RATE: 60, Kind.IMPORT_DEDUCTION: 20,
        Kind.IMPORT_OTHER_RATE: 60, Kind.ICMS_RATE: 17,
    }
    assert figures_on(TODAY)[Kind.ICMS_RATE].trust == "doubt"


def test_every_figure_names_its_source_and_how_far_it_is_to_be_trusted():
    for figure in Figure.objects.all():
        assert figure.source and figure.trust and figure.kind in Kind.values


def test_all_figures_of_a_day_are_one_query():
    with CaptureQueriesContext(connection) as captured:
        figures_on(TODAY, "SP")
    assert len(captured) == 1


def test_a_state_wins_over_the_country_and_only_for_itself():
    write(20, date(2025, 3, 1), Kind.ICMS_RATE, state="BA")
    assert value_on(Kind.ICMS_RATE, TODAY, "BA") == 20
    assert value_on(Kind.ICMS_RATE, TODAY, "SP") == 17
    assert value_on(Kind.ICMS_RATE, TODAY) == 17
    assert value_on(Kind.ICMS_RATE, date(2025, 2, 28), "BA") == 17
    write(18, date(2026, 3, 1), Kind.ICMS_RATE)
    assert value_on(Kind.ICMS_RATE, TODAY, "BA") == 20


def test_a_wrong_number_is_mended_by_a_newer_row_of_the_same_day():
    write(1622, date(2026, 1, 1))
    assert value_on(WAGE, TODAY) == 1622
    write(1623, date(2025, 6, 1))
    assert value_on(WAGE, TODAY) == 1622
    assert Figure.objects.filter(kind=WAGE, valid_from=date(2026, 1, 1)).count() == 2


def test_an_old_case_keeps_the_number_of_its_filing_day(case):
    before = value_on(WAGE, case.local_day(case.filed_at))
    write(9999, TODAY + timedelta(days=1))
    assert value_on(WAGE, case.local_day(case.filed_at)) == before == 1621
    assert value_on(WAGE, TODAY + timedelta(days=1)) == 9999


# -- Loading ------------------------------------------------------------------------------


def test_loading_again_changes_nothing():
    before = list(Figure.objects.order_by("pk").values())
    assert load_figures() == (0, len(before), 0)
    assert list(Figure.objects.order_by("pk").values()) == before


def test_a_number_that_changed_in_the_file_is_a_newer_row(tmp_path):
    path = changed_copy(tmp_path, "minimum_wage", "2026-01-01", value="1630.00")
    assert load_figures(path).added == 1
    assert value_on(WAGE, TODAY) == 1630
    assert load_figures(path).added == 0
    assert Figure.objects.filter(value=1621).exists()


def test_a_row_of_staff_is_never_overruled_by_the_file(tmp_path, cast):
    row = write(1640, date(2026, 1, 1), written_by=cast.supervisor)
    assert load_figures() == (0, Figure.objects.count() - 2, 1)
    path = changed_copy(tmp_path, "minimum_wage", "2026-01-01", value="1630.00")
    assert load_figures(path).added == 0
    assert value_on(WAGE, TODAY) == 1640
    # The account may go; the row stays the staff's.
    cast.supervisor.delete()
    row.refresh_from_db()
    assert row.written_by is None
    assert load_figures(path).added == 0


def test_preparing_the_house_writes_the_figures(capsys, settings):
    Figure.objects.all().delete()
    call_command("prepare")
    assert value_on(WAGE, TODAY) == 1621
    assert "Figures: 10 new" in capsys.readouterr().out


# -- Staff --------------------------------------------------------------------------------


def test_a_supervisor_writes_a_number_with_its_reason(cast):
    client = signed_in(cast.supervisor)
    assert client.get(ADD).status_code == 200
    response = client.post(ADD, SENT)
    assert response.status_code == 302, words(response)
    figure = Figure.objects.get(valid_from=date(2027, 1, 1))
    assert (figure.value, figure.written_by, figure.reason) == (1700, cast.supervisor, SENT["reason"])
    assert figure.written_at is not None
    entry = LogEntry.objects.get(object_id=str(figure.pk))
    assert entry.user == cast.supervisor
    assert "Saiu o decreto do ano novo" in entry.get_change_message()
    assert value_on(WAGE, TODAY) == 1621


@pytest.mark.parametrize("changes", [
    {"reason": ""}, {"reason": "  "}, {"source": ""}, {"trust": ""}, {"value": "-1"}, {"value": "abc"},
    {"value": "99999999999999"}, {"value": ""}, {"valid_from": "ontem"}, {"kind": "x"}, {"state": "XX"},
    {"source": "a\0b"}, {"source_url": "javascript:alert(1)"}, {"reason": "x" * 401},
])
def test_a_number_without_its_due_is_refused_and_what_was_typed_is_kept(cast, changes):
    before = Figure.objects.count()
    response = signed_in(cast.supervisor).post(ADD, {**SENT, **changes})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert "2027-01-01" in text(response) or "valid_from" in changes
    assert Figure.objects.count() == before


def test_nobody_changes_or_deletes_a_number_and_only_supervisors_add(cast):
    figure = Figure.objects.first()
    before = list(Figure.objects.values())
    for person in (cast.agent, cast.mediator, cast.auditor, cast.supervisor):
        client = signed_in(person)
        assert client.get(LIST).status_code == 200
        page = client.get(f"{LIST}{figure.pk}/change/")
        assert page.status_code == 200
        assert 'name="_save"' not in text(page)
        assert client.post(f"{LIST}{figure.pk}/change/", SENT).status_code == 403
        assert client.post(f"{LIST}{figure.pk}/delete/", {"post": "yes"}).status_code == 403
        if person is not cast.supervisor:
            assert client.get(ADD).status_code == 403
            assert client.post(ADD, SENT).status_code == 403
    assert list(Figure.objects.values()) == before
    assert signed_in(cast.consumer).get(LIST).status_code == 302


def test_the_list_says_what_counts_today(cast):
    mended = write(1622, date(2026, 1, 1))
    later = write(1700, date(2027, 1, 1))
    rows = {row.pk: row for row in signed_in(cast.auditor).get(LIST).context["cl"].result_list}
    assert rows[mended.pk].counts_today and not rows[later.pk].counts_today and rows[later.pk].is_coming
    assert {row.pk for row in figures_on(TODAY).values()} == counting_on(TODAY)
    assert sum(row.counts_today for row in rows.values()) == len(Kind)
