"""Who reads which messages of a case, what is new in them, and what nobody but the staff ever sees."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Party
from complaints.conversation import MAY_READ, NEWEST, Conversation, conversation_of, mark_read, reader_of, unread_counts
from complaints.models import Complaint, Message, ReadMark
from complaints.panels import CasePanels
from tests.base import NOW, make_case
from tests.complaints.pages import signed_in, text, words
from tests.complaints.pen import BOTH, NOTE, ROOM, SECRET, TEAM, Pen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]

@pytest.fixture
def pen(case, cast):
    return Pen(case, cast)


def seller_reads(case, room=ROOM):
    return Conversation(case, viewer=None, reader=f"seller:{room}", audiences=[BOTH], room=room, now=NOW)


def texts(conversation):
    return [row.body for row in reversed(conversation.rows)]


# -- Who reads what -----------------------------------------------------------------------


def test_each_side_reads_its_own(case, cast, pen):
    pen.maria("da Maria")
    pen.ana("da Ana")
    pen.maria("à sala", BOTH, ROOM)
    pen.seller("do vendedor")
    pen.seller("de outra sala", room=ROOM + 1)
    pen.note("nota")
    assert texts(seller_reads(case)) == ["à sala", "do vendedor"]
    own = ["da Maria", "da Ana", "à sala", "do vendedor", "de outra sala"]
    assert texts(conversation_of(case, cast.consumer, now=NOW)) == own
    for who in (cast.agent, cast.mediator, cast.auditor):
        assert texts(conversation_of(case, who, now=NOW)) == [*own, "nota"]
    # In the room everybody but the seller may read with what is theirs alone, or without.
    room = Conversation(
        case, viewer=cast.mediator, reader=reader_of(cast.mediator), audiences=[BOTH, NOTE], room=ROOM, now=NOW)
    assert texts(room) == ["à sala", "do vendedor", "nota"]


@pytest.mark.parametrize(("who", "audiences", "room"), [
    (None, [TEAM], ROOM), (None, [BOTH, NOTE], ROOM), (None, [BOTH], None), ("consumer", [TEAM, NOTE], None),
    ("consumer", [NOTE], ROOM),
])
def test_nobody_can_be_shown_what_is_not_theirs(case, cast, who, audiences, room):
    viewer = getattr(cast, who) if who else None
    with pytest.raises(ValueError, match="does not read"):
        Conversation(case, viewer=viewer, reader="x", audiences=audiences, room=room, now=NOW)


def test_staff_with_a_case_of_their_own_are_consumers_in_it(cast):
    own = make_case(cast.supervisor)
    Pen(own, cast).note()
    conversation = conversation_of(own, cast.supervisor, now=NOW)
    assert conversation.side == Party.BUYER and texts(conversation) == []
    assert [event.kind for event in CasePanels(own, cast.supervisor, NOW).events] == ["filed"]


WRITTEN = st.lists(st.tuples(
    st.sampled_from([TEAM, BOTH, NOTE]), st.sampled_from([1, 2, 3]), st.sampled_from(["buyer", "seller", "staff"]),
    st.booleans(),
), max_size=12)


@given(WRITTEN, st.sampled_from(["buyer", "seller", "staff"]), st.sampled_from([1, 2, 3, None]), st.data())
def test_no_message_of_another_audience_room_or_case_is_ever_visible(case, cast, written, side, room, data):
    other = Complaint.objects.exclude(pk=case.pk).first() or make_case(cast.stranger)
    Message.objects.all().delete()
    Message.objects.bulk_create([
        Message(
            complaint=other if elsewhere else case, party=party, body="x", audience=audience,
            room=number if audience == BOTH else None,
        ) for audience, number, party, elsewhere in written
    ])
    audiences = data.draw(st.sets(st.sampled_from(sorted(MAY_READ[side])), min_size=1))
    viewer = {"buyer": cast.consumer, "seller": None, "staff": cast.agent}[side]
    room = room or (1 if side == "seller" else None)
    conversation = Conversation(
        case, viewer=viewer, reader="x", audiences=audiences, room=room, now=NOW, everything=True)
    due = {
        row.pk for row in Message.objects.all()
        if row.complaint_id == case.pk and row.audience in audiences
        and (row.audience != BOTH or room in (None, row.room))
    }
    assert {row.pk for row in conversation.visible()} == {row.pk for row in conversation.rows} == due
    assert len(conversation.bubbles) == len(due)


def test_a_note_is_on_no_page_of_the_consumer(maria, cast, case, pen):
    pen.note()
    pen.ana("Guarde a fatura.")
    live = maria.get(case.get_absolute_url()).context["live"]
    pages = [
        case.get_absolute_url(), case.get_absolute_url() + "?all=1", reverse("cases"), live.url,
        reverse("case_help", args=[case.reference]),
    ]
    for page in pages:
        shown = text(maria.get(page))
        for trace in (SECRET, "Nota da equipe", "escreveu uma nota", "bubble--note"):
            assert trace not in shown
    # Nor is it counted among what is new.
    assert unread_counts(cast.consumer, [case]) == {}
    refused = maria.post(reverse("message_write", args=[case.reference]), {"body": "", "form_key": "k"})
    assert SECRET not in text(refused)


@pytest.mark.parametrize("who", ["agent", "mediator", "auditor"])
def test_the_staff_read_notes_as_notes(cast, case, pen, who):
    pen.note()
    client = signed_in(getattr(cast, who))
    for page in (case.get_absolute_url(), reverse("admin:complaints_complaint_change", args=[case.pk])):
        shown = text(client.get(page))
        assert SECRET in shown
        assert "Nota da equipe: as partes não veem" in shown
        assert "A equipe escreveu uma nota." in shown


def test_each_side_has_its_own_names(case, cast, pen):
    pen.maria("a")
    pen.maria("b", BOTH, ROOM)
    pen.seller("c")
    pen.ana("d", BOTH, ROOM)
    also = "O vendedor também lê"
    maria = conversation_of(case, cast.consumer, now=NOW).bubbles
    assert [(bubble.who, bubble.kind, bubble.label) for bubble in maria] == [
        ("Você", "mine", ""), ("Você", "mine", also), ("O vendedor", "", ""), ("Equipe Prazo Certo", "staff", also)]
    seller = seller_reads(case).bubbles
    assert [(bubble.who, bubble.kind, bubble.label) for bubble in seller] == [
        ("Quem comprou", "", ""), ("Você", "mine", ""), ("Equipe Prazo Certo", "staff", "")]
    ana = conversation_of(case, cast.agent, now=NOW).bubbles
    assert [bubble.who for bubble in ana] == ["Maria", "Maria", "O vendedor", "Você"]
    bia = conversation_of(case, cast.mediator, now=NOW).bubbles
    assert [bubble.who for bubble in bia] == ["Maria", "Maria", "O vendedor", "Equipe Prazo Certo"]


def test_a_message_outlives_its_author(case, cast, pen):
    pen.ana()
    cast.agent.delete()
    assert [bubble.who for bubble in conversation_of(case, cast.consumer, now=NOW).bubbles] == ["Equipe Prazo Certo"]


def test_what_people_type_is_text(maria, case, pen):
    pen.ana('<script>alert("x")</script> <img src=x onerror=y>\n\nfim & <b>ponto</b>\nlinha')
    page = maria.get(case.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page and "<b>ponto" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
    assert "<p>fim &amp; &lt;b&gt;ponto&lt;/b&gt;<br>linha</p>" in page


# -- What is new --------------------------------------------------------------------------


def test_what_others_wrote_is_new_until_the_page_is_opened(maria, cast, case, pen):
    pen.ana("primeira")
    pen.seller("segunda")
    pen.maria("minha")
    assert "2 mensagens novas" in words(maria.get(reverse("cases")))
    page = maria.get(case.get_absolute_url())
    assert "Conversa com a equipe 2 mensagens novas" in words(page)
    assert [bubble.is_new for bubble in page.context["conversation"].bubbles] == [True, True, False]
    again = words(maria.get(case.get_absolute_url()))
    assert "nova" not in again.split("Conversa com a equipe")[1].split("Escrever")[0]
    assert "nova" not in words(maria.get(reverse("cases"))).split("Máquina de solda")[1].split("Contar")[0]
    pen.ana("terceira")
    assert "1 mensagem nova" in words(maria.get(reverse("cases")))
    assert "Conversa com a equipe 1 mensagem nova" in words(maria.get(case.get_absolute_url()))


def test_each_reader_has_a_mark_of_their_own(maria, cast, case, pen):
    pen.ana()
    signed_in(cast.mediator).get(case.get_absolute_url())
    seller = seller_reads(case)
    seller.mark_read()
    assert set(ReadMark.objects.values_list("reader", flat=True)) == {reader_of(cast.mediator)}
    assert conversation_of(case, cast.consumer, now=NOW).unread == 1
    assert conversation_of(case, cast.mediator, now=NOW).unread == 0
    # A colleague's message is news to staff, one's own is not.
    assert conversation_of(case, cast.supervisor, now=NOW).unread == 1
    assert conversation_of(case, cast.agent, now=NOW).unread == 0


def test_the_seller_has_a_mark_too(case, pen):
    pen.maria("só para a equipe")
    pen.maria("para os dois", BOTH, ROOM)
    pen.seller()
    assert seller_reads(case).unread == 1
    seller_reads(case).mark_read()
    assert seller_reads(case).unread == 0
    assert ReadMark.objects.get().reader == f"seller:{ROOM}"
    pen.ana("resposta", BOTH, ROOM)
    assert seller_reads(case).unread_words == "1 mensagem nova"


def test_a_page_with_a_part_of_the_messages_leaves_the_others_new(case, cast, pen):
    def room():
        return Conversation(
            case, viewer=cast.consumer, reader=reader_of(cast.consumer), audiences=[BOTH], room=ROOM, now=NOW)

    first = pen.seller("na sala")
    pen.maria("minha")
    pen.ana("fora da sala")
    pen.note()
    last = pen.seller("na sala, de novo")
    assert room().unread == 2
    room().mark_read()
    assert first.pk < ReadMark.objects.get().message_id < last.pk
    whole = conversation_of(case, cast.consumer, now=NOW)
    assert [bubble.is_new for bubble in whole.bubbles] == [False, False, True, True]
    whole.mark_read()
    assert ReadMark.objects.get().message_id == last.pk
    pen.seller("e de novo")
    room().mark_read()
    assert conversation_of(case, cast.consumer, now=NOW).unread == 0


def test_a_mark_never_goes_back(case):
    mark_read(case, "user:1", 9, NOW)
    mark_read(case, "user:1", 5, NOW + timedelta(hours=1))
    mark_read(case, "user:1", 9, NOW + timedelta(hours=1))
    mark = ReadMark.objects.get()
    assert (mark.message_id, mark.seen_at) == (9, NOW)
    mark_read(case, "user:1", 12, NOW + timedelta(hours=2))
    mark_read(case, "user:2", 3, NOW)
    mark.refresh_from_db()
    assert (mark.message_id, mark.seen_at) == (12, NOW + timedelta(hours=2))
    assert ReadMark.objects.count() == 2


@pytest.mark.parametrize("ask", ["head", "refused"])
def test_what_shows_nobody_the_page_marks_nothing(maria, case, pen, ask):
    pen.ana()
    if ask == "head":
        maria.head(case.get_absolute_url())
    else:
        maria.post(reverse("message_write", args=[case.reference]), {"body": "", "form_key": "k"})
    assert not ReadMark.objects.exists()


def test_a_page_without_news_writes_nothing(maria, case, pen):
    pen.ana()
    maria.get(case.get_absolute_url())
    with CaptureQueriesContext(connection) as seen:
        maria.get(case.get_absolute_url())
    assert not [row["sql"] for row in seen if "INSERT" in row["sql"]]


def test_old_messages_are_folded_behind_a_link(maria, case, pen):
    Message.objects.bulk_create([
        Message(complaint=case, author=case.user, party="buyer", body=f"nº {row};", form_key=f"{row}")
        for row in range(NEWEST + 170)
    ])
    page = text(maria.get(case.get_absolute_url()))
    assert "Ver as 170 mensagens anteriores" in page
    assert "nº 170;" in page and "nº 169;" not in page
    assert page.index("nº 170;") < page.index("nº 199;")
    link = f"{case.get_absolute_url()}?all=1#messages"
    assert f'href="{link}"' in page
    whole = text(maria.get(link))
    assert "nº 0;" in whole and "mensagens anteriores" not in whole
    Message.objects.filter(complaint=case, body__in=[f"nº {row};" for row in range(169)]).delete()
    assert "Ver a mensagem anterior<" in text(maria.get(case.get_absolute_url()))


def crowd(case, many, author):
    Message.objects.bulk_create([
        Message(complaint=case, author=author, party="staff", body=f"{row}", form_key=f"{author.pk} {many} {row}")
        for row in range(many)
    ])


def test_reading_takes_one_query_for_one_message_and_for_sixty(case, cast):
    for many in (1, 60):
        crowd(case, many, cast.agent)
        conversation = conversation_of(case, cast.consumer, now=NOW)
        with CaptureQueriesContext(connection) as seen:
            assert conversation.bubbles and conversation.unread and conversation.older >= 0
        assert len(seen) == 1


def test_the_list_of_cases_counts_news_with_one_query(maria, cast, case):
    def count():
        maria.get(reverse("cases"))
        with CaptureQueriesContext(connection) as seen:
            maria.get(reverse("cases"))
        return len(seen)

    few = count()
    for row in range(10):
        other = make_case(cast.consumer, number=f"{8140908741350000 + row}")
        crowd(other, 6, cast.agent)
    assert count() == few <= 8
    assert text(maria.get(reverse("cases"))).count("6 mensagens novas") == 10
