"""Cases with the same seller, listing or problem are counted together, and shown together."""

import pytest

from complaints.models import SimilarGroup
from complaints.services.cases import close_complaint
from complaints.similar import cases_of_group, group_cases
from tests.base import NOW, make_case, person

URL = "https://pt.aliexpress.com/item/1005001.html"
Kind = SimilarGroup.Kind


def people(count):
    return [person(f"pessoa{n}@example.com", f"Pessoa {n}") for n in range(count)]


def groups():
    return {(group.kind, group.key): (group.people, group.open_cases) for group in SimilarGroup.objects.all()}


@pytest.fixture
def three(house):
    """Three people who bought the same thing from one seller, written three ways."""
    names = ("Loja São João", "loja sao joao", "LOJA SÃO JOÃO!")
    return [
        make_case(user, number=str(n), store=names[n], listing_url=f"{URL}?from={n}")
        for n, user in enumerate(people(3))
    ]


def test_three_people_are_a_group_by_seller_by_listing_and_by_problem(three):
    assert group_cases(NOW) == 3
    assert groups() == {
        (Kind.SELLER, "loja sao joao"): (3, 3), (Kind.LISTING, "aliexpress.com/item/1005001.html"): (3, 3),
        (Kind.REASON, "not_received"): (3, 3),
    }
    for group in SimilarGroup.objects.all():
        assert set(cases_of_group(group)) == set(three)


def test_one_person_with_many_cases_is_no_group(cast):
    for number in range(4):
        make_case(cast.consumer, number=str(number), store="Loja")
    assert group_cases(NOW) == 0


def test_two_shops_are_two_groups_and_no_name_is_none(house):
    for number, user in enumerate(people(6)):
        make_case(user, number=str(number), shop="aliexpress" if number < 3 else "shopee", store="Vendedor")
    group_cases(NOW)
    assert {(group.kind, group.shop.slug) for group in SimilarGroup.objects.all()} == {
        (Kind.REASON, "aliexpress"), (Kind.REASON, "shopee")}


def test_counting_again_changes_what_changed_and_forgets_what_is_gone(three, cast):
    group_cases(NOW)
    kept = dict(SimilarGroup.objects.values_list("key", "pk"))
    make_case(cast.stranger, number="9", store="Loja São João")
    group_cases(NOW)
    assert groups()[Kind.SELLER, "loja sao joao"] == (4, 4)
    assert dict(SimilarGroup.objects.values_list("key", "pk")) == kept
    close_complaint(three[0], "solved", by=three[0].user, now=NOW)
    close_complaint(three[1], "solved", by=three[1].user, now=NOW)
    group_cases(NOW.replace(hour=13))
    assert groups() == {}
