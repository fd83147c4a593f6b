"""The checklist on its pages: before a case is filed, on the case, and the label of each file."""

import pytest
from django.urls import reverse

from complaints.choices import Party, Proof, Reason
from complaints.models import Complaint, Evidence
from complaints.services.cases import close_complaint
from complaints.services.evidence import attach, label_evidence
from complaints.services.locking import Refused
from complaints.timeline import broken_at
from tests.base import NOW, make_case
from tests.complaints.pages import at, begin, fill, picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
TRACKING, ORDER = "print do rastreio", "print do pedido com data, número e valor"


def part(page, name):
    """Return what stands below a heading of the checklist on a page."""
    return words(page).split(name)[1]


# -- Before filing ------------------------------------------------------------------------


def story(client, draft, **sent):
    return client.post(at(draft, "story"), {"story": "Sumiu.", **sent})


@pytest.fixture
def draft(maria):
    draft = begin(maria, "?new=1")
    fill(maria, draft, upto="story")
    return draft


def test_files_say_what_they_show_as_they_are_sent(maria, draft):
    page = text(maria.get(at(draft, "story")))
    assert "O que este arquivo mostra?" in page
    # What helps with this reason stands first.
    assert page.index('value="promised_day"') < page.index('value="defect"')
    story(maria, draft, files=upload(), shows="tracking", stay="1")
    assert draft.evidence.get().shows == "tracking"


def test_files_that_are_there_are_labelled_and_labels_are_taken_away(maria, draft):
    story(maria, draft, files=upload(), stay="1")
    file = draft.evidence.get()
    assert f'name="shows-{file.token}"' in text(maria.get(at(draft, "story")))
    for shows in ("order_page", ""):
        story(maria, draft, **{f"shows-{file.token}": shows})
        file.refresh_from_db()
        assert file.shows == shows


@pytest.mark.parametrize("shows", ["nada", "a" * 5000, "\x00", "<script>"])
def test_what_is_no_item_is_no_label(maria, draft, shows):
    assert story(maria, draft, files=upload(), shows=shows).status_code == 302
    file = draft.evidence.get()
    assert file.shows == ""
    story(maria, draft, **{f"shows-{file.token}": shows, "shows-nada": "chat"})
    file.refresh_from_db()
    assert file.shows == ""


def test_nobody_labels_the_files_of_another_draft(cast, draft, maria):
    story(maria, draft, files=upload())
    file = draft.evidence.get()
    zeca = signed_in(cast.stranger)
    theirs = begin(zeca, "?new=1")
    fill(zeca, theirs, upto="story")
    story(zeca, theirs, **{f"shows-{file.token}": "chat"})
    file.refresh_from_db()
    assert file.shows == ""


def test_a_refused_file_is_chosen_again_its_label_is_not(maria, draft):
    page = story(maria, draft, files=upload(b"nada", "x.exe"), shows="tracking")
    assert page.status_code == 422
    assert '<option value="tracking" selected>' in text(page)


def test_the_last_screen_says_what_is_there_and_what_would_help(maria, draft):
    fill(maria, draft)
    page = maria.get(at(draft, "check"))
    assert "O que já tem" not in words(page)
    assert TRACKING in part(page, "O que ainda falta e ajudaria")
    story(maria, draft, files=upload(), shows="tracking")
    page = maria.get(at(draft, "check"))
    assert TRACKING in part(page, "O que já tem").split("O que ainda falta")[0]
    assert TRACKING not in part(page, "O que ainda falta e ajudaria")
    assert f'href="{at(draft, "story")}?edit=1#id_files"' in text(page)


def test_nothing_missing_keeps_nobody_from_filing(maria, draft):
    fill(maria, draft)
    assert maria.post(at(draft, "check")).status_code == 302
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize("reason", [Reason.SELLER_ASKS_EXTRA, Reason.DAMAGED])
def test_each_reason_asks_for_its_own(maria, reason):
    draft = begin(maria, "?new=1")
    fill(maria, draft, reason=reason)
    asked = part(maria.get(at(draft, "check")), "O que ainda falta e ajudaria")
    assert ("print do anúncio com o frete" in asked) == (reason == Reason.SELLER_ASKS_EXTRA)
    assert ("foto da etiqueta do pacote" in asked) == (reason == Reason.DAMAGED)


def test_labels_go_into_the_case(maria, draft):
    story(maria, draft, files=upload(), shows="tracking")
    fill(maria, draft)
    maria.post(at(draft, "check"))
    assert Complaint.objects.get().evidence.get().shows == "tracking"


# -- On the case --------------------------------------------------------------------------


def test_each_missing_item_leads_to_its_upload(maria, case):
    page = maria.get(case.get_absolute_url())
    address = reverse("evidence_add", args=[case.reference]) + "?shows=tracking"
    assert f'href="{address}"' in text(page)
    assert '<option value="tracking" selected>' in text(maria.get(address))
    maria.post(address, {"files": upload(), "shows": "tracking", "caption": ""})
    assert case.evidence.get().shows == "tracking"
    page = maria.get(case.get_absolute_url())
    assert f'href="{address}"' not in text(page)
    assert "Mostra: print do rastreio" in words(page)


def test_an_item_that_is_none_is_refused_and_what_was_typed_stays(maria, case):
    sent = {"files": upload(), "shows": "nada", "caption": "o rastreio parado"}
    page = maria.post(reverse("evidence_add", args=[case.reference]), sent)
    assert page.status_code == 422
    assert "Escolha uma das respostas da lista." in words(page)
    assert 'value="o rastreio parado"' in text(page)
    assert not case.evidence.exists()
    assert maria.get(reverse("evidence_add", args=[case.reference]) + "?shows=%00").status_code == 200


def test_what_the_seller_gave_counts_for_nothing_and_is_not_labelled(maria, cast, case):
    attach(case, [upload()], user=None, party=Party.SELLER)
    file = case.evidence.get()
    Evidence.objects.filter(pk=file.pk).update(shows="tracking")
    page = maria.get(case.get_absolute_url())
    assert "O que já tem" not in words(page)
    address = reverse("evidence_label", args=[case.reference, file.token])
    assert address not in text(page)
    response = maria.post(address, {"shows": "chat"}, follow=True)
    assert "Este arquivo é do vendedor" in words(response)
    file.refresh_from_db()
    assert file.shows == "tracking"


def test_a_complete_list_says_so(maria, cast):
    case = make_case(cast.consumer, reason=Reason.NO_CONTACT)
    for n, shows in enumerate(("attempts", "order_page", "payment")):
        attach(case, [upload(picture((n, n, n)))], user=cast.consumer, shows=shows)
    assert "Está completo" in words(maria.get(case.get_absolute_url()))


def test_read_only_eyes_get_no_links(cast, case):
    page = signed_in(cast.auditor).get(case.get_absolute_url())
    assert "O que ainda falta e ajudaria" in words(page)
    assert reverse("evidence_add", args=[case.reference]) not in text(page)


def test_a_closed_case_asks_for_nothing(maria, cast, case):
    close_complaint(case, "solved", by=cast.consumer)
    assert "O que ainda falta" not in words(maria.get(case.get_absolute_url()))


# -- The label of a file ------------------------------------------------------------------


@pytest.fixture
def file(cast, case):
    attach(case, [upload()], user=cast.consumer)
    return case.evidence.get()


def test_a_label_is_a_line_of_the_timeline(maria, case, file):
    address = reverse("evidence_label", args=[case.reference, file.token])
    assert "foto.jpg" in words(maria.get(address))
    page = maria.post(address, {"shows": "tracking"}, follow=True)
    assert page.redirect_chain[-1][0].endswith("#evidence")
    assert "Você disse o que o arquivo “foto.jpg” mostra: print do rastreio." in words(page)
    page = maria.post(address, {"shows": ""}, follow=True)
    assert "O arquivo “foto.jpg” ficou sem dizer o que mostra." in words(page)
    assert broken_at(case) is None


def test_the_same_label_again_is_no_line(cast, file):
    for _again in range(2):
        label_evidence(file, Proof.TRACKING, by=cast.consumer, now=NOW)
    assert file.complaint.events.filter(kind="evidence_labelled").count() == 1


def test_staff_label_as_staff(cast, case, file):
    signed_in(cast.agent).post(reverse("evidence_label", args=[case.reference, file.token]), {"shows": "chat"})
    event = case.events.get(kind="evidence_labelled")
    assert event.party == Party.STAFF
    assert "A equipe anotou" in words(signed_in(cast.consumer).get(case.get_absolute_url()))


def test_a_label_that_is_none_and_a_closed_case_are_refused(maria, cast, case, file):
    with pytest.raises(Refused, match="respostas da lista"):
        label_evidence(file, "nada", by=cast.consumer)
    address = reverse("evidence_label", args=[case.reference, file.token])
    assert maria.post(address, {"shows": "nada"}).status_code == 422
    close_complaint(case, "solved", by=cast.consumer)
    with pytest.raises(Refused, match="encerrado"):
        label_evidence(file, Proof.CHAT, by=cast.consumer)
    assert "encerrado" in words(maria.post(address, {"shows": "chat"}, follow=True))
