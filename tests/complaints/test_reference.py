"""References are short, readable and notice a slip of the finger."""

from hypothesis import assume, given
from hypothesis import strategies as st

from complaints.reference import ALPHABET, LENGTH, check_sign, new_reference, normalise, shown

bodies = st.text(st.sampled_from(ALPHABET), min_size=LENGTH - 1, max_size=LENGTH - 1)
places = st.integers(0, LENGTH - 1)


def whole(body):
    return body + check_sign(body)


@given(bodies, places, st.sampled_from(ALPHABET))
def test_any_single_wrong_sign_is_noticed(body, at, sign):
    good = whole(body)
    assume(good[at] != sign)
    assert normalise(good) == good
    assert normalise(good[:at] + sign + good[at + 1:]) == ""


@given(bodies, places, places)
def test_any_two_swapped_signs_are_noticed(body, one, other):
    signs = list(whole(body))
    assume(signs[one] != signs[other])
    signs[one], signs[other] = signs[other], signs[one]
    assert normalise("".join(signs)) == ""


def test_a_new_reference_is_read_back_however_it_is_typed():
    reference = new_reference()
    assert len(reference) == LENGTH
    for typed in (reference, shown(reference), shown(reference).lower(), f" {reference[:3]} {reference[3:]} "):
        assert normalise(typed) == reference


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_reference_or_nothing(text):
    found = normalise(text)
    assert found == "" or (len(found) == LENGTH and check_sign(found[:-1]) == found[-1])


def test_two_references_differ():
    assert len({new_reference() for _time in range(200)}) == 200
