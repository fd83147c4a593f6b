"""The pages of kept orders: who may, what they show, what they do, how many queries."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from complaints.choices import Payment, Proof
from complaints.links import kit_stop_path
from complaints.models import Complaint, Evidence, Order
from complaints.services.kits import draft_from_kit, end_watch, keep_files, keep_order
from contacts.models import Company
from tests.base import NOW, TODAY
from tests.complaints.kept import DAY, file
from tests.complaints.pages import ANSWERS, at, picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]
FORM = {
    "marketplace": "aliexpress", "item": "liquidificador", "store": "Casa Store", "number": "8150000000000058",
    "tracking": "lb1", "amount": "139,90", "freight": "12,50", "payment_method": "credit_card", "instalments": "2",
    "placed_on": "2026-11-22", "promised_on": "2026-12-02", "protected_until": "",
    "listing_url": "https://www.aliexpress.com/item/1.html", "listing_words": "Copo de vidro. Garantia de 90 dias.",
}
MINE = {"anonymous": 302, "stranger": 404, "consumer": 200, "agent": 404, "auditor": 404}
SIGNED_IN = dict.fromkeys(MINE, 200) | {"anonymous": 302}
# name: (methods that work, who gets what)
RULES = {
    "kits": (("get",), SIGNED_IN),
    "kit_add": (("get", "post"), SIGNED_IN),
    "kit": (("get",), MINE),
    "kit_days": (("get", "post"), MINE),
    "kit_details": (("get", "post"), MINE),
    "kit_end": (("post",), MINE),
    "kit_watch": (("post",), MINE),
    "kit_problem": (("post",), MINE),
    "kit_file_add": (("get", "post"), MINE),
    "kit_file_shown": (("get",), MINE),
    "kit_file_original": (("get",), MINE),
    "kit_file_label": (("get", "post"), MINE),
    "kit_file_remove": (("post",), MINE),
    "kit_stop": (("get", "post"), dict.fromkeys(MINE, 200)),
}


@pytest.fixture
def kit(cast):
    order, _new = keep_order(cast.consumer, {
        "marketplace": Company.objects.get(slug="aliexpress"), "item": "liquidificador", "placed_on": TODAY,
        "amount": Decimal("139.90"), "payment_method": Payment.CREDIT_CARD, "promised_on": TODAY + 10 * DAY,
        "number": "8150000000000058", "listing_words": "Copo de vidro <b>de 400 ml</b>",
    })
    keep_files(order, [upload()], user=cast.consumer, shows=Proof.LISTING)
    return order


@pytest.fixture
def addresses(kit):
    file = kit.evidence.get().token
    args = {"kits": [], "kit_add": [], "kit_stop": [kit_stop_path(kit).split("/")[-2]]}
    return {
        name: reverse(name, args=args.get(name, [kit.kit_token, file] if name.count("_") > 1 and name != "kit_file_add"
                                          else [kit.kit_token]))
        for name in RULES
    }


def file_case(order):
    return file(draft_from_kit(order, arrived=False))


# -- Who may ------------------------------------------------------------------------------


def test_the_matrix_holds_every_address():
    names = {pattern.name for pattern in get_resolver("complaints.urls").url_patterns}
    assert {name for name in names if name.startswith("kit")} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_who_may_open_what(cast, addresses, name):
    methods, expected = RULES[name]
    # The owner last: what is taken away is there for nobody.
    for who in sorted(expected, key=lambda who: who == "consumer"):
        client = Client() if who == "anonymous" else signed_in(getattr(cast, who))
        for method in methods:
            response = getattr(client, method)(addresses[name])
            if expected[who] == 200:
                assert response.status_code in (200, 302, 422)
                assert "/account/login" not in response.headers.get("Location", "")
            else:
                assert response.status_code == expected[who]
            if expected[who] == 302:
                assert response.url.startswith(reverse("account_login") + "?next=")


@pytest.mark.parametrize("name", RULES)
def test_wrong_methods(maria, addresses, name):
    allowed = RULES[name][0]
    for method in {"get", "post", "put", "patch", "delete"} - set(allowed):
        assert getattr(maria, method)(addresses[name]).status_code == 405
    if "get" in allowed:
        assert maria.head(addresses[name]).status_code == 200


def test_a_stranger_changes_nothing(cast, kit, addresses):
    zeca = signed_in(cast.stranger)
    for name in RULES.keys() - {"kit_stop", "kit_add"}:
        zeca.post(addresses[name], {**FORM, "arrived": "yes", "shows": "item"})
    kit.refresh_from_db()
    assert kit.watch_ended_at is None
    assert kit.store == ""
    assert kit.evidence.get().shows == "listing"
    assert not kit.drafts.exists()


def test_every_page_answers_in_english(maria, cast, addresses):
    cast.consumer.language = "en"
    cast.consumer.save(update_fields=["language"])
    for name in sorted(RULES, key=lambda name: name == "kit_file_remove"):
        assert getattr(maria, RULES[name][0][0])(addresses[name], follow=True).status_code == 200


def test_a_file_is_not_found_under_another_order(cast, kit):
    theirs, _new = keep_order(cast.stranger, {
        "marketplace": kit.marketplace, "item": "x", "placed_on": TODAY, "payment_method": "pix",
    })
    for view in ("kit_file_shown", "kit_file_original", "kit_file_label"):
        stolen = reverse(view, args=[theirs.kit_token, kit.evidence.get().token])
        assert signed_in(cast.stranger).get(stolen).status_code == 404


def test_an_order_that_was_never_kept_has_no_page(maria, cast, case):
    assert maria.get("/orders/None/").status_code == 404
    assert Order.objects.get(pk=case.order_id).kit_token is None


# -- Keeping ------------------------------------------------------------------------------


def test_an_order_is_kept_with_what_the_listing_promised(maria, cast):
    page = maria.get(reverse("kit_add"))
    assert 'value="2026-11-22"' in text(page)
    sent = {**FORM, "listing_files": upload(), "order_files": upload(picture((0, 200, 0)), "pedido.jpg")}
    response = maria.post(reverse("kit_add"), sent, follow=True)
    order = Order.objects.get()
    assert response.redirect_chain[-1][0] == reverse("kit", args=[order.kit_token])
    assert (order.user, order.amount, order.freight, order.tracking, order.instalments) == (
        cast.consumer, Decimal("139.90"), Decimal("12.50"), "LB1", 2)
    assert order.listing_words == FORM["listing_words"]
    assert sorted(order.evidence.values_list("shows", flat=True)) == ["listing", "order_page"]
    said = words(response)
    assert "Compra guardada. Avisamos você na hora certa." in said
    assert "Print do anúncio" in said
    assert "Copo de vidro. Garantia de 90 dias." in said
    assert "quarta-feira, 2 de dezembro" in said


def test_sent_twice_it_is_kept_once(maria):
    for _again in range(2):
        response = maria.post(reverse("kit_add"), FORM, follow=True)
    assert "Esta compra já estava guardada" in words(response)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("item", "", "Diga em uma ou duas palavras o que comprou."),
    ("item", "x\x00y", "sinal invisível"),
    ("item", "x" * 200, "Escreva no máximo 160 letras"),
    ("marketplace", "nenhuma", "Escolha a loja."),
    ("payment_method", "", "Escolha como pagou."),
    ("amount", "muito", "Não entendi esse valor."),
    ("freight", "200,00", "O frete é mais do que você disse que pagou."),
    ("placed_on", "2027-01-01", "Esse dia ainda não chegou."),
    ("placed_on", "30 de fevereiro", "Não entendi esse dia."),
    ("promised_on", "2026-01-01", "A entrega não pode ser prometida para antes"),
    ("promised_on", "2099-01-01", "Confira o ano desse dia."),
    ("listing_url", "javascript:alert(1)", "Esse endereço não está inteiro."),
    ("listing_words", "x" * 10_001, "O texto tem 10001 letras"),
    ("number", "81-ção", "só tem números e letras"),
    ("tracking", "x" * 90, "Escreva no máximo 60 letras"),
])
def test_bad_input_is_said_and_what_was_typed_stays(maria, field, value, sentence):
    response = maria.post(reverse("kit_add"), {**FORM, "store": "Loja do Bairro", field: value})
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Loja do Bairro" in text(response)
    assert not Order.objects.exists()


def test_whoever_must_mend_the_form_is_told_to_choose_the_files_again(maria):
    response = maria.post(reverse("kit_add"), {**FORM, "item": "", "listing_files": upload()})
    assert "Escolha os arquivos de novo" in words(response)


def test_a_bad_file_does_not_lose_the_order(maria):
    response = maria.post(reverse("kit_add"), {**FORM, "listing_files": upload(b"nada", "x.exe")}, follow=True)
    assert Order.objects.exists()
    assert "Este tipo de arquivo não abre aqui" in words(response)


def test_an_order_of_a_case_leads_there(maria, case):
    response = maria.post(reverse("kit_add"), {**FORM, "number": case.order.number})
    assert response.status_code == 422
    assert "já está em um caso seu" in words(response)


# -- The page -----------------------------------------------------------------------------


def test_the_page_shows_all_that_was_kept(maria, kit):
    page = maria.get(reverse("kit", args=[kit.kit_token]))
    said = words(page)
    assert "Prometeram entregar até quarta-feira, 2 de dezembro." in said
    assert "Contestar a compra no cartão" in said
    assert "Desistir da compra (7 dias)" in said
    assert "Começa a contar: o dia em que você recebeu o produto." in said
    assert "Por que esta data?" in said
    assert "&lt;b&gt;" in page.content.decode()
    # What is there already is not asked for.
    assert "print do anúncio" not in said.split("Vale guardar hoje")[1].replace("print do anúncio com o frete", "")


def test_after_the_promised_day_it_asks(maria, kit):
    with time_machine.travel(NOW + 11 * DAY, tick=False):
        assert "Já passou o dia prometido. Chegou?" in words(maria.get(reverse("kit", args=[kit.kit_token])))
        assert "diga se chegou" in words(maria.get(reverse("kits")))


DAYS = {
    "received_on": "", "shipped_on": "", "promised_on": "2026-12-02", "protected_until": "", "placed_on": "2026-11-22",
    "receipt_confirmed_on": "",
}


def test_days_are_told(maria, kit):
    sent = {**DAYS, "received_on": "2026-11-22", "shipped_on": "2026-11-22"}
    response = maria.post(reverse("kit_days", args=[kit.kit_token]), sent, follow=True)
    assert "Os prazos foram contados de novo." in words(response)
    assert "Você tem até domingo, 29 de novembro." in words(response)
    kit.refresh_from_db()
    assert (kit.received_on, kit.shipped_on, kit.item) == (TODAY, TODAY, "liquidificador")


def test_details_are_mended_and_the_days_stay(maria, kit):
    address = reverse("kit_details", args=[kit.kit_token])
    assert 'value="139,90"' in text(maria.get(address))
    assert maria.post(address, FORM).status_code == 302
    kit.refresh_from_db()
    assert (kit.store, kit.freight, kit.placed_on) == ("Casa Store", Decimal("12.50"), TODAY)
    response = maria.post(address, {**FORM, "item": ""})
    assert response.status_code == 422
    assert "Casa Store" in text(response)


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("received_on", "2026-12-24", "Esse dia ainda não chegou."),
    ("shipped_on", "2026-11-01", "Esse dia é antes da compra."),
])
def test_wrong_days_are_said(maria, kit, field, value, sentence):
    response = maria.post(reverse("kit_days", args=[kit.kit_token]), {**DAYS, field: value})
    assert response.status_code == 422
    assert sentence in words(response)


def test_all_came_right_and_back_again(maria, kit):
    response = maria.post(reverse("kit_end", args=[kit.kit_token]), follow=True)
    assert "Não avisamos mais desta compra" in words(response)
    kit.refresh_from_db()
    assert kit.watch_ended_at == NOW
    response = maria.post(reverse("kit_watch", args=[kit.kit_token]), follow=True)
    assert "voltamos a avisar" in words(response)
    kit.refresh_from_db()
    assert kit.watch_ended_at is None


# -- Into a case --------------------------------------------------------------------------


def test_from_the_kept_order_to_the_case_with_three_answers(maria, cast, kit):
    response = maria.post(reverse("kit_problem", args=[kit.kit_token]), {"arrived": "no"})
    draft = kit.drafts.get()
    assert response.url == at(draft, "reason")
    assert 'value="not_received"' in text(maria.get(at(draft, "reason")))
    maria.post(at(draft, "reason"), {"reason": "not_received"})
    page = maria.get(at(draft, "order"))
    assert 'value="8150000000000058"' in text(page)
    assert 'value="139,90"' in text(page)
    assert "error-summary" not in text(page)
    maria.post(at(draft, "order"), {
        **ANSWERS["order"], "number": "8150000000000058", "item": "liquidificador", "amount": "139,90",
        "payment_method": "credit_card", "placed_on": "2026-11-22", "promised_on": "2026-12-02",
    })
    page = maria.get(at(draft, "story"))
    assert "foto.jpg" in words(page)
    maria.post(at(draft, "story"), ANSWERS["story"])
    maria.post(at(draft, "wish"), ANSWERS["wish"])
    maria.post(at(draft, "check"))
    case = Complaint.objects.get(user=cast.consumer)
    assert case.order_id == kit.pk
    assert case.order.listing_words == kit.listing_words
    assert case.evidence.get().shows == "listing"
    page = words(maria.get(reverse("kit", args=[kit.kit_token])))
    assert f"Os prazos e as provas estão no caso {case.shown_reference}." in page
    assert f"Virou o caso {case.shown_reference}." in words(maria.get(reverse("kits")))


def test_a_draft_that_was_begun_is_gone_on_with(maria, kit):
    maria.post(reverse("kit_problem", args=[kit.kit_token]), {"arrived": "yes"})
    page = maria.get(reverse("kit", args=[kit.kit_token]))
    assert "Continuar o relato que comecei" in words(page)
    maria.post(reverse("draft_delete", args=[kit.drafts.get().token]))
    assert kit.evidence.count() == 1
    assert "Chegou com problema" in words(maria.get(reverse("kit", args=[kit.kit_token])))


def test_what_is_in_a_case_is_changed_there(maria, kit):
    file_case(kit)
    for name in ("kit_days", "kit_details", "kit_problem", "kit_watch", "kit_file_add"):
        sent = {**DAYS, **FORM, "files": upload(picture((9, 9, 9)))}
        response = maria.post(reverse(name, args=[kit.kit_token]), sent, follow=True)
        assert "Esta compra já virou um caso." in words(response)


# -- Files --------------------------------------------------------------------------------


def body(response):
    return b"".join(response.streaming_content)


def test_files_are_handed_out_to_their_owner(maria, kit):
    file = kit.evidence.get()
    shown = maria.get(reverse("kit_file_shown", args=[kit.kit_token, file.token]))
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Content-Disposition"] == "inline"
    original = maria.get(reverse("kit_file_original", args=[kit.kit_token, file.token]))
    assert body(original) == picture()
    assert original["Content-Type"] == "application/octet-stream"


def test_files_are_added_labelled_and_taken_away(maria, kit):
    address = reverse("kit_file_add", args=[kit.kit_token])
    assert '<option value="checkout" selected' in text(maria.get(address + "?shows=checkout"))
    assert " selected>prefiro não dizer" in text(maria.get(address + "?shows=<nada>"))
    response = maria.post(address, {"files": upload(picture((0, 0, 9)), "b.jpg"), "shows": "checkout"}, follow=True)
    assert response.redirect_chain[-1][0].endswith("#files")
    assert "Arquivo guardado." in words(response)
    file = kit.evidence.get(shows="checkout")
    label = reverse("kit_file_label", args=[kit.kit_token, file.token])
    maria.post(label, {"shows": "chat"})
    file.refresh_from_db()
    assert file.shows == "chat"
    assert maria.post(label, {"shows": "nada"}).status_code == 422
    maria.post(reverse("kit_file_remove", args=[kit.kit_token, file.token]))
    assert not Evidence.objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("sent", [{}, {"shows": "nada"}])
def test_no_file_and_no_such_item_are_said(maria, kit, sent):
    response = maria.post(reverse("kit_file_add", args=[kit.kit_token]), sent)
    assert response.status_code == 422
    assert "Escolha" in words(response)


# -- The link of a mail -------------------------------------------------------------------


def test_opening_the_link_stops_nothing_its_button_does(kit):
    client = Client(enforce_csrf_checks=True)
    path = kit_stop_path(kit)
    page = client.get(path)
    assert "Parar os avisos desta compra?" in words(page)
    kit.refresh_from_db()
    assert kit.watch_ended_at is None
    # A mail program's one-click post has no session and no token of a form.
    page = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "Pronto: não avisamos mais desta compra" in words(page)
    kit.refresh_from_db()
    assert kit.watch_ended_at == NOW
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.post(path).status_code == 200


def test_forged_and_old_links_say_so(kit):
    client = Client()
    path = kit_stop_path(kit)
    for bad in ("/orders/stop/x/", path[:-2] + "/", path.replace("/stop/", "/stop/1")):
        assert client.post(bad).status_code == 410
    with time_machine.travel(NOW + 61 * DAY, tick=False):
        assert client.get(path).status_code == 410
    kit.refresh_from_db()
    assert kit.watch_ended_at is None


# -- The list -----------------------------------------------------------------------------


def many(user, count):
    for n in range(count):
        order, _new = keep_order(user, {
            "marketplace": Company.objects.get(slug="shopee"), "item": f"coisa {n}", "placed_on": TODAY,
            "payment_method": Payment.PAYPAL, "promised_on": TODAY + n * DAY, "number": f"SP{n}",
        })
    return order


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_list_and_the_page_ask_a_constant_number_of_queries(maria, cast, kit):
    address = reverse("kit", args=[kit.kit_token])
    few, one = queries(maria, reverse("kits")), queries(maria, address)
    file_case(many(cast.consumer, 30))
    Evidence.objects.bulk_create([
        Evidence(order=kit, kind="image", name="x", original="a", shown="b", sha256=f"{n:064d}", size=1)
        for n in range(15)
    ])
    assert queries(maria, reverse("kits")) == few <= 7
    assert queries(maria, address) == one <= 8
    assert "?page=2" in text(maria.get(reverse("kits")))


def test_watched_orders_come_first(maria, cast, kit):
    end_watch(kit)
    many(cast.consumer, 2)
    page = words(maria.get(reverse("kits")))
    assert page.index("Coisa 1") < page.index("Liquidificador")
    assert "Não avisamos mais desta compra." in page


def test_an_empty_list_says_how_to_start(maria):
    page = maria.get(reverse("kits"))
    assert "Nenhuma compra guardada" in words(page)
    assert reverse("kit_add") in text(page)


def test_the_way_there(client, maria):
    assert reverse("kit_add") in text(client.get("/"))
    page = text(maria.get(reverse("cases")))
    assert page.count(f'href="{reverse("kits")}"') == 2
    assert reverse("kit_add") in page
