"""The case, the list of cases, and what can be done in them: who may, what it shows, how many queries."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from complaints.choices import Reason
from complaints.links import path_for
from complaints.models import Complaint, Deadline, Evidence, Message
from complaints.services.cases import close_complaint
from complaints.services.clocks import mark_done
from complaints.services.evidence import attach
from complaints.services.messages import write_message
from complaints.timeline import Line, append_all
from disputes.models import Remedy
from disputes.services import open_dispute, seller_proposes
from tests.base import NOW, make_case
from tests.complaints.pages import begin, picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


# -- The matrix: every address, everybody -------------------------------------------------

EVERYBODY = ("anonymous", "stranger", "consumer", "agent", "mediator", "auditor")
STAFF_READS = {"anonymous": 302, "stranger": 404, "consumer": 200, "agent": 200, "mediator": 200, "auditor": 200}
# A mediator reads both sides and decides; the conversation is the agent's.
STAFF_WRITES = {**STAFF_READS, "mediator": 403, "auditor": 403}
OWN = {"anonymous": 302, "stranger": 404, "consumer": 200, "agent": 403, "mediator": 403, "auditor": 403}
MINE = {"anonymous": 302, "stranger": 404, "consumer": 200, "agent": 404, "mediator": 404, "auditor": 404}
SIGNED_IN = dict.fromkeys(EVERYBODY, 200) | {"anonymous": 302}
ALL = dict.fromkeys(EVERYBODY, 200)
# name: (method that works, other method that works or None, who gets what; 302 of a change counts as 200)
RULES = {
    "cases": ("get", None, SIGNED_IN),
    "case_start": ("get", "post", SIGNED_IN),
    "draft_delete": ("post", None, MINE),
    "case_step": ("get", "post", MINE),
    "story_tell": ("get", "post", MINE),
    "story_read": ("get", "post", MINE),
    "case": ("get", None, STAFF_READS),
    "message_write": ("post", None, STAFF_WRITES),
    "case_live": ("get", None, STAFF_READS),
    "case_help": ("get", "post", OWN),
    "dates_edit": ("get", "post", OWN),
    "fact_answer": ("get", "post", OWN),
    "shop_complaint": ("get", "post", OWN),
    "case_close": ("get", "post", OWN),
    "clock_done": ("post", None, OWN),
    "evidence_add": ("get", "post", STAFF_WRITES),
    "evidence_label": ("get", "post", STAFF_WRITES),
    "evidence_shown": ("get", None, STAFF_READS),
    "evidence_original": ("get", None, STAFF_READS),
    "reminder": ("get", "post", ALL),
    "import_tax": ("get", None, ALL),
    "dispute_open": ("get", "post", OWN),
    "dispute_answer": ("get", "post", OWN),
    "dispute_reply": ("get", "post", OWN),
    "dispute_refund": ("get", "post", OWN),
    "dispute_withdraw": ("get", "post", OWN),
}


@pytest.fixture
def addresses(cast, case):
    """Return {name: path} of every page of a case with a file, a clock, a draft and a dispute."""
    attach(case, [upload()], user=cast.consumer)
    evidence = case.evidence.get()
    clock = case.deadlines.filter(state="running", owner="").first()
    open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    draft = begin(signed_in(cast.consumer), "?new=1")
    named = {
        "draft_delete": [draft.token], "case_step": [draft.token, "reason"],
        "story_tell": [draft.token], "story_read": [draft.token], "cases": [], "case_start": [],
        "import_tax": [],
        "fact_answer": [case.reference, "contacted_on"],
        "clock_done": [case.reference, clock.pk], "evidence_shown": [case.reference, evidence.token],
        "evidence_label": [case.reference, evidence.token],
        "evidence_original": [case.reference, evidence.token],
        "reminder": ["stop", path_for(clock, "stop").split("/")[-2]],
    }
    return {name: reverse(name, args=named.get(name, [case.reference])) for name in RULES}


def test_the_matrix_holds_every_address():
    names = set()
    for module in ("complaints.urls", "disputes.urls"):
        names |= {pattern.name for pattern in get_resolver(module).url_patterns}
    assert set(RULES) <= names
    # The pages of the room are judged in tests/disputes/test_permissions.py, those of kept orders in test_pages_kits,
    # the answer about a joint file in tests/disputes/test_joining.py.
    elsewhere = ("dispute_", "seller_", "escalation", "next_steps", "channel_text", "kit", "joint_answer")
    assert [name for name in names - set(RULES) if not name.startswith(elsewhere)] == []


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", RULES)
def test_who_may_open_what(cast, addresses, name, who):
    client = Client() if who == "anonymous" else signed_in(getattr(cast, who))
    first, second, expected = RULES[name]
    for method in filter(None, (first, second)):
        response = getattr(client, method)(addresses[name])
        got = response.status_code
        if expected[who] == 200:
            # Taken, led on, or asked to mend the empty form: all of them mean "you may".
            assert got in (200, 302, 422)
            assert "/account/login" not in response.headers.get("Location", "")
        else:
            assert got == expected[who]
        if who == "anonymous" and expected[who] == 302:
            assert response.url.startswith(reverse("account_login") + "?next=")


@pytest.mark.parametrize("name", RULES)
def test_wrong_methods(maria, addresses, name):
    allowed = set(filter(None, RULES[name][:2]))
    wrong = ["put", "patch", "delete", *({"get", "post"} - allowed)]
    for method in wrong:
        assert getattr(maria, method)(addresses[name]).status_code == 405
    if "get" in allowed:
        assert maria.head(addresses[name]).status_code in (200, 302)


def test_a_stranger_changes_nothing(cast, case, addresses):
    zeca = signed_in(cast.stranger)
    before = (case.events.count(), case.deadlines.filter(state="running").count(), case.evidence.count())
    for name in RULES.keys() - {"reminder"}:
        zeca.post(addresses[name], {"body": "x", "form_key": "y", "closing": "paid", "came": "whole"})
    assert (case.events.count(), case.deadlines.filter(state="running").count(), case.evidence.count()) == before


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_page_answers_in_english(maria, cast, addresses, name):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    response = getattr(maria, RULES[name][0])(addresses[name], follow=True)
    assert response.status_code in (200, 422)


# -- Queries ------------------------------------------------------------------------------


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def crowd(case, user, many):
    """Give a case `many` more of everything the page lists."""
    clock = case.deadlines.filter(state="running").first()
    Deadline.objects.bulk_create([copy_of(clock) for _row in range(many)])
    append_all([Line(case.pk, "clock_done", "buyer", user.pk, {"clock": clock.kind}) for _row in range(many)], NOW)
    Message.objects.bulk_create([
        Message(complaint=case, author=user, party="buyer", body=f"mensagem {row}") for row in range(many)
    ])
    Evidence.objects.bulk_create([
        Evidence(
            complaint=case, uploaded_by=user, kind="image", name=f"{row}.jpg", original="a/b", shown="a/c",
            content_type="image/jpeg", shown_type="image/jpeg", sha256=f"{row:064d}", size=9,
        ) for row in range(many)
    ])


def copy_of(clock):
    twin = Deadline.objects.get(pk=clock.pk)
    twin.pk = None
    twin.owner, twin.kind = "", clock.kind
    return twin


def test_case_page_asks_a_constant_number_of_queries(maria, cast, case):
    dispute = open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    seller_proposes(dispute, by=cast.consumer, remedy=Remedy.PART_REFUND, amount=100)
    crowd(case, cast.consumer, 1)
    few = queries(maria, case.get_absolute_url())
    Evidence.objects.all().delete()
    crowd(case, cast.consumer, 60)
    assert queries(maria, case.get_absolute_url()) == few
    assert few <= 12


def test_case_list_asks_a_constant_number_of_queries(maria, cast):
    make_case(cast.consumer)
    few = queries(maria, reverse("cases"))
    for n in range(50):
        make_case(cast.consumer, number=str(8140908741350000 + n))
    assert queries(maria, reverse("cases")) == few
    assert few <= 8
    assert "?page=2" in text(maria.get(reverse("cases")))


# -- The list -----------------------------------------------------------------------------


def test_empty_list_says_how_to_begin(maria):
    page = words(maria.get(reverse("cases")))
    assert "Nenhum caso ainda" in page
    assert "Contar o que aconteceu" in page


def test_list_holds_ones_own_cases_only(maria, cast, case):
    make_case(cast.stranger, item="bicicleta")
    page = words(maria.get(reverse("cases")))
    assert "Máquina de solda" in page
    assert "icicleta" not in page
    assert "icicleta" not in words(signed_in(cast.agent).get(reverse("cases")))


def test_list_has_the_next_end_first_and_closed_last(maria, cast):
    closed = make_case(cast.consumer, number="8140908741350001", item="fechado")
    close_complaint(closed, "solved", by=cast.consumer)
    quiet = make_case(cast.consumer, number="8140908741350002", item="sem prazo")
    quiet.deadlines.update(state=Deadline.State.CANCELLED, wake_at=None)
    make_case(cast.consumer, number="8140908741350003", item="depois", promised_on=NOW.date() + timedelta(days=20))
    make_case(cast.consumer, number="8140908741350004", item="antes", promised_on=NOW.date() - timedelta(days=13))
    page = words(maria.get(reverse("cases")))
    places = [page.index(item) for item in ("Antes", "Depois", "Sem prazo", "Fechado")]
    assert places == sorted(places)


# -- The case -----------------------------------------------------------------------------


def test_case_page_shows_the_next_step_first(maria, case):
    page = words(maria.get(case.get_absolute_url()))
    main = page[page.index("Máquina de solda"):]
    headings = ["O que fazer agora", "Prazos deste caso", "A disputa", "O que já aconteceu", "Provas",
                "Conversa com a equipe"]
    places = [main.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "Abra a disputa na loja até sexta-feira, 27 de novembro" in main
    assert case.shown_reference in main
    assert "Por que esta data?" in main
    assert "Se ninguém fizer nada:" in main


def test_page_is_right_without_any_sweep(maria, cast, case):
    """Five days after the dispute was opened the page speaks of the mediator, swept or not."""
    open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    assert "Espere a resposta do vendedor" in words(maria.get(case.get_absolute_url()))
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        later = signed_in(cast.consumer)
        page = words(later.get(case.get_absolute_url()))
        assert "mediador" in page.split("O que fazer agora")[1][:200]
        assert "Responder ao vendedor" not in page
        # What has no place any more leads back instead of showing a form.
        assert later.get(reverse("dispute_answer", args=[case.reference])).url == case.get_absolute_url()


def test_with_many_clocks_only_the_first_says_what_to_do(maria, cast, case):
    page = text(maria.get(case.get_absolute_url()))
    live = case.deadlines.filter(state="running").count()
    assert live > 2
    assert page.count("O que fazer: ") == live - 1


def test_staff_who_only_read_see_no_way_to_write(cast, case):
    for who, may in (("agent", True), ("mediator", False), ("auditor", False)):
        page = text(signed_in(getattr(cast, who)).get(case.get_absolute_url()))
        assert "Você está vendo como equipe" in page
        assert (reverse("message_write", args=[case.reference]) in page) == may
        assert (reverse("evidence_add", args=[case.reference]) in page) == may
        # What only the consumer decides is offered to nobody else.
        for name in ("dates_edit", "case_close", "dispute_open"):
            assert reverse(name, args=[case.reference]) not in page


def test_message_of_the_reader_and_of_staff(maria, cast, case):
    response = maria.post(
        reverse("message_write", args=[case.reference]), {"body": "Alguém aí?", "form_key": "k1"}, follow=True
    )
    assert "Mensagem enviada" in words(response)
    assert response.redirect_chain[-1][0].endswith("#messages")
    assert Complaint.objects.get(pk=case.pk).awaits_staff
    signed_in(cast.agent).post(reverse("message_write", args=[case.reference]), {"body": "Sim!", "form_key": "k2"})
    page = words(maria.get(case.get_absolute_url()))
    assert "Alguém aí?" in page
    assert "Equipe Prazo Certo" in page
    assert Message.objects.get(body="Sim!").party == "staff"


def test_dates_make_the_clocks_move(maria, case):
    clock = case.deadlines.get(kind="ae_open_after_delivery_time")
    promised = NOW.date() - timedelta(days=2)
    response = maria.post(
        reverse("dates_edit", args=[case.reference]), {"promised_on": promised.isoformat()}, follow=True
    )
    assert "Os prazos foram contados de novo" in words(response)
    before, after = clock.due_on, Deadline.objects.get(pk=clock.pk).due_on
    assert (after - before).days == 7


def test_dates_page_shows_what_is_known(maria, case):
    page = text(maria.get(reverse("dates_edit", args=[case.reference])))
    assert f'value="{case.order.promised_on.isoformat()}"' in page


def test_clock_done_once_and_twice(maria, case):
    clock = case.deadlines.filter(state="running", party="buyer").first()
    address = reverse("clock_done", args=[case.reference, clock.pk])
    assert "Não vamos mais avisar deste prazo" in words(maria.post(address, follow=True))
    assert Deadline.objects.get(pk=clock.pk).state == Deadline.State.MET
    assert "já não está correndo" in words(maria.post(address, follow=True))


def test_clock_of_another_case_is_not_found(maria, cast, case):
    theirs = make_case(cast.stranger).deadlines.filter(state="running").first()
    assert maria.post(reverse("clock_done", args=[case.reference, theirs.pk])).status_code == 404
    assert Deadline.objects.get(pk=theirs.pk).state == Deadline.State.RUNNING


def test_closing_says_what_it_ends(maria, case):
    address = reverse("case_close", args=[case.reference])
    page = words(maria.get(address))
    assert "Isso não tem volta" in page
    for clock in case.deadlines.filter(state="running").select_related("rule"):
        assert clock.rule.title in page
    assert maria.post(address, {}).status_code == 422
    assert "O caso foi encerrado" in words(maria.post(address, {"closing": "solved"}, follow=True))
    assert Complaint.objects.get(pk=case.pk).closing == "solved"


def test_an_open_dispute_is_ended_first(maria, cast, case):
    open_dispute(case, by=cast.consumer, remedy=Remedy.FULL_REFUND)
    response = maria.post(reverse("case_close", args=[case.reference]), {"closing": "paid"}, follow=True)
    assert "Há uma disputa aberta neste caso" in words(response)
    assert Complaint.objects.get(pk=case.pk).is_open


@pytest.mark.parametrize("name", ["message_write", "dates_edit", "case_close", "evidence_add"])
def test_a_closed_case_is_not_changed(maria, cast, case, name):
    close_complaint(case, "solved", by=cast.consumer)
    lines, clocks = case.events.count(), case.deadlines.filter(state="running").count()
    posted = {"body": "Oi", "form_key": "k", "closing": "paid", "promised_on": "2026-12-20", "files": upload()}
    response = maria.post(reverse(name, args=[case.reference]), posted, follow=True)
    assert response.redirect_chain[-1][0] == case.get_absolute_url()
    assert "Este caso está encerrado" in words(response)
    assert (case.events.count(), case.deadlines.filter(state="running").count()) == (lines, clocks)
    page = text(maria.get(case.get_absolute_url()))
    assert reverse("message_write", args=[case.reference]) not in page


def test_long_words_and_many_lines_are_folded(maria, cast, case):
    for n in range(30):
        write_message(case, "a" * 4000, author=cast.consumer, party="buyer", form_key=str(n))
    page = text(maria.get(case.get_absolute_url()))
    assert "Ver mais" in page


def test_a_done_clock_is_told_in_the_timeline(maria, cast, case):
    clock = case.deadlines.filter(state="running", party="buyer").select_related("rule").first()
    mark_done(clock, by=cast.consumer)
    assert f"Você avisou que já fez: “{clock.rule.title}”" in text(maria.get(case.get_absolute_url()))


def test_case_page_of_another_zone(maria, cast, case):
    """The page follows the reader's zone; the legal day stays the case's."""
    cast.consumer.time_zone = "America/Rio_Branco"
    cast.consumer.save(update_fields=["time_zone"])
    assert "Abra a disputa na loja até sexta-feira, 27 de novembro" in words(maria.get(case.get_absolute_url()))
    assert timezone.now() == NOW


def test_pictures_of_a_case_are_shown_in_it(maria, cast, case):
    attach(case, [upload(picture((9, 9, 9)))], user=cast.consumer)
    evidence = case.evidence.get()
    page = text(maria.get(case.get_absolute_url()))
    assert reverse("evidence_shown", args=[case.reference, evidence.token]) in page
    assert evidence.original.name not in page


def test_only_a_scam_offers_to_tick_off_the_pix_window(cast, maria):
    for number, (reason, offered) in enumerate(((Reason.NOT_RECEIVED, False), (Reason.FRAUD_OUTSIDE, True))):
        case = make_case(cast.consumer, number=f"814090874135890{number}", reason=reason)
        clock = case.deadlines.get(kind="med_request")
        body = maria.get(reverse("case", args=[case.reference])).content.decode()
        assert f'id="clock-{clock.pk}"' in body
        assert (reverse("clock_done", args=[case.reference, clock.pk]) in body) is offered
