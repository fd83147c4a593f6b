"""The checklist of proofs: what is there, what is missing, most useful first."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Party, Proof, Reason
from complaints.proofs import ALSO_SHOWS, CHECKLIST, HELPFUL, KIT, Checklist, choices_for, covered, have, missing

REASONS = st.sampled_from(Reason)
LABELS = st.sets(st.sampled_from(["", *Proof.values]))


def test_every_reason_has_its_list():
    assert set(CHECKLIST) == set(HELPFUL) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_a_list_is_short_and_names_nothing_twice(reason):
    items = CHECKLIST[reason]
    assert 3 <= len(items) <= 6
    assert len(set(items)) == len(items)
    # "Another thing" and a body's protocol are labels of files, nothing anybody is asked to bring.
    assert not {Proof.OTHER, Proof.ESCALATION} & set(items)


@given(REASONS, LABELS)
def test_each_item_is_there_or_missing(reason, shown):
    there, wanted = have(reason, shown), missing(reason, shown)
    assert sorted([*there, *wanted]) == sorted(CHECKLIST[reason])
    for part in (there, wanted):
        assert part == sorted(part, key=CHECKLIST[reason].index)


@given(REASONS, LABELS, st.sampled_from(Proof))
def test_one_more_file_never_makes_more_missing(reason, shown, proof):
    assert set(missing(reason, shown | {proof})) <= set(missing(reason, shown))
    assert proof not in missing(reason, shown | {proof})


def test_the_most_useful_comes_first():
    assert missing(Reason.NOT_RECEIVED, set())[0] == Proof.PROMISED_DAY
    assert missing(Reason.DAMAGED, {Proof.ITEM})[:2] == [Proof.PARCEL, Proof.PARCEL_LABEL]
    assert missing("seller_asks_extra", {"listing_freight"})[0] == Proof.EXTRA_CHARGE


def test_a_file_that_shows_more_does_the_work_of_the_lesser():
    for strong, weak in ALSO_SHOWS.items():
        assert covered([strong.value]) == {strong, *weak}
    assert Proof.LISTING not in missing(Reason.NOT_AS_DESCRIBED, {"listing_freight"})


def test_what_the_seller_gave_is_not_the_buyers():
    files = [SimpleNamespace(party=Party.SELLER, shows="promised_day"), SimpleNamespace(party=Party.BUYER, shows="")]
    checklist = Checklist(Reason.NOT_RECEIVED, files)
    assert checklist.have == []
    assert Proof.PROMISED_DAY in checklist.missing
    assert checklist.unlabelled == 1


@pytest.mark.parametrize("items", [(), KIT, CHECKLIST[Reason.DEFECTIVE]])
def test_a_select_offers_every_item_once_those_that_matter_first(items):
    nothing, first, rest = choices_for(items)
    assert nothing[0] == ""
    assert [value for value, _label in first[1]] == [proof.value for proof in items]
    assert sorted(value for value, _label in [*first[1], *rest[1]]) == sorted(Proof.values)
