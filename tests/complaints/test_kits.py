"""Kept orders: the doors, the windows, the files, and the way into a case."""

from datetime import timedelta

import pytest
import time_machine

from complaints.choices import Payment, Proof
from complaints.limits import MOST_DRAFTS, MOST_KITS
from complaints.models import Complaint, Draft, Evidence, Order
from complaints.services.cases import close_complaint
from complaints.services.evidence import attach_to_draft, remove_from_draft
from complaints.services.kits import (
    draft_from_kit,
    end_watch,
    keep_files,
    keep_order,
    label_kit_file,
    remove_kit_file,
    update_kit,
    watch_again,
)
from complaints.services.locking import Refused
from complaints.tasks import clear_old_drafts
from complaints.watch import PROTECTION
from contacts.models import Company
from tests.base import NOW, TODAY, make_case
from tests.complaints.kept import DAY, NUMBER, file, keep, windows
from tests.complaints.pages import picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit(cast):
    return keep(cast.consumer)


# -- Keeping ------------------------------------------------------------------------------


def test_an_order_is_kept_and_watched(cast, kit):
    assert kit.user == cast.consumer
    assert len(kit.kit_token) == 16
    assert (kit.watched_from, kit.watch_ended_at) == (NOW, None)
    assert not Complaint.objects.exists()


def test_the_same_form_twice_keeps_one(cast, kit):
    again, is_new = keep_order(cast.consumer, {
        "marketplace": kit.marketplace, "item": "outro nome", "placed_on": TODAY, "number": NUMBER,
        "payment_method": Payment.PIX,
    }, now=NOW)
    assert (again, is_new) == (kit, False)
    nameless = keep(cast.consumer, number="")
    assert keep(cast.consumer, number="", now=NOW + timedelta(minutes=5)) == nameless
    assert keep(cast.consumer, number="", now=NOW + timedelta(hours=1)) != nameless
    assert keep(cast.stranger).pk != kit.pk


def test_an_order_of_a_case_is_not_kept_again(cast):
    make_case(cast.consumer, number=NUMBER)
    with pytest.raises(Refused, match="já está em um caso"):
        keep(cast.consumer)


def test_nobody_has_more_watched_than_fit(cast):
    shop = Company.objects.get(slug="aliexpress")
    Order.objects.bulk_create([
        Order(user=cast.consumer, marketplace=shop, item="x", placed_on=TODAY, kit_token=f"t{n}", watched_from=NOW)
        for n in range(MOST_KITS)
    ])
    with pytest.raises(Refused, match="100 compras"):
        keep(cast.consumer)
    end_watch(Order.objects.filter(user=cast.consumer).first(), now=NOW)
    assert keep(cast.consumer).pk
    assert keep(cast.stranger).pk


# -- Windows ------------------------------------------------------------------------------


def test_windows_are_counted_from_the_days_that_are_known(cast):
    kit = keep(cast.consumer, payment_method=Payment.PAYPAL, protected_until=TODAY + 40 * DAY)
    found = windows(kit)
    assert found[PROTECTION].due_on == TODAY + 40 * DAY
    assert found["paypal_open"].due_on == TODAY + 180 * DAY
    assert found["ae_open_after_delivery_time"].start_on == TODAY + 10 * DAY
    assert found["ae_open_after_delivery_time"].due_on == TODAY + 25 * DAY
    assert found["cdc49"].waits()
    assert "card_safe" not in found
    # A window that only a fraud opens, waits of others and first days are none of theirs.
    assert not {"med_request", "d7962_answer", "cdc18", "ae_first_day", "cdc26_hidden_durable"} & set(found)


def test_the_seven_days_start_when_it_arrives(kit):
    kit = update_kit(kit, {"received_on": TODAY}, now=NOW)
    # The law carries a Sunday to Monday; the safe day does not wait for that.
    assert windows(kit)["cdc49"].safe_on == TODAY + 7 * DAY
    assert list(windows(kit))[0] == "cdc49"


def test_card_windows(cast):
    found = windows(keep(cast.consumer, payment_method=Payment.CREDIT_CARD, shop="shopee"))
    assert found["card_safe"].due_on == TODAY + 90 * DAY
    assert found["card_network"].due_on == TODAY + 130 * DAY
    assert found["shopee_open"].waits()


def test_the_day_of_the_order_page_ends_the_shops_windows(cast):
    kit = keep(cast.consumer, protected_until=TODAY + 12 * DAY)
    assert windows(kit)["ae_open_after_delivery_time"].due_on == TODAY + 12 * DAY


# -- Editing ------------------------------------------------------------------------------


def test_a_number_that_another_order_has_is_refused(cast, kit):
    other = keep(cast.consumer, number="8150000000000066")
    with pytest.raises(Refused, match="outra compra com esse número"):
        update_kit(other, {"number": NUMBER}, now=NOW)
    other.refresh_from_db()
    assert other.number == "8150000000000066"


def test_an_order_in_a_case_is_changed_through_the_case(kit):
    file(draft_from_kit(kit, arrived=True, now=NOW))
    for door in (
        lambda: update_kit(kit, {"received_on": TODAY}, now=NOW), lambda: watch_again(kit, now=NOW),
        lambda: keep_files(kit, [upload()], user=kit.user), lambda: draft_from_kit(kit, arrived=True, now=NOW),
    ):
        with pytest.raises(Refused, match="virou um caso"):
            door()


# -- Files --------------------------------------------------------------------------------


def test_files_are_cleaned_labelled_and_kept_once(kit):
    added, refused = keep_files(
        kit, [upload(), upload(), upload(b"nada", "virus.exe")], user=kit.user, shows=Proof.LISTING
    )
    assert added == 1
    assert "virus.exe" in refused[0]
    evidence = kit.evidence.get()
    assert (evidence.shows, evidence.complaint, evidence.draft) == ("listing", None, None)
    label_kit_file(evidence, "order_page")
    evidence.refresh_from_db()
    assert evidence.shows == "order_page"
    with pytest.raises(Refused):
        label_kit_file(evidence, "nada")
    path = evidence.original
    remove_kit_file(evidence)
    assert not kit.evidence.exists()
    assert not path.storage.exists(path.name)


def test_no_more_files_than_a_case_takes(kit):
    Evidence.objects.bulk_create([
        Evidence(order=kit, kind="image", name="x", original="a", shown="b", sha256=f"{n:064d}", size=1)
        for n in range(20)
    ])
    added, refused = keep_files(kit, [upload()], user=kit.user)
    assert added == 0
    assert "20 arquivos" in refused[0]


# -- Into a case --------------------------------------------------------------------------


def test_a_draft_knows_all_that_was_kept(kit):
    keep_files(kit, [upload()], user=kit.user, shows=Proof.LISTING)
    update_kit(kit, {"received_on": TODAY, "store": "Loja X"}, now=NOW)
    draft = draft_from_kit(kit, arrived=True, now=NOW)
    assert draft.order == kit
    known = {
        "marketplace": "aliexpress", "item": "liquidificador", "amount": "139,90", "placed_on": "2026-11-22",
        "received_on": "2026-11-22", "store": "Loja X", "number": NUMBER, "payment_method": "pix",
    }
    assert known.items() <= draft.data.items()
    assert "reason" not in draft.data
    assert draft.evidence.get().shows == "listing"
    assert draft_from_kit(kit, arrived=False, now=NOW) == draft


def test_what_never_came_is_chosen_already(kit):
    assert draft_from_kit(kit, arrived=False, now=NOW).data["reason"] == "not_received"


def test_filing_uses_the_kept_order_and_its_files(kit):
    keep_files(kit, [upload()], user=kit.user, shows=Proof.LISTING)
    update_kit(kit, {"listing_words": "Copo de vidro", "shipped_on": TODAY}, now=NOW)
    draft = draft_from_kit(kit, arrived=False, now=NOW)
    attach_to_draft(draft, [upload(picture((1, 2, 3)))], user=kit.user)
    case = file(draft, now=NOW + DAY)
    assert case.order_id == kit.pk
    assert case.order.listing_words == "Copo de vidro"
    assert sorted(case.evidence.values_list("shows", flat=True)) == ["", "listing"]
    assert not Evidence.objects.exclude(order=None).exists()
    assert case.order.watch_ended_at == NOW + DAY
    assert case.deadlines.filter(kind="ae_first_day").exists()


def test_an_order_without_number_is_used_though_the_form_now_has_one(cast):
    kit = keep(cast.consumer, number="")
    case = file(draft_from_kit(kit, arrived=False, now=NOW), number="8150000000000999")
    assert case.order_id == kit.pk
    assert case.order.number == "8150000000000999"


def test_a_case_about_the_same_number_takes_what_was_kept_along(cast, kit):
    """Told from the start page, without a thought of the kept order."""
    keep_files(kit, [upload()], user=kit.user, shows=Proof.LISTING)
    draft = Draft.objects.create(user=cast.consumer)
    attach_to_draft(draft, [upload()], user=cast.consumer)
    draft.data = draft_from_kit(keep(cast.stranger), arrived=False, now=NOW).data
    case = file(draft)
    assert case.order_id == kit.pk
    # The same bytes from both places are one proof.
    assert case.evidence.count() == 1


def test_a_file_taken_out_of_the_draft_stays_with_the_order(kit):
    keep_files(kit, [upload()], user=kit.user)
    draft = draft_from_kit(kit, arrived=False, now=NOW)
    remove_from_draft(draft, draft.evidence.get().token)
    assert not draft.evidence.exists()
    kept = kit.evidence.get()
    assert kept.original.storage.exists(kept.original.name)
    case = file(draft)
    assert not case.evidence.exists()
    assert kit.evidence.get() == kept
    remove_kit_file(kept)
    assert not kit.evidence.exists()


def test_a_file_kept_later_goes_into_the_draft_too(kit):
    draft = draft_from_kit(kit, arrived=False, now=NOW)
    keep_files(kit, [upload()], user=kit.user)
    assert draft.evidence.count() == 1


def test_files_outlive_a_draft_that_nobody_went_on_with(kit):
    keep_files(kit, [upload()], user=kit.user)
    draft = draft_from_kit(kit, arrived=False, now=NOW)
    attach_to_draft(draft, [upload(picture((1, 2, 3)))], user=kit.user)
    with time_machine.travel(NOW + 200 * DAY, tick=False):
        clear_old_drafts()
    assert not Draft.objects.exists()
    kept = Evidence.objects.get()
    assert kept.order_id == kit.pk
    assert kept.original.storage.exists(kept.original.name)


def test_another_persons_order_is_never_used(cast, kit):
    draft = Draft.objects.create(user=cast.stranger, order=kit, data=draft_data(kit))
    assert draft_from_kit(kit, arrived=False, now=NOW) != draft
    case = file(draft)
    assert case.order_id != kit.pk
    assert case.user == case.order.user == cast.stranger


def test_the_open_case_of_a_kept_order_is_found_again(kit):
    case = file(draft_from_kit(kit, arrived=False, now=NOW))
    draft = Draft.objects.create(user=kit.user, order=kit, data=draft_data(kit))
    assert file(draft) == case


def draft_data(kit):
    return {
        "marketplace": "aliexpress", "item": kit.item, "placed_on": "2026-11-22", "payment_method": "pix",
    }


def test_a_closed_case_may_be_followed_by_another(kit):
    case = file(draft_from_kit(kit, arrived=False, now=NOW))
    close_complaint(case, "given_up", by=kit.user, now=NOW)
    again = file(draft_from_kit(kit, arrived=True, now=NOW))
    assert again != case
    assert again.order_id == kit.pk


def test_nobody_has_more_drafts_than_fit(cast, kit):
    Draft.objects.bulk_create([Draft(user=cast.consumer, token=f"d{n}") for n in range(MOST_DRAFTS)])
    with pytest.raises(Refused, match="20 relatos"):
        draft_from_kit(kit, arrived=True, now=NOW)
