"""The holidays themselves, by name."""

import pytest

from complaints.calendar import Holidays
from complaints.holidays import STATES
from tests.complaints.terms import BRAZIL, day


def test_the_national_holidays_of_2026():
    assert [each.isoformat()[5:] for each in BRAZIL.of_year(2026)] == [
        "01-01", "04-03", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20", "12-25",
    ]  # fmt: skip


def test_black_awareness_day_is_national_from_2024():
    assert BRAZIL.name(day("2023-11-20")) is None
    assert BRAZIL.name(day("2024-11-20")) == "Dia da Consciência Negra"
    assert Holidays.brazil("RJ").name(day("2023-11-20")) == "Dia da Consciência Negra"


@pytest.mark.parametrize("optional", ["2026-02-16", "2026-02-17", "2026-02-18", "2026-06-04", "2026-10-28"])
def test_optional_days_off_are_business_days(optional):
    assert BRAZIL.is_business_day(day(optional))


def test_carnival_tuesday_is_a_holiday_in_rio_alone():
    carnival = day("2026-02-17")
    closed = [uf for uf in STATES if not Holidays.brazil(uf).is_business_day(carnival)]
    assert closed == ["RJ"]


def test_two_holidays_on_one_day_keep_the_national_name():
    assert Holidays.brazil("MG").name(day("2026-04-21")) == "Tiradentes"


def test_holidays_are_unchanging_and_equal_by_their_parts():
    assert Holidays.brazil(" sp ") is Holidays.brazil("SP")
    assert Holidays.brazil("") is Holidays.brazil(None)
    extra = {day("2026-01-25"): "Aniversário de São Paulo"}
    city = Holidays.brazil("SP").plus(extra)
    assert city == Holidays.brazil("SP").plus(dict(extra)) != Holidays.brazil("SP")
    assert hash(city) == hash(Holidays.brazil("SP").plus(extra))
    extra.clear()
    assert city.of_year(2026)[day("2026-01-25")] == "Aniversário de São Paulo"
    assert city.uf == "SP"
    with pytest.raises(AttributeError, match="cannot be changed"):
        city.uf = "RJ"
    with pytest.raises(ValueError, match="no such Brazilian state"):
        Holidays.brazil("XX")
