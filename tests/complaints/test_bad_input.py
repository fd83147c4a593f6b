"""Wrong, hurried and hostile input: a plain sentence, nothing typed lost, never a 500."""

import struct
import zlib
from html import escape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.forms import MAX_STORY, DatesForm, OrderForm, ReasonForm, StoryForm, WishForm
from complaints.models import Complaint, Draft, Message
from contacts.models import Company
from tests.base import TODAY
from tests.complaints.pages import ANSWERS, STEPS, at, begin, fill, picture, signed_in, text, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_in_the_morning")]


def refuse(client, draft, step, sentence, **typed):
    """Send a screen that must be refused with `sentence`, with everything typed still in the page."""
    response = client.post(at(draft, step), {**ANSWERS[step], **typed})
    assert response.status_code == 422
    assert sentence in words(response).replace("\xa0", " ")
    for value in typed.values():
        assert escape(value) in response.content.decode() or value in text(response)
    # And it is still there another day.
    kept = Draft.objects.get(pk=draft.pk).data
    assert {name: kept[name] for name in typed} == typed
    return response


# -- The purchase -----------------------------------------------------------------------

WRONG_ORDERS = [
    ({"placed_on": "2026-11-23"}, "Esse dia ainda não chegou"),
    ({"placed_on": "9999-12-31"}, "Esse dia ainda não chegou"),
    ({"placed_on": "0001-01-01"}, "Confira o ano desse dia"),
    ({"placed_on": "31/02/2026"}, "Não entendi esse dia. Escreva assim: 30/09/2026."),
    ({"placed_on": "ontem"}, "Não entendi esse dia"),
    ({"placed_on": "20266-01-01"}, "Não entendi esse dia"),
    ({"placed_on": ""}, "Escolha o dia"),
    ({"promised_on": "2026-09-29"}, "A entrega não pode ser prometida para antes do dia da compra"),
    ({"promised_on": "9999-12-31"}, "Confira o ano desse dia"),
    ({"received_on": "2026-09-29"}, "O produto não pode chegar antes do dia da compra"),
    ({"received_on": "2026-11-30"}, "Esse dia ainda não chegou"),
    ({"receipt_confirmed_on": "2026-09-01"}, "O recebimento não pode ser antes do dia da compra"),
    ({"amount": "280.239"}, "são R$ 280,24 ou R$ 280.239,00?"),
    ({"amount": "dois mil"}, "Escreva o valor com números"),
    ({"amount": "-5"}, "não pode ser negativo"),
    ({"amount": "0,00"}, "precisa ser maior que zero"),
    ({"amount": "99999999999"}, "alto demais"),
    ({"amount": "1,999"}, "Use só dois números depois da vírgula"),
    ({"amount": "US$ 20"}, "Não entendi esse valor"),
    ({"amount": "9" * 41}, "Escreva no máximo 40 letras"),
    ({"number": "814090874135888A"}, "16 dígitos, sem letras. No que você escreveu há também: A."),
    ({"number": "81409087"}, "Você escreveu 8 sinais"),
    ({"number": "814090874135888०"}, "só tem números e letras"),
    ({"marketplace": "temu", "number": "ﬃ" * 40}, "só tem números e letras"),
    ({"item": ""}, "Diga em uma ou duas palavras o que comprou"),
    ({"item": "a" * 161}, "Escreva no máximo 160 letras. Você escreveu 161."),
    ({"store": "b" * 121}, "Escreva no máximo 120 letras"),
    ({"instalments": "doze"}, "Escreva só o número de vezes"),
    ({"instalments": "9" * 5000}, "Escreva só o número de vezes"),
    ({"instalments": "37"}, "Escreva um número de 1 a 36"),
    ({"instalments": "0"}, "Escreva um número de 1 a 36"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG_ORDERS)
def test_wrong_purchases(maria, typed, sentence):
    draft = begin(maria)
    fill(maria, draft, upto="order", reason="damaged")
    refuse(maria, draft, "order", sentence, **typed)


@pytest.mark.parametrize(("name", "value"), [("marketplace", "loja-que-nao-existe"), ("payment_method", "ouro"),
                                             ("marketplace", "\x00"), ("state", "XX"), ("durable", "talvez")])
def test_answers_that_are_on_no_list(maria, name, value):
    draft = begin(maria)
    fill(maria, draft, upto="order", reason="damaged")
    response = maria.post(at(draft, "order"), {**ANSWERS["order"], name: value})
    assert response.status_code == 422
    assert "Escolha" in words(response)


@pytest.mark.parametrize("amount", ["R$ 2.040,00", "2040.00", "2040", "2.040,00", " 2040,0 "])
def test_amounts_as_people_write_them(maria, amount):
    draft = begin(maria)
    fill(maria, draft, amount=amount)
    maria.post(at(draft, "check"))
    assert str(Complaint.objects.get().order.amount) == "2040.00"


def test_every_fault_has_a_link_to_its_field(maria):
    draft = begin(maria)
    fill(maria, draft, upto="order")
    page = text(maria.post(at(draft, "order"), {}))
    summary = page.split('class="error-summary"')[1].split("</div>")[0]
    for name in ("item", "payment_method", "placed_on"):
        target = f"id_{name}_0" if name == "payment_method" else f"id_{name}"
        assert f'href="#{target}"' in summary
        assert f'id="{target}"' in page
    assert "Este campo é obrigatório" not in page


def test_reason_must_be_chosen(maria):
    draft = begin(maria)
    for wrong in ({}, {"reason": "outro"}, {"reason": "\x00"}):
        response = maria.post(at(draft, "reason"), wrong)
        assert response.status_code == 422
        assert "Escolha" in words(response)


WRONG_WISHES = [
    ({"desired_outcome": "part_refund", "amount_claimed": ""}, "Diga quanto deve voltar"),
    ({"amount_claimed": "500,00"}, "É mais do que você disse que pagou"),
    ({"amount_claimed": "tudo"}, "Não entendi esse valor"),
    ({"contacted_on": "2026-12-01"}, "Esse dia ainda não chegou"),
    ({"contacted_on": "2026-09-01"}, "não pode ter reclamado antes de comprar"),
    ({"contacted_on": "0001-01-01"}, "Confira o ano"),
    ({"desired_outcome": ""}, "Escolha o que resolveria"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG_WISHES)
def test_wrong_wishes(maria, typed, sentence):
    draft = begin(maria)
    fill(maria, draft, upto="wish")
    refuse(maria, draft, "wish", sentence, **typed)


# -- The story --------------------------------------------------------------------------


def test_fifty_thousand_letters_are_counted_and_kept(maria):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    story = "Já liguei. " * 4545 + "Chega"
    assert len(story) == 50_000
    response = refuse(maria, draft, "story", f"O texto tem 50000 letras e o máximo é {MAX_STORY}", story=story)
    assert text(response).count("Já liguei.") == 4545
    assert maria.get(at(draft, "check")).url == at(draft, "story")


@pytest.mark.parametrize("story", [
    "😡😭 cadê meu pedido 🇧🇷", "\u202eodnatlov ritnem\u202c לא קיבלתי", "<script>alert(1)</script>",
    "{{ 7|add:7 }} {% now %}",
    "a" * MAX_STORY, "linha\r\noutra\r\n\r\nfim", "\ufeff\u200bx", "'; DROP TABLE complaints_complaint; --",
])
def test_any_writing_is_taken_as_it_is(maria, story):
    draft = begin(maria)
    fill(maria, draft, story=story, item="🪛 " + story[:20].strip())
    page = maria.post(at(draft, "check"), follow=True)
    assert page.status_code == 200
    assert Complaint.objects.get().story.replace("\r\n", "\n") == story.replace("\r\n", "\n")
    assert "<script>alert" not in page.content.decode()
    assert maria.get(reverse("cases")).status_code == 200


def test_nul_signs_are_dropped(maria):
    draft = begin(maria)
    fill(maria, draft, story="Não\x00chegou", item="má\x00quina", store="\x00")
    maria.post(at(draft, "check"))
    complaint = Complaint.objects.get()
    assert (complaint.story, complaint.order.item, complaint.order.store) == ("Nãochegou", "máquina", "")


def test_bytes_that_are_no_letters(maria):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    body = b"story=%ff%fe%ed%a0%80 nada"
    response = maria.generic("POST", at(draft, "story"), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    garbage = maria.generic("POST", at(draft, "story"), b"\xff\x00lixo", content_type="multipart/form-data; boundary=x")
    assert garbage.status_code in (400, 422)


def test_huge_fields_are_refused_in_words(maria):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    response = maria.post(at(draft, "story"), {"story": "a" * 3_000_000})
    assert response.status_code == 400
    assert "<h1>" in text(response)
    many = maria.post(at(draft, "order"), {f"f{n}": "1" for n in range(1500)})
    assert many.status_code == 400


# -- Files ------------------------------------------------------------------------------


def zipped():
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def huge_png():
    """Return the head of a PNG that claims 30,000 x 30,000 pixels."""
    body = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


BAD_FILES = {
    "nota.pdf": (zipped, "nota.pdf:"),
    "vazia.jpg": (lambda: b"", "A foto chegou vazia (0 byte)"),
    "enorme.png": (huge_png, "enorme.png:"),
    "grande.jpg": (lambda: picture() + b"\x00" * (11 * 1024 * 1024), "10 MB"),
    "virus.jpg": (lambda: b"MZ\x90\x00" + b"\x00" * 200, "virus.jpg:"),
    "pagina.png": (lambda: b"<html><script>alert(1)</script></html>", "pagina.png:"),
    "desenho.svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "desenho.svg:"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_files_that_are_no_proof(maria, name):
    make, sentence = BAD_FILES[name]
    draft = begin(maria)
    fill(maria, draft, upto="story")
    typed = {"story": "Está aqui a prova, olhe.", "files": [upload(make(), name), upload(name="boa.jpg")]}
    response = maria.post(at(draft, "story"), typed)
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Está aqui a prova, olhe." in text(response)
    assert "boa.jpg" in words(response)
    assert [row.name for row in draft.evidence.all()] == ["boa.jpg"]
    # The same on the page of a case that was filed.
    maria.post(at(draft, "story"), ANSWERS["story"])
    maria.post(at(draft, "wish"), ANSWERS["wish"])
    maria.post(at(draft, "check"))
    complaint = Complaint.objects.get()
    response = maria.post(
        reverse("evidence_add", args=[complaint.reference]), {"files": upload(make(), name), "caption": "o rastreio"}
    )
    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="o rastreio"' in text(response)
    assert complaint.evidence.count() == 1


def test_the_twenty_first_file_is_refused(maria):
    draft = begin(maria)
    fill(maria, draft, upto="story")
    files = [upload(picture((n, 0, 0), "PNG"), f"{n}.png") for n in range(21)]
    response = maria.post(at(draft, "story"), {"story": "Muitas.", "files": files})
    assert response.status_code == 422
    assert "já tem 20 arquivos, que é o máximo" in words(response)
    assert "Muitas." in text(response)
    assert draft.evidence.count() == 20


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "a" * 300 + ".jpg", "\u202egpj.exe", "\x00.jpg", "😡.jpg",
                                  "a\r\nX-Evil: 1.jpg", '"><img src=x onerror=1>.jpg', ";filename=x.html"])
def test_names_of_files_do_no_harm(maria, case, name):
    added = maria.post(reverse("evidence_add", args=[case.reference]), {"files": upload(name=name)}, follow=True)
    assert added.status_code == 200
    assert "<img src=x" not in added.content.decode()
    evidence = case.evidence.get()
    for view in ("evidence_shown", "evidence_original"):
        response = maria.get(reverse(view, args=[case.reference, evidence.token]))
        assert response.status_code == 200
        assert "X-Evil" not in response
        assert b"".join(response.streaming_content)


# -- Addresses --------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["", "AAAA-AAAA", "0", "x" * 500, "1111-1111"])
def test_references_that_are_none(maria, case, wrong):
    assert maria.get(f"/cases/{wrong}nada/").status_code == 404


def test_reference_as_people_type_it(maria, case):
    shown = case.shown_reference
    for typed in (shown, shown.lower(), shown.replace("-", ""), case.reference.lower()):
        assert maria.get(f"/cases/{typed}/").status_code == 200


def test_one_wrong_sign_of_a_reference_is_not_found(maria, case):
    wrong = case.reference[:-1] + ("3" if case.reference[-1] == "2" else "2")
    assert maria.get(f"/cases/{wrong}/").status_code == 404


@pytest.mark.parametrize("page", ["999", "0", "-1", "x", "", "9" * 400, "%00", "1.5"])
def test_pages_that_are_none(maria, case, page):
    assert maria.get(reverse("cases") + f"?page={page}").status_code == 200


@pytest.mark.parametrize("pk", [0, 999_999, 2**31, 2**63, 10**30])
def test_clocks_that_are_none(maria, case, pk):
    assert maria.post(reverse("clock_done", args=[case.reference, pk])).status_code == 404


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_open_redirect(maria, cast, target):
    switched = maria.post(reverse("language"), {"language": "en", "next": target})
    assert switched.url == reverse("home")
    visitor = Client()
    signed = visitor.post(
        reverse("account_login") + f"?next={target}",
        {"login": cast.consumer.email, "password": "senha-de-teste-123", "next": target},
    )
    assert "evil" not in signed.headers.get("Location", "")
    assert "javascript" not in signed.headers.get("Location", "")


def test_post_without_token_is_refused_in_words(cast, case):
    strict = signed_in(cast.consumer, enforce_csrf_checks=True)
    draft = Draft.objects.create(user=cast.consumer)
    for address in (at(draft, "reason"), reverse("message_write", args=[case.reference]),
                    reverse("case_close", args=[case.reference]), reverse("dispute_open", args=[case.reference])):
        response = strict.post(address, {"reason": "damaged", "body": "oi"})
        assert response.status_code == 403
        assert "Este formulário ficou aberto tempo demais" in words(response)
    assert not Message.objects.exists()


# -- Garbage ----------------------------------------------------------------------------

DAYS = st.sampled_from(["0001-01-01", "9999-12-31", "2026-02-30", "ontem", "2026-11-01", "1/1/1", "٣٠/٠٩/٢٠٢٦"])
AMOUNTS = st.sampled_from(["280.239", "R$", "-1", "1e9", "NaN", "Infinity", "9" * 39, ",", "٣"])
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
VALUES = st.one_of(ANY_TEXT, DAYS, AMOUNTS, st.sampled_from(["aliexpress", "pix", "damaged", "refund", "yes", "SP"]))
FIELDS = sorted({
    *ReasonForm.base_fields, *OrderForm.base_fields, *StoryForm.base_fields, *WishForm.base_fields, "remove", "stay",
} - {"files"})


@settings(max_examples=25)
@given(step=st.sampled_from(STEPS), posted=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12))
def test_garbage_never_breaks_a_screen(cast, step, posted):
    maria = signed_in(cast.consumer)
    draft = Draft.objects.create(user=cast.consumer, data={"reason": "damaged"})
    assert maria.post(at(draft, step), posted).status_code in (302, 422)
    # Whatever was kept, every screen still opens.
    for name in STEPS:
        assert maria.get(at(draft, name)).status_code in (200, 302)


@given(posted=st.dictionaries(st.sampled_from(sorted(OrderForm.base_fields)), VALUES, max_size=13))
def test_a_purchase_that_is_taken_fits_the_database(house, posted):
    form = OrderForm({**ANSWERS["order"], **posted}, known={"reason": "damaged"}, today=TODAY)
    if not form.is_valid():
        return
    values = form.cleaned_data
    assert len(values["number"]) <= 40
    assert values["placed_on"] <= TODAY
    assert all(
        values[name] is None or values["placed_on"] <= values[name]
        for name in ("promised_on", "received_on", "receipt_confirmed_on")
    )
    assert values["amount"] is None or 0 < values["amount"] < 10_000_000
    assert 1 <= values["instalments"] <= 36
    assert isinstance(values["marketplace"], Company)


@given(posted=st.dictionaries(st.sampled_from(sorted(DatesForm.base_fields)), VALUES, max_size=4))
def test_dates_that_are_taken_can_be_counted(posted):
    form = DatesForm(posted, known={"placed_on": TODAY}, today=TODAY)
    if form.is_valid():
        assert all(day is None or 0 <= (day - TODAY).days <= 730 for day in form.cleaned_data.values())
