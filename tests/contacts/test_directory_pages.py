"""The pages of the directory, read by anybody."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Body, Channel, Company, Guide

pytestmark = pytest.mark.django_db
CHECKED = date(2026, 11, 22)


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_directory_lists_companies_and_kinds(client, loaded):
    text = page(client, "directory")
    assert "AliExpress" in text
    assert reverse("company", args=["aliexpress"]) in text
    for kind in Body.Kind:
        assert f"{reverse('bodies')}?kind={kind.value}" in text
    assert "Outra loja" not in text


def names_found(client, query):
    response = client.get(reverse("directory"), {"q": query})
    return {row.slug for row in [*response.context["companies"], *response.context["bodies"]]}


@pytest.mark.parametrize("query", ["São Paulo procon", "sao paulo PROCON", "procon sp", "PRÓCON são páulo"])
def test_search_does_not_mind_accents_and_case(client, loaded, query):
    assert "procon-sp" in names_found(client, query)
    assert "procon-rj" not in names_found(client, query)


def test_search_finds_companies(client, loaded):
    assert "aliexpress" in names_found(client, "ALIéxpress")


@pytest.mark.parametrize("query", ["zzzz", "%", "_", "procon\0zzzz", "'; drop", "z" * 500])
def test_search_that_finds_nothing_says_so(client, loaded, query):
    assert names_found(client, query) == set()
    assert "Não achamos nada" in page(client, "directory", q=query)


def test_blank_search_shows_everything(client, loaded):
    assert "Lojas e empresas" in page(client, "directory", q=" \0 ")


def test_search_escapes_what_was_typed(client, loaded):
    assert "<script>alert" not in page(client, "directory", q="<script>alert(1)</script>")


def test_company_says_plainly_that_there_is_no_phone(client, loaded):
    text = page(client, "company", "aliexpress")
    assert "não existe" in text
    assert Channel.objects.get(company__slug="aliexpress", kind="phone").note_pt[:30] in text
    assert "artigo sobre a loja" in text
    assert "Lido em 22 de novembro de 2026" in text
    for guide in Guide.objects.filter(company__slug="aliexpress"):
        assert guide.title_pt in text
        assert all(f"<li>{step[:20]}" in text for step in guide.steps_pt[:1])


def test_company_in_english(client, loaded):
    text = page(english(client), "company", "aliexpress")
    assert 'lang="en"' in text
    assert Company.objects.get(slug="aliexpress").summary_en[:30] in text
    assert "22 November 2026" in text
    assert "22 de novembro" not in text


@pytest.mark.parametrize("slug", ["aliexpress", "shopee", "ebanx", "outra-loja"])
def test_every_kind_of_company_has_a_page(client, loaded, slug):
    page(client, "company", slug)


def test_every_body_has_a_page(client, loaded):
    for slug in Body.objects.values_list("slug", flat=True):
        page(client, "body", slug)


def test_body_shows_what_is_known_and_how_sure(client, loaded):
    text = page(client, "body", "procon-ac")
    body = Body.objects.get(slug="procon-ac")
    assert 'href="tel:+556832237000"' in text
    assert 'href="tel:151"' in text
    assert body.get_phone_trust_display() in text
    for document in body.documents_pt:
        assert document in text
    assert body.sources[0] in text
    assert body.what_for_en[:30] in page(english(client), "body", "procon-ac")


def test_a_phone_from_memory_is_shown_with_a_warning(client, loaded):
    unsure = Body.objects.filter(phone_trust="memory").exclude(phone="").first()
    assert "Não conseguimos confirmar este número" in page(client, "body", unsure.slug)


def slugs(client, **query):
    return {body.slug for body in client.get(reverse("bodies"), query).context["bodies"]}


def test_bodies_filter_by_kind_and_state(client, loaded):
    assert len(slugs(client)) == 90
    assert len(slugs(client, kind="procon")) == 27
    assert slugs(client, kind="procon", state="SP") == {"procon-sp"}
    of_sp = slugs(client, state="SP")
    assert {"procon-sp", "consumidor-gov-br"} <= of_sp
    assert "procon-rj" not in of_sp


@pytest.mark.parametrize("query", [{"kind": "x\0"}, {"state": "XX"}, {"kind": "", "state": ""}])
def test_unknown_filters_show_all(client, loaded, query):
    assert len(slugs(client, **query)) == 90


def test_no_body_says_so(client, bare):
    assert "Não temos nenhum" in page(client, "bodies", kind="procon")


def test_a_signed_in_reader_starts_with_the_own_state(client, loaded, ana):
    client.force_login(ana)
    assert "procon-sp" in slugs(client)
    assert "procon-rj" not in slugs(client)
    assert "procon-rj" in slugs(client, state="")


def test_before_you_write_lets_choose_the_shop(client, loaded):
    text = page(client, "before_you_write")
    assert text.index("company=aliexpress") < text.index("company=outra-loja")
    assert "company=ebanx" not in text


@pytest.mark.parametrize("slug", ["aliexpress", "outra-loja"])
def test_before_you_write_leads_to_the_story(client, loaded, ana, slug):
    text = page(client, "before_you_write", company=slug)
    guide = Guide.objects.get(company__slug=slug, kind="before_you_write")
    assert guide.title_pt in text
    assert f'href="{reverse("account_signup")}?next={reverse("case_start")}%3Fcompany%3D{slug}"' in text
    assert "Já li, quero contar o que aconteceu" in text
    client.force_login(ana)
    text = page(client, "before_you_write", company=slug)
    assert f'href="{reverse("case_start")}?company={slug}"' in text


def test_a_shop_without_guide_gets_the_one_for_any_shop(client, loaded):
    Guide.objects.filter(company__slug="shopee").delete()
    text = page(client, "before_you_write", company="shopee")
    assert Guide.objects.get(company__slug="outra-loja", kind="before_you_write").title_pt in text
    assert "?company=shopee" in text
    Guide.objects.all().delete()
    assert "Já li" in page(client, "before_you_write", company="shopee")


@pytest.mark.parametrize("path", [
    "/directory/companies/nope/", "/directory/bodies/nope/", "/before-you-write/?company=nope",
    "/before-you-write/?company=%00",
])
def test_unknown_things_are_not_found(client, loaded, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["directory", "bodies", "before_you_write"])
def test_lists_only_take_get(client, db, name):
    assert client.post(reverse(name)).status_code == 405


def test_details_only_take_get(client, loaded):
    assert client.post(reverse("company", args=["aliexpress"])).status_code == 405
    assert client.post(reverse("body", args=["procon-sp"])).status_code == 405


def add(number):
    company = Company.objects.create(
        slug=f"c{number}", name=f"Loja {number}", kind="marketplace", checked_on=CHECKED
    )
    return company, Body.objects.create(
        slug=f"b{number}", kind="procon", name=f"Procon {number}", state="SP", what_for_pt="Loja",
        what_for_en="x", trust="official", checked_on=CHECKED,
    )


def add_parts(company, number):
    Channel.objects.create(
        company=company, kind="chat", label_pt=f"Chat {number}", label_en="x", availability="available",
        checked_on=CHECKED, position=number,
    )
    Guide.objects.create(
        company=company, kind="refund", title_pt=f"Passo {number}", title_en="x", steps_pt=["um"],
        steps_en=["one"], checked_on=CHECKED, position=number,
    )


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", [
    "/directory/", "/directory/?q=loja", "/directory/bodies/?state=SP", "/before-you-write/",
    "/directory/companies/c0/", "/before-you-write/?company=c0",
])
def test_fifty_rows_cost_as_many_queries_as_one(client, db, path):
    company, _body = add(0)
    add_parts(company, 0)
    one = queries(client, path)
    for number in range(1, 50):
        add(number)
        add_parts(company, number)
    assert queries(client, path) == one <= 3


# -- What is searched, and how sure a fact is -------------------------------------------


def test_search_looks_into_guides_channels_and_notes(client, loaded):
    assert "aliexpress" in names_found(client, "reembolso")
    assert "procon-ac" in names_found(client, "151")
    guide = Guide.objects.get(company__slug="aliexpress", kind="refund")
    assert "aliexpress" in names_found(client, guide.title_en)
    channel = Channel.objects.get(company__slug="aliexpress", kind="chat")
    assert "aliexpress" in names_found(client, channel.value)


def test_one_word_is_not_told_to_become_one_word(client, loaded):
    assert "Tente uma palavra só" not in page(client, "directory", q="zzzz")
    assert "Tente uma palavra só" in page(client, "directory", q="zzzz yyyy")


@pytest.mark.parametrize(("trust", "words"), [
    ("law", "Conferido em 22 de novembro de 2026."), ("official", "Conferido em 22 de novembro de 2026."),
    ("third_party", "Lido em 22 de novembro de 2026."), ("article", "Lido em 22 de novembro de 2026."),
    ("memory", "Anotado em 22 de novembro de 2026, ainda não confirmado."),
    ("doubt", "Anotado em 22 de novembro de 2026, ainda não confirmado."),
])
def test_only_what_was_confirmed_is_called_so(client, db, trust, words):
    company, body = add(0)
    for row in (company, body):
        row.trust = trust
        row.save()
    assert words in page(client, "company", company.slug)
    assert words in page(client, "body", body.slug)


def test_every_block_of_a_company_says_where_it_comes_from(client, db):
    company, _body = add(0)
    company.order_number_hint_pt, company.brazilian_entity_pt = "16 dígitos", "Ninguém"
    company.save()
    assert page(client, "company", company.slug).count("Anotado em 22") == 3


@pytest.mark.parametrize(("value", "words"), [("x.example/1", "não conferimos"), ("", "não sabemos")])
def test_an_address_nobody_tried_is_not_called_unknown(client, db, value, words):
    company, _body = add(0)
    Channel.objects.create(
        company=company, kind="chat", label_pt="Chat", label_en="x", availability="unknown", value=value,
        checked_on=CHECKED,
    )
    assert f'tag--soon">{words}<' in page(client, "company", company.slug)
