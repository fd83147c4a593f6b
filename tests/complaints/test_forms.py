"""Forms clean to values of the domain; fields read what a Brazilian types."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Outcome, Reason
from complaints.fields import KIND_WORDS, AmountField, DayField, use_kind_words
from complaints.forms import (
    FAR_PROMISE_DAYS,
    LONG_AGO,
    MAX_STORY,
    CloseForm,
    DatesForm,
    EvidenceForm,
    MessageForm,
    OrderForm,
    ReasonForm,
    StoryForm,
    WishForm,
)
from complaints.money import format_brl
from complaints.proofs import HELPFUL
from contacts.models import Company
from disputes.forms import AnswerForm, OpenForm, RefundForm, ReplyForm
from tests.base import ORDER_NUMBER, TODAY
from tests.complaints.pages import ANSWERS

FORMS = [
    ReasonForm, OrderForm, StoryForm, WishForm, MessageForm, EvidenceForm, DatesForm, CloseForm, AnswerForm, OpenForm,
    RefundForm,
]


WAYS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


def order_form(reason="damaged", **changes):
    return OrderForm({**ANSWERS["order"], **changes}, known={"reason": reason}, today=TODAY)


# -- Fields -----------------------------------------------------------------------------


@given(st.dates(LONG_AGO, date(2060, 12, 31)))
def test_a_day_is_read_in_every_way_people_write_it(day):
    field = DayField()
    ways = [day.isoformat(), f"{day.day}/{day.month}/{day.year}", *[f"{day:{way}}" for way in WAYS]]
    for way in ways:
        assert field.clean(way) == day
    assert field.prepare_value(day) == day.isoformat()


@given(st.text(max_size=30))
def test_a_day_is_a_date_or_a_sentence(text):
    try:
        day = DayField(required=False).clean(text)
    except forms.ValidationError as error:
        assert error.messages == ["Não entendi esse dia. Escreva assim: 30/09/2026."]
    else:
        assert day is None or isinstance(day, date)


def test_what_was_typed_wrong_is_shown_as_typed():
    form = WishForm({"contacted_on": "31/02/2026", "amount_claimed": "dois mil"}, today=TODAY)
    assert not form.is_valid()
    assert 'value="31/02/2026"' in str(form["contacted_on"])
    assert 'value="dois mil"' in str(form["amount_claimed"])


@given(st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2))
def test_an_amount_as_written_is_read_back(amount):
    assert AmountField().clean(format_brl(amount)) == amount


@given(st.text(max_size=40))
def test_an_amount_is_positive_or_a_sentence(text):
    try:
        amount = AmountField(required=False).clean(text)
    except forms.ValidationError as error:
        assert all(str(sentence).endswith((".", "?")) for sentence in error.messages)
    else:
        assert amount is None or (amount > 0 and amount == round(amount, 2))


def test_an_empty_amount_is_none():
    assert AmountField(required=False).clean("  ") is None


def test_kind_words_leave_a_fields_own_sentences_alone():
    class Form(forms.Form):
        own = forms.CharField(error_messages={"required": "Diga."}, max_length=3)
        plain = forms.CharField(max_length=3)

    form = Form({"own": "", "plain": "abcd"})
    use_kind_words(form.fields)
    assert form.errors == {"own": ["Diga."], "plain": ["Escreva no máximo 3 letras. Você escreveu 4."]}
    assert form.fields["plain"].error_messages["required"] == KIND_WORDS["required"]


# -- Every form -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("form_class", FORMS)
def test_an_empty_form_asks_in_our_words(house, form_class):
    errors = form_class({}).errors
    sentences = [sentence for messages in errors.values() for sentence in messages]
    for sentence in sentences:
        assert "campo" not in sentence
        assert "obrigatório" not in sentence
        assert sentence.endswith(".")
    assert sentences or form_class is DatesForm


@pytest.mark.django_db
@pytest.mark.parametrize("form_class", FORMS)
def test_every_field_that_is_seen_has_a_label(house, form_class):
    for field in form_class():
        assert field.is_hidden or str(field.label)[0].isupper()


# -- Single screens ---------------------------------------------------------------------


def test_every_reason_can_be_chosen():
    assert all(ReasonForm({"reason": reason}).is_valid() for reason in Reason)
    offered = [value for _group, reasons in ReasonForm.base_fields["reason"].choices for value, _label in reasons]
    assert sorted(offered) == sorted(Reason.values)


@pytest.mark.django_db
def test_order_cleans_to_values(house):
    form = order_form(number=" 8140 9087 4135 8880 ", durable="yes", received_on="2026-11-10")
    assert form.is_valid(), form.errors
    values = form.cleaned_data
    assert values["marketplace"] == Company.objects.get(slug="aliexpress")
    assert (values["number"], values["amount"], values["instalments"]) == (ORDER_NUMBER, Decimal("389.90"), 1)
    assert (values["placed_on"], values["durable"]) == (date(2026, 9, 30), True)


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("no", False), ("", None)])
def test_durable_is_yes_no_or_not_said(house, typed, value):
    form = order_form(durable=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["durable"] is value


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "abc-123", "MLB/2000.1", "#99"])
def test_numbers_of_shops_without_a_known_pattern(house, number):
    form = order_form(marketplace="temu", number=number)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["number"] == number.upper()


@pytest.mark.django_db
def test_the_limits_of_days_are_themselves_taken(house):
    placed = TODAY - timedelta(days=10)
    edge = placed + timedelta(days=FAR_PROMISE_DAYS)
    day = placed.isoformat()
    assert order_form(placed_on=TODAY.isoformat(), promised_on=TODAY.isoformat()).is_valid()
    assert order_form(placed_on=day, promised_on=edge.isoformat(), received_on=day, receipt_confirmed_on=day).is_valid()
    assert not order_form(placed_on=day, promised_on=(edge + timedelta(days=1)).isoformat()).is_valid()
    assert not order_form(placed_on=(TODAY + timedelta(days=1)).isoformat(), promised_on="").is_valid()
    assert order_form(placed_on=LONG_AGO.isoformat(), promised_on="").is_valid()
    assert not order_form(placed_on=(LONG_AGO - timedelta(days=1)).isoformat(), promised_on="").is_valid()


def test_story_of_the_most_letters_is_taken():
    assert StoryForm({"story": "a" * MAX_STORY}).is_valid()
    assert not StoryForm({"story": "a" * (MAX_STORY + 1)}).is_valid()
    assert not StoryForm({"story": " \n "}).is_valid()


def test_defect_is_not_before_the_purchase():
    known = {"reason": Reason.DEFECTIVE, "placed_on": TODAY}
    early = {"story": "Quebrou.", "defect_seen_on": (TODAY - timedelta(days=1)).isoformat()}
    form = StoryForm(early, known=known, today=TODAY)
    assert form.errors == {"defect_seen_on": ["O defeito não pode aparecer antes da compra. Confira o dia."]}
    assert StoryForm({**early, "defect_seen_on": TODAY.isoformat()}, known=known, today=TODAY).is_valid()


@pytest.mark.parametrize("outcome", Outcome.values)
def test_what_is_claimed_when_nothing_is_written(outcome):
    reason = Reason.ACCOUNT_ACCESS if outcome == Outcome.ACCESS else Reason.NOT_RECEIVED
    form = WishForm({"desired_outcome": outcome}, known={"amount": Decimal("50"), "reason": reason}, today=TODAY)
    if outcome == Outcome.PART_REFUND:
        assert form.errors == {"amount_claimed": ["Diga quanto deve voltar."]}
    else:
        assert form.is_valid()
        money = outcome in (Outcome.REFUND, Outcome.CANCELLATION)
        assert form.cleaned_data["amount_claimed"] == (Decimal("50") if money else None)


def test_the_account_back_is_a_wish_only_of_those_who_lost_it():
    form = WishForm({"desired_outcome": Outcome.ACCESS}, known={"reason": Reason.DEFECTIVE}, today=TODAY)
    assert "desired_outcome" in form.errors


@pytest.mark.parametrize("reason", Reason.values)
def test_each_problem_is_told_which_proof_helps(reason):
    help_text = str(StoryForm(known={"reason": reason}).fields["files"].help_text)
    assert str(HELPFUL[reason]) in help_text


def test_offers_are_accepted_only_where_there_is_one():
    assert ReplyForm({"reply": "accepts"}, has_offer=True).is_valid()
    assert not ReplyForm({"reply": "accepts"}, has_offer=False).is_valid()
    for has_offer in (True, False):
        assert ReplyForm({"reply": "escalate"}, has_offer=has_offer).is_valid()
        assert ReplyForm({"reply": "proposes"}, has_offer=has_offer).errors == {
            "remedy": ["Escolha o que você pede."]}


def test_money_is_asked_for_where_the_remedy_is_money():
    sent = {"opened_on": TODAY.isoformat(), "amount": "10,00"}
    part = OpenForm({**sent, "remedy": "part_refund"}, today=TODAY)
    assert part.is_valid()
    assert part.cleaned_data["amount"] == 10
    other = OpenForm({**sent, "remedy": "replacement"}, today=TODAY)
    assert other.is_valid()
    assert other.cleaned_data["amount"] is None
    assert OpenForm({**sent, "remedy": "part_refund", "amount": ""}, today=TODAY).errors == {
        "amount": ["Diga quanto dinheiro."]}


def test_the_day_of_the_promise_is_asked_only_where_money_was_promised():
    assert "refund_promised_on" in WishForm(known={"reason": Reason.REFUND_NOT_PAID}).fields
    assert "refund_promised_on" not in WishForm(known={"reason": Reason.NOT_RECEIVED}).fields
    known = {"reason": Reason.CANCELLED_NOT_REFUNDED, "placed_on": TODAY}
    early = {"desired_outcome": Outcome.REFUND, "refund_promised_on": (TODAY - timedelta(days=1)).isoformat()}
    assert "refund_promised_on" in WishForm(early, known=known, today=TODAY).errors
    assert "refund_promised_on" in WishForm(
        early | {"refund_promised_on": (TODAY + timedelta(days=1)).isoformat()}, known=known, today=TODAY
    ).errors
