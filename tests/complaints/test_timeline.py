"""The timeline is written once, in order, each line sealed to the one before."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import translation

from complaints.choices import Party
from complaints.models import Event
from complaints.models.timeline import EventIsFinal
from complaints.sentences import SENTENCES, sentence_of, titles_of
from complaints.timeline import Line, append, append_all, broken_at
from tests.base import NOW, make_case


def add(case, n=5):
    append_all([Line(case.pk, "message", Party.STAFF, None, {"n": k, "nota": "ação “x”"}) for k in range(n)], NOW)


def test_lines_follow_each_other_and_the_seal_holds(case):
    add(case)
    append(case, "closed", Party.BUYER, at=NOW + timedelta(microseconds=7), by=case.user, closing="paid")
    events = list(Event.objects.filter(complaint=case).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, 8))
    assert [event.previous for event in events[1:]] == [event.hash for event in events[:-1]]
    assert broken_at(case) is None


def test_lines_of_many_cases_are_written_with_a_few_statements(cast, django_assert_num_queries):
    cases = [make_case(cast.consumer, number=f"81500000000000{n:02}") for n in range(4)]
    lines = [Line(case.pk, "message", Party.STAFF) for case in cases for _time in range(3)]
    with django_assert_num_queries(2):
        append_all(lines, NOW)
    assert [broken_at(case) for case in cases] == [None] * 4
    append_all([], NOW)
    assert Event.objects.count() == 16


@pytest.mark.parametrize("change", [
    {"kind": "closed"}, {"party": "seller"}, {"data": {"n": 9}}, {"at": NOW - timedelta(days=1)}, {"recorder": 77},
    {"hash": "0" * 64}, {"previous": ""},
])
def test_a_tampered_line_is_found(case, change):
    add(case)
    # Past the model, as somebody with the database in hand would.
    QuerySet(Event).filter(complaint=case, seq=3).update(**change)
    assert broken_at(case) == 3


def test_a_removed_line_is_found(case):
    add(case)
    QuerySet(Event).filter(complaint=case, seq=3).delete()
    assert broken_at(case) == 4


def test_last_lines_removed_are_not_noticed_and_nobody_says_so(case):
    """What the chain cannot do, as its documentation says; whoever mends it must change both."""
    add(case)
    last = case.events.order_by("-seq").first()
    QuerySet(Event).filter(pk=last.pk).delete()
    assert broken_at(case) is None
    assert "nothing was cut off at the end" in broken_at.__doc__


def test_a_line_cannot_be_written_again(case):
    event = case.events.get()
    event.kind = "closed"
    with pytest.raises(EventIsFinal):
        event.save()
    with pytest.raises(EventIsFinal):
        event.save(update_fields=["kind"])
    for change in (event.delete, case.events.all().delete, lambda: case.events.update(kind="closed")):
        with pytest.raises(EventIsFinal):
            change()
    assert case.events.get().kind == "filed"


def test_the_seal_survives_the_erasure_of_who_wrote_it_down(cast, case):
    append(case, "message", Party.STAFF, at=NOW, by=cast.agent)
    cast.agent.delete()
    assert case.events.get(seq=2).recorded_by is None
    assert broken_at(case) is None


def test_every_kind_has_a_sentence_and_an_unknown_one_does_not_fail(case):
    assert {"filed", "clock_missed", "closed", "dispute_open", "dispute_money_came"} <= set(SENTENCES)
    event = case.events.get()
    with translation.override("pt-br"):
        assert sentence_of(event, {}) == "Você contou o que aconteceu e o caso foi registrado."
        event.kind = "something_of_the_future"
        assert sentence_of(event, titles_of([event])) == "Aconteceu algo neste caso."
