"""What is filed outside: the clock of each door, what an answer changes, and what silence does."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.choices import Party, Payment, Reason
from complaints.models import Deadline, Rule
from complaints.sentences import SENTENCES, sentence_of
from complaints.services.cases import close_complaint
from complaints.services.locking import Refused
from complaints.sweep import sweep
from contacts.choices import AnswerUnit
from contacts.models import Body, OutgoingEmail
from disputes import services
from disputes.escalation_words import HINTS, NO_CLOCK, answers_of
from disputes.escalations import COURSES, OWN_CLOCKS, Quality, wait_of
from disputes.models import Door, Escalation
from disputes.outside import doors_for, filing_of, outside_of
from tests.base import NOW, TODAY, make_case

pytestmark = pytest.mark.usefixtures("nine_in_the_morning")
DAY = timedelta(days=1)
State = Deadline.State


def outside(case, door, **facts):
    facts = {"by": case.user, "filed_on": TODAY, "form_key": f"k{case.escalations.count()}", "now": NOW} | facts
    return services.file_outside(case, door, **facts)


def answered(filing, quality, day=TODAY, **facts):
    now = NOW + (day - TODAY)
    return services.note_answer(filing, by=filing.complaint.user, quality=quality, answered_on=day, now=now, **facts)


def clock_of(filing):
    """The clock that runs for a filing: (rule, last day), None where none runs."""
    row = Deadline.objects.filter(owner="escalation", subject_id=filing.pk, state=State.RUNNING).first()
    return (row.kind, row.due_on) if row else None


def last(case):
    return case.events.order_by("-seq").first()


def all_states(filing):
    rows = Deadline.objects.filter(owner="escalation", subject_id=filing.pk).order_by("pk")
    return list(rows.values_list("kind", "state"))


def test_every_door_has_its_course_its_words_and_rules_that_are_in_force(house):
    assert set(COURSES) == set(HINTS) == set(Door)
    without = {door for door, course in COURSES.items() if not course.waits}
    assert without == set(NO_CLOCK), "where no clock starts the reader is told why"
    named = {slug for course in COURSES.values() for slug in (course.waits, course.waits_own, course.also) if slug}
    named |= {slug for course in COURSES.values() for slug in (*course.after.values(), *course.meets)}
    assert named <= set(Rule.objects.filter(current=True).values_list("slug", flat=True))
    owners = dict(Rule.objects.filter(current=True, slug__in=named).values_list("slug", "actor"))
    assert all(owners[slug] == Party.BUYER for slug in OWN_CLOCKS)
    for course in COURSES.values():
        assert not course.waits or (owners[course.waits] == Party.BUYER) == course.mine
    for door in Door:
        assert Quality.SOLVED in dict(answers_of(door))


@pytest.mark.parametrize(("door", "facts", "kind", "last_day"), [
    (Door.CONSUMIDOR_GOV, {}, "cgb_company", date(2026, 12, 2)),
    (Door.PROCON, {}, "cip_default", date(2026, 12, 2)),
    (Door.JUIZADO, {}, "jec_conciliation", date(2026, 12, 7)),
    # The law moves a last day on Sunday to Monday.
    (Door.BANK_SAC, {"filed_on": date(2026, 11, 22)}, "sac_answer", date(2026, 11, 30)),
    (Door.SHOP_HELP, {}, "d7962_answer", date(2026, 11, 27)),
    (Door.PAYPAL, {}, "paypal_escalate", date(2026, 12, 12)),
])
def test_the_clock_of_a_door_runs_from_the_day_of_filing(case, door, facts, kind, last_day):
    filing = outside(case, door, **facts)
    assert clock_of(filing) == (kind, last_day)
    assert filing.state == Escalation.State.FILED
    assert last(case).kind == "escalation_filed"


@pytest.mark.parametrize("door", sorted(NO_CLOCK))
def test_where_no_source_gives_a_time_no_clock_starts_and_it_is_said(case, door):
    filing = outside(case, door)
    assert clock_of(filing) is None
    assert filing_of(filing, NOW).line == NO_CLOCK[door]


@pytest.mark.parametrize(("days", "unit", "last_day"), [
    # Five working days from Sunday 22 November; ten; fifteen calendar days.
    (5, AnswerUnit.BUSINESS, date(2026, 11, 27)),
    (10, AnswerUnit.BUSINESS, date(2026, 12, 4)),
    (15, AnswerUnit.CALENDAR, date(2026, 12, 7)),
])
def test_a_procon_that_says_its_own_days_gets_them_counted(case, days, unit, last_day):
    body = Body.objects.get(slug="procon-rs")
    body.answer_days, body.answer_unit = days, unit
    body.save()
    filing = outside(case, Door.PROCON, body=body)
    assert clock_of(filing) == ("cip_body", last_day)
    assert wait_of(Door.PROCON, None, unit) == ("cip_default", (None, ""))


def test_a_pix_claimed_back_after_a_fraud_has_two_clocks_and_meets_its_window(cast):
    case = make_case(cast.consumer, reason=Reason.FRAUD_OUTSIDE)
    filing = outside(case, Door.MED)
    assert clock_of(filing) == ("med_analysis", date(2026, 11, 29))
    total = case.deadlines.get(kind="med_total")
    assert (total.owner, total.due_on) == ("", date(2026, 12, 3))
    assert case.deadlines.get(kind="med_request").state == State.MET
    outside(case, Door.MED, protocol="2")
    assert case.deadlines.filter(kind="med_total").count() == 1
    answered(filing, Quality.REFUSAL)
    assert case.deadlines.get(kind="med_total").state == State.CANCELLED


def test_a_claim_on_the_card_meets_the_cards_windows(cast):
    case = make_case(cast.consumer, payment_method=Payment.CREDIT_CARD)
    outside(case, Door.CHARGEBACK)
    assert set(case.deadlines.filter(kind__startswith="card_").values_list("state", flat=True)) == {State.MET}


def test_only_the_doors_that_can_serve_are_offered(case, cast):
    offered = {door for door, _words, _hint in doors_for(case)}
    assert {Door.MED, Door.PAYPAL, Door.CHARGEBACK} & offered == set()
    fraud = make_case(cast.stranger, reason=Reason.FRAUD_OUTSIDE)
    assert {Door.MED, Door.POLICE} <= {door for door, _words, _hint in doors_for(fraud)}


@pytest.mark.parametrize(("door", "facts", "sentence"), [
    (Door.PROCON, {"filed_on": TODAY + DAY}, "ainda não chegou"),
    (Door.PROCON, {"filed_on": TODAY - 54 * DAY}, "antes da compra"),
    (Door.PROCON, {"protocol": "9" * 61}, "longo demais"),
    (Door.MED, {}, "quando foi golpe"),
])
def test_what_cannot_be_is_refused_in_words(case, door, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        outside(case, door, **facts)
    assert not case.escalations.exists()


def test_a_body_of_another_kind_is_refused(case):
    with pytest.raises(Refused, match="Escolha de novo"):
        outside(case, Door.PROCON, body=Body.objects.get(slug="consumidor-gov-br"))


def test_a_closed_case_takes_no_filing(case):
    close_complaint(case, "given_up", by=case.user, now=NOW)
    with pytest.raises(Refused, match="encerrado"):
        outside(case, Door.PROCON)


def test_the_same_protocol_is_noted_once_at_each_door(case):
    outside(case, Door.PROCON, protocol=" 2026.11 A ")
    with pytest.raises(Refused, match="já está anotado"):
        outside(case, Door.PROCON, protocol="2026.11a")
    second = outside(case, Door.CONSUMIDOR_GOV, protocol="2026.11a")
    assert [row.protocol for row in case.escalations.all()] == ["2026.11a", "2026.11 A"]
    third = outside(case, Door.PROCON)
    with pytest.raises(Refused, match="já está anotado"):
        services.note_protocol(third, "2026.11A", by=case.user, now=NOW)
    services.note_protocol(second, "77", by=case.user, now=NOW)
    assert last(case).data["protocol"] == "77"


def test_the_same_form_sent_twice_files_once(case):
    first = outside(case, Door.PROCON, protocol="5", form_key="same")
    again = outside(case, Door.PROCON, protocol="5", form_key="same")
    assert first.pk == again.pk
    assert case.events.filter(kind="escalation_filed").count() == 1
    assert Deadline.objects.filter(owner="escalation").count() == 1


@pytest.mark.parametrize("quality", [Quality.STANDARD, Quality.OFFER, Quality.REFUSAL])
def test_after_the_companys_answer_there_are_twenty_days_to_rate(case, quality):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    day = TODAY + 6 * DAY
    filing = answered(filing, quality, day, answer="Prezado cliente.")
    assert (filing.state, filing.quality, filing.answer) == ("answered", quality, "Prezado cliente.")
    assert all_states(filing) == [("cgb_company", State.MET), ("cgb_consumer", State.RUNNING)]
    assert clock_of(filing) == ("cgb_consumer", date(2026, 12, 18))
    assert last(case).party == Party.COMPANY
    services.note_rated(filing, by=case.user, rated_on=day + DAY, now=NOW + 8 * DAY)
    assert clock_of(filing) is None
    assert all_states(filing)[1] == ("cgb_consumer", State.MET)


def test_the_same_answer_told_twice_is_written_once(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    answered(filing, Quality.REFUSAL, answer="Não.")
    answered(filing, Quality.REFUSAL, answer="Não.")
    assert case.events.filter(kind="escalation_answered").count() == 1
    assert Deadline.objects.filter(kind="cgb_consumer").count() == 1


def test_answers_without_end_are_not_kept(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    for number in range(4):
        answered(filing, Quality.ASKS_DATA, TODAY + number * DAY, answer=f"{number}" * 4990)
    with pytest.raises(Refused, match="muito texto"):
        answered(filing, Quality.ASKS_DATA, TODAY + 5 * DAY, answer="5" * 4990)


def test_an_answer_told_anew_counts_from_its_own_day(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    answered(filing, Quality.REFUSAL)
    filing = answered(filing, Quality.OFFER, TODAY + 2 * DAY, answer="Metade.")
    assert clock_of(filing) == ("cgb_consumer", date(2026, 12, 14))
    assert all_states(filing)[1] == ("cgb_consumer", State.CANCELLED)


def test_who_only_asks_for_data_starts_the_wait_again(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    filing = answered(filing, Quality.ASKS_DATA, TODAY + 3 * DAY, answer="Mande a nota.")
    assert filing.state == Escalation.State.FILED
    assert clock_of(filing) == ("cgb_company", date(2026, 12, 5))
    filing = answered(filing, Quality.REFUSAL, TODAY + 4 * DAY, answer="Não.")
    assert filing.answer == "Mande a nota.\n\nNão."
    assert clock_of(filing) == ("cgb_consumer", date(2026, 12, 16))


def test_who_asked_for_data_and_then_kept_silent_has_still_asked(case):
    filing = answered(outside(case, Door.CONSUMIDOR_GOV), Quality.ASKS_DATA)
    swept(11)
    filing.refresh_from_db()
    shown = filing_of(filing, NOW + 11 * DAY)
    assert (shown.answer_words, shown.state_words) == ("Só pediram dados ou documentos", "ninguém respondeu")


def test_the_first_public_answer_starts_the_six_months_to_rate(case):
    filing = outside(case, Door.RECLAME_AQUI)
    filing = answered(filing, Quality.ASKS_DATA)
    assert clock_of(filing) == ("ra_rate", date(2027, 5, 22))
    filing = answered(filing, Quality.STANDARD, TODAY + 5 * DAY)
    assert clock_of(filing) == ("ra_rate", date(2027, 5, 22))


def test_a_judgement_leaves_ten_working_days_to_appeal(case):
    filing = answered(outside(case, Door.JUIZADO), Quality.REFUSAL)
    assert clock_of(filing) == ("jec_appeal", date(2026, 12, 4))
    shown = filing_of(filing, NOW)
    assert (shown.state_words, shown.answer_words) == (
        "respondida", "Saiu a decisão, e ela não me deu tudo o que pedi")
    assert "saiu a decisão" in sentence_of(last(case), {})


def test_the_sellers_answer_at_paypal_does_not_stop_the_own_clock(case):
    filing = answered(outside(case, Door.PAYPAL), Quality.REFUSAL)
    assert clock_of(filing) == ("paypal_escalate", date(2026, 12, 12))
    services.note_rated(filing, by=case.user, rated_on=TODAY, now=NOW)
    assert all_states(filing) == [("paypal_escalate", State.MET)]


def test_solved_closes_the_filing_and_its_clocks(case):
    filing = answered(outside(case, Door.CONSUMIDOR_GOV), Quality.SOLVED)
    assert (filing.state, filing.closed_at) == (Escalation.State.CLOSED, NOW)
    assert all_states(filing) == [("cgb_company", State.MET)]
    with pytest.raises(Refused, match="já encerrou"):
        answered(filing, Quality.REFUSAL)


@pytest.mark.parametrize(("quality", "day", "sentence"), [
    ("none", TODAY, "Escolha"), ("nonsense", TODAY, "Escolha"), ("refusal", TODAY - DAY, "antes de você reclamar"),
    ("refusal", TODAY + DAY, "ainda não chegou"),
])
def test_an_answer_that_cannot_be_is_refused(case, quality, day, sentence):
    filing = outside(case, Door.PROCON)
    with pytest.raises(Refused, match=sentence):
        services.note_answer(filing, by=case.user, quality=quality, answered_on=day, now=NOW)
    assert clock_of(filing)


def test_there_is_nothing_to_rate_at_a_procon(case):
    with pytest.raises(Refused, match="não há nada assim"):
        services.note_rated(outside(case, Door.PROCON), by=case.user, rated_on=TODAY, now=NOW)


def test_closing_a_filing_ends_its_clock_and_twice_is_no_error(case):
    filing = outside(case, Door.PROCON)
    services.close_escalation(filing, by=case.user, now=NOW)
    services.close_escalation(filing, by=case.user, now=NOW)
    assert all_states(filing) == [("cip_default", State.CANCELLED)]
    assert case.events.filter(kind="escalation_closed").count() == 1
    filing.refresh_from_db()
    assert filing.quality == Quality.NONE, "nobody had answered"


def test_closing_keeps_what_was_answered_and_asks_nothing_of_the_police(case):
    told = services.close_escalation(answered(outside(case, Door.CHARGEBACK), Quality.STANDARD), by=case.user, now=NOW)
    report = services.close_escalation(outside(case, Door.POLICE), by=case.user, now=NOW)
    assert (told.quality, report.quality) == (Quality.STANDARD, "")


def test_a_closed_case_closes_what_it_had_filed(case):
    filing = outside(case, Door.PROCON)
    close_complaint(case, "solved", by=case.user, now=NOW)
    filing.refresh_from_db()
    assert (filing.state, filing.closed_at) == (Escalation.State.CLOSED, NOW)
    assert clock_of(filing) is None


def swept(days):
    now = NOW + days * DAY
    sweep(now=now)
    return now


def test_silence_is_written_told_by_mail_and_does_not_close_the_door(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    assert filing_of(filing, NOW + 11 * DAY).is_silent, "right before any sweep"
    swept(11)
    filing.refresh_from_db()
    assert (filing.state, filing.quality) == ("filed", Quality.NONE)
    assert all_states(filing) == [("cgb_company", State.MISSED)]
    line = case.events.get(kind="escalation_silent")
    assert sentence_of(line, {}) == "consumidor.gov.br: ninguém respondeu até qua, 2 dez."
    clock = Deadline.objects.get(owner="escalation")
    assert OutgoingEmail.objects.filter(name="reminder", context={"clock": clock.pk, "key": "after"}).count() == 1
    shown = filing_of(filing, NOW + 11 * DAY)
    assert shown.is_silent and "Procon" in shown.next_words
    swept(12)
    assert case.events.filter(kind="escalation_silent").count() == 1


def test_an_answer_that_came_in_time_but_is_told_late_counts_as_in_time(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    now = swept(11)
    filing = services.note_answer(
        filing, by=case.user, quality="refusal", answered_on=date(2026, 12, 1), now=now)
    assert all_states(filing)[0] == ("cgb_company", State.MET)
    assert clock_of(filing) == ("cgb_consumer", date(2026, 12, 21))


def test_an_answer_that_came_late_leaves_the_wait_missed(case):
    filing = outside(case, Door.CONSUMIDOR_GOV)
    filing = answered(filing, Quality.REFUSAL, TODAY + 12 * DAY)
    assert all_states(filing)[0] == ("cgb_company", State.MISSED)


def test_a_mark_that_was_not_given_lapses_and_a_paypal_dispute_closes_for_good(case):
    rating = answered(outside(case, Door.CONSUMIDOR_GOV), Quality.STANDARD)
    paying = outside(case, Door.PAYPAL)
    swept(22)
    rating.refresh_from_db()
    paying.refresh_from_db()
    assert (rating.state, rating.quality) == ("answered", Quality.STANDARD)
    assert paying.state == Escalation.State.CLOSED
    assert [sentence_of(line, {}).split(": ")[1].split(" em ")[0] for line in
            case.events.filter(kind="escalation_silent").order_by("seq")] == ["acabou", "acabou"]


def test_a_court_that_takes_longer_has_refused_nothing(case):
    filing = outside(case, Door.JUIZADO)
    swept(17)
    filing.refresh_from_db()
    assert (filing.state, filing.quality) == ("filed", "")
    assert not filing_of(filing, NOW + 17 * DAY).is_silent


def test_any_number_of_silences_costs_the_same(cast, case):
    counts = []
    for number in (1, 8):
        for index in range(number):
            outside(case, Door.PROCON, form_key=f"s{number}-{index}")
        now = NOW + 11 * DAY * len(counts) + 11 * DAY
        with CaptureQueriesContext(connection) as asked:
            sweep(now=now)
        counts.append(len(asked))
        Escalation.objects.all().delete()
    assert counts[0] == counts[1]


def test_the_list_costs_two_queries_and_open_filings_come_first(case):
    closed = outside(case, Door.PROCON)
    services.close_escalation(closed, by=case.user, now=NOW)
    for index in range(4):
        outside(case, Door.OTHER, filed_on=TODAY - 3 * DAY, form_key=f"o{index}")
    with CaptureQueriesContext(connection) as asked:
        filings = outside_of(case, NOW)
        assert [filing.line or filing.state_words for filing in filings][-1] == "encerrada"
    assert len(asked) == 2
    assert [filing.is_open for filing in filings] == [True] * 4 + [False]


def test_every_line_has_its_sentence(case):
    filing = outside(case, Door.CONSUMIDOR_GOV, protocol="2026.1")
    services.note_protocol(filing, "2026.2", by=case.user, now=NOW)
    answered(filing, Quality.OFFER)
    services.note_rated(filing, by=case.user, rated_on=TODAY, now=NOW)
    services.close_escalation(filing, by=case.user, now=NOW)
    lines = [row for row in case.events.order_by("seq") if row.kind.startswith("escalation_")]
    assert [sentence_of(line, {}) for line in lines] == [
        "consumidor.gov.br: você reclamou em dom, 22 nov, protocolo 2026.1.",
        "consumidor.gov.br: você anotou o protocolo 2026.2.",
        "consumidor.gov.br: em dom, 22 nov fizeram uma oferta.",
        "consumidor.gov.br: você deu a sua nota em dom, 22 nov.",
        "consumidor.gov.br: você encerrou esta reclamação.",
    ]
    assert {"escalation_silent"} <= set(SENTENCES)


def test_a_number_of_the_shop_holds_the_days_of_the_law_and_its_no_frees_them(cast):
    case = make_case(cast.consumer, reason=Reason.DEFECTIVE, received_on=TODAY - 10 * DAY, durable=True)
    law = case.deadlines.get(kind="cdc26_durable")
    outside(case, Door.SHOP_HELP)
    law.refresh_from_db()
    assert law.state == State.RUNNING, "what nothing proves stops no clock"
    filing = outside(case, Door.SHOP_HELP, protocol="2026-118", filed_on=TODAY - 2 * DAY)
    law.refresh_from_db()
    case.refresh_from_db()
    assert (law.state, case.contact_protocol, case.contacted_on) == (State.PAUSED, "2026-118", TODAY - 2 * DAY)
    end = law.due_on
    answered(filing, Quality.STANDARD, TODAY)
    law.refresh_from_db()
    assert law.state == State.PAUSED, "only a clear no frees it"
    answered(filing, Quality.REFUSAL, TODAY + 3 * DAY)
    law.refresh_from_db()
    assert (law.state, law.due_on) == (State.RUNNING, end + 5 * DAY)


def test_a_number_noted_later_holds_them_too_and_that_of_another_place_does_not(cast):
    case = make_case(cast.consumer, reason=Reason.DEFECTIVE, received_on=TODAY - 10 * DAY, durable=True)
    law = case.deadlines.get(kind="cdc26_durable")
    outside(case, Door.PROCON, protocol="P-1")
    law.refresh_from_db()
    assert law.state == State.RUNNING
    services.note_protocol(outside(case, Door.SHOP_HELP), "L-1", by=case.user, now=NOW)
    law.refresh_from_db()
    assert law.state == State.PAUSED
