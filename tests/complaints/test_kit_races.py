"""Two tabs at once over a kept order: nobody loses a file, and nobody sees an error page."""

import threading

import pytest
from django.db import connection
from django.db.models import QuerySet

from complaints.models import Draft, Evidence, Order
from complaints.services import cases, kits
from complaints.services.evidence import attach_to_draft, label_draft_files
from complaints.services.kits import draft_from_kit, keep_files, label_kit_file, remove_kit_file, update_kit
from complaints.services.locking import Refused
from tests.base import NOW, ORDER_NUMBER, Cast, furnish, make_case
from tests.complaints.kept import file, keep
from tests.complaints.pages import picture, upload


def test_a_file_taken_away_in_another_tab_is_labelled_in_vain(cast):
    kit = keep(cast.consumer)
    keep_files(kit, [upload()], user=kit.user)
    evidence = kit.evidence.get()
    remove_kit_file(evidence)
    label_kit_file(evidence, "order_page")
    assert not kit.evidence.exists()


def test_a_file_taken_out_of_a_draft_while_it_is_labelled(cast, monkeypatch):
    draft = Draft.objects.create(user=cast.consumer)
    attach_to_draft(draft, [upload()], user=cast.consumer)
    there = list(draft.evidence.all())
    monkeypatch.setattr(QuerySet, "__iter__", lambda rows: iter(there))
    Evidence.objects.filter(pk=there[0].pk).delete()
    label_draft_files(draft, {there[0].token: "listing"})
    assert not draft.evidence.exists()


def test_an_order_filed_between_the_look_and_the_write_is_not_kept(cast, monkeypatch):
    make_case(cast.consumer)
    monkeypatch.setattr(kits, "order_like", lambda *args: None)
    with pytest.raises(Refused, match="já está em um caso seu"):
        keep(cast.consumer, number=ORDER_NUMBER)


def test_a_number_given_away_between_the_look_and_the_write_is_refused(cast, monkeypatch):
    keep(cast.consumer, number="1")
    kit = keep(cast.consumer, number="2")
    monkeypatch.setattr(QuerySet, "exists", lambda rows: False)
    with pytest.raises(Refused, match="outra compra com esse número"):
        update_kit(kit, {"number": "1"}, now=NOW)


def test_an_order_kept_while_it_is_filed_is_the_one_of_the_case(cast, monkeypatch):
    kit = keep(cast.consumer, number=ORDER_NUMBER)
    order_of, looks = cases.order_of, []

    def late(draft, fields):
        looks.append(draft)
        return Order(user=draft.user) if len(looks) == 1 else order_of(draft, fields)

    monkeypatch.setattr(cases, "order_of", late)
    assert make_case(cast.consumer).order == kit
    assert len(looks) == 2


# SQLite lets one writer in at a time.
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("press", [
    lambda order: keep_files(order, [upload()], user=order.user), lambda order: draft_from_kit(order, arrived=True),
], ids=["a file", "the button again"])
def test_filing_and_another_press_wait_for_each_other_and_never_block_each_other(press, monkeypatch):
    furnish()
    order = keep(Cast().consumer)
    keep_files(order, [upload(picture((1, 2, 3)))], user=order.user)
    draft = draft_from_kit(order, arrived=False)
    # Taken out of the draft, it comes back when the button is pressed again.
    order.evidence.update(draft=None)
    holds, outcomes, lock_kit = threading.Event(), [], kits.lock_kit

    def held(order):
        fresh = lock_kit(order)
        holds.set()
        # Long enough for the filing to take the draft and to ask for the order.
        threading.Event().wait(0.5)
        return fresh

    monkeypatch.setattr(kits, "lock_kit", held)

    def run(act):
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    def filing():
        holds.wait(5)
        return file(Draft.objects.get(pk=draft.pk))

    threads = [threading.Thread(target=run, args=[act]) for act in (filing, lambda: press(order))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert order.complaints.count() == 1
