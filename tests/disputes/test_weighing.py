"""Where an offer is weighed: the sums, what accepting ends, and how far what is said of silence can be trusted."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from complaints.rules import current_rules
from contacts.choices import Trust
from disputes.lifecycle import Move, State
from disputes.room import doubt_trust
from disputes.services.taking import turn_rule
from tests.complaints.pages import text
from tests.disputes.door import hosted as held_here
from tests.disputes.moves import turn_of, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


@pytest.fixture
def hosted(case, cast):
    """Return a function that brings a dispute held here to a state; its seller reads Portuguese."""
    return lambda state: held_here(state, case, cast)


def url(name, case):
    return reverse(name, args=[case.reference])


def room_of(client, case):
    return client.get(url("dispute_room", case))


def sums(page):
    """Return the words of the ledger on a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.split('id="ledger"')[1].split("</section>")[0]).split()).replace(
        "\xa0", " ")


def sellers_room(client, dispute):
    return client.get(reverse("seller_room", args=[dispute.seller_links.get(revoked_at=None).token]))


def test_the_one_who_weighs_an_offer_reads_what_accepting_ends(maria, client, case, hosted):
    dispute = hosted(State.WAITING_BUYER)
    for name in ("dispute_room", "dispute_reply"):
        mine = sums(text(maria.get(url(name, case))))
        assert "O vendedor oferece devolver uma parte do dinheiro R$ 100,00 Diferença R$ 289,90" in mine
        assert "Se aceitar Você recebe R$ 100,00." in mine
        assert "Você deixa de pedir nesta disputa: R$ 289,90." in mine
    theirs = sums(text(sellers_room(client, dispute)))
    assert "Diferença R$ 289,90" in theirs
    assert "Se aceitar" not in theirs
    # The page that asks once more says it in its own place.
    assert "Se aceitar" not in sums(text(maria.get(url("dispute_accept", case))))


def test_the_seller_reads_what_a_counter_offer_leaves_out_and_ends(maria, client, cast, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    claim = sums(text(sellers_room(client, dispute)))
    assert "Se aceitar Você devolve R$ 389,90 a quem comprou." in claim
    assert "Diferença" not in claim
    walk(dispute, cast, [Move.SELLER_PROPOSES, Move.BUYER_PROPOSES])
    counter = sums(text(sellers_room(client, dispute)))
    assert "Quem comprou pede devolver uma parte do dinheiro R$ 100,00 Diferença R$ 289,90" in counter
    assert "Você oferece" not in counter
    assert "Se aceitar Você devolve R$ 100,00 a quem comprou." in counter
    mine = sums(text(room_of(maria, case)))
    assert "Diferença R$ 289,90" in mine
    assert "Se aceitar" not in mine


def test_with_the_mediator_nobody_weighs_an_offer(maria, client, case, hosted):
    dispute = hosted(State.MEDIATION)
    for page in (room_of(maria, case), sellers_room(client, dispute)):
        assert "Se aceitar" not in sums(text(page))
        assert "Diferença" not in sums(text(page))


def test_another_reading_of_silence_carries_its_own_trust_mark(maria, case, hosted):
    dispute = hosted(State.WAITING_SELLER)
    rule = turn_of(dispute).rule
    silence = text(room_of(maria, case)).split('class="silence-trust"')[1].split("</p>")[0]
    assert f'<span class="trust">{rule.get_trust_display()}</span> {rule.doubt} ' in silence
    assert silence.endswith('<span class="trust">fonte indireta</span>')


@pytest.mark.parametrize(("trust", "doubt", "mark"), [
    (Trust.ARTICLE, "Outro guia diz outra coisa.", "fonte indireta"),
    (Trust.THIRD_PARTY, "Outro guia diz outra coisa.", "fonte indireta"),
    (Trust.ARTICLE, "", ""), (Trust.OURS, "Não conhecemos o prazo.", ""), (Trust.LAW, "A lei não diz.", ""),
])
def test_only_what_others_tell_of_a_shop_is_marked_so(trust, doubt, mark):
    assert doubt_trust(SimpleNamespace(trust=trust, doubt=doubt)) == mark


def test_before_a_dispute_the_other_reading_carries_its_mark_too(maria, case):
    page = text(maria.get(url("dispute_host", case)))
    doubt = turn_rule(State.WAITING_SELLER, case, current_rules()).doubt
    assert f'{doubt}</span> <span class="trust">fonte indireta</span>' in page
