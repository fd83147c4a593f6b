"""The whole job, walked on a phone against the running product: from a parcel that did not come to the money.

Maria's welding machine (order 8140908741358880 of the article) did not arrive. The seller is
silent, the mediator decides for her, the money comes on the fifteenth day. Every mail on the
way is read from a real SMTP server and its links are followed. Dates are Brasília's.
"""

import io

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.journey.phone import Phone

pytestmark = pytest.mark.journey

# A Monday. The order was placed 53 days before and promised for 9 days before.
START = "2026-11-23T10:00:00-03:00"
BOUGHT, PROMISED = "2026-10-01", "2026-11-14"
SELLER, SHOP, MONEY = "Resposta do vendedor", "Resposta da loja", "Dinheiro de volta"
REASONS = "O rastreio parou em 3 de outubro e o vendedor não respondeu no prazo dele."
STORY = (
    "Comprei uma máquina de solda no AliExpress e até agora não chegou. Paguei R$ 389,90 no Pix, pedido "
    "8140908741358880. O rastreio está parado. Quero meu dinheiro de volta."
)


def proof():
    """Make the picture of a tracking page that stopped, as a PNG."""
    picture = Image.new("RGB", (600, 400), "#ffffff")
    ImageDraw.Draw(picture).text((40, 40), "8140908741358880: em trânsito desde 3 de outubro", fill="#17212b")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return {"name": "rastreio.png", "mimeType": "image/png", "buffer": out.getvalue()}


def sign_up(phone, name):
    """From the sign-up page: an address, no password, the mailed code."""
    page = phone.page
    page.get_by_label("Como quer ser chamado?").fill(name)
    page.get_by_label("Seu e-mail").fill(phone.address)
    phone.press("Criar conta e receber o código")
    phone.see("confirm-address", "Confirme seu e-mail")
    code = phone.code("código para confirmar")
    page.get_by_role("textbox", name="Código").first.fill(code)
    phone.press("Confirmar meu e-mail")


def tell(phone):
    """Walk the five screens of the guided form, up to the filed case."""
    page = phone.page
    phone.see("tell", "O que aconteceu?")
    page.get_by_label("Conte o que aconteceu").fill(STORY)
    phone.press("Ler o que escrevi")
    phone.see("heard", "Entendi isto. Está certo?")
    for fact in ("Não recebi o produto", "8140908741358880", "389,90", "Pix", "O dinheiro todo de volta"):
        expect(page.locator(".heard__fact", has_text=fact)).to_be_visible()
    phone.press("Está certo, continuar")

    phone.see("order-heard", "Qual foi a compra?")
    expect(page.get_by_label("Onde você comprou?")).to_have_value("aliexpress")
    expect(page.get_by_label("Número do pedido")).to_have_value("8140908741358880")
    expect(page.get_by_label("Quanto pagou no total?")).to_have_value("389,90")
    expect(page.get_by_label("Pix")).to_be_checked()
    page.get_by_label("O que você comprou?").fill("máquina de solda")
    page.get_by_label("Que dia você comprou?").fill(BOUGHT)
    page.get_by_label("Até que dia prometeram entregar?").fill(PROMISED)
    phone.see("order", "Qual foi a compra?")
    phone.press("Continuar")

    phone.see("story-told", "Conte e anexe provas")
    expect(page.get_by_label("Conte o que aconteceu")).to_have_value(STORY)
    page.get_by_label("Anexar provas").set_input_files(proof())
    phone.press("Anexar e ficar nesta tela")
    expect(page.get_by_text("rastreio.png").first).to_be_visible()
    phone.see("story", "Conte e anexe provas")
    phone.press("Continuar")

    expect(page.get_by_label("O dinheiro todo de volta")).to_be_checked()
    phone.see("wish", "O que você quer?")
    phone.press("Continuar")

    phone.see("check", "Confira e registre")
    for fact in ("máquina de solda", "R$ 389,90", "1 arquivo", "Pix"):
        expect(page.get_by_role("main")).to_contain_text(fact)
    phone.press("Registrar e começar a contar os prazos")


def clock(page, title):
    """Return the card of the clock called `title` on a case page."""
    return page.locator("#clocks .clock", has=page.get_by_role("heading", name=title)).first


def next_step(page):
    return page.locator(".next-step")


def decide_in_the_admin(desk, product, case_url):
    """Sign in as the mediator, second step and all, and decide for the buyer."""
    page = desk.page
    desk.go("/admin/")
    desk.see("staff-sign-in")
    page.get_by_label("E-mail").fill(product.mediator["email"])
    page.get_by_label("Senha").fill(product.mediator["password"])
    desk.press("Entrar")
    desk.see("staff-second-step", "Mais uma confirmação")
    value = hotp_value(product.mediator["totp"], int(product.now()) // 30)
    page.get_by_role("textbox", name="Código").fill(format_hotp_value(value))
    desk.press("Entrar com o código")
    desk.see("staff-index")
    desk.go("/admin/complaints/complaint/")
    desk.see("staff-cases")
    with page.expect_navigation():
        page.locator("#case_rows tbody tr", has_text="máquina de solda").locator("th a").first.click()
    desk.see("staff-case")
    with page.expect_navigation():
        page.locator("a[href$='/decide/']").first.click()
    desk.see("staff-both-sides")
    page.get_by_role("radio", name="para o consumidor").check()
    page.get_by_role("textbox", name="Motivos").fill(REASONS)
    desk.press("Ver o que a decisão faz")
    expect(page.get_by_role("status").last).to_contain_text("R$ 389,90")
    page.get_by_role("checkbox", name="confirmo esta decisão").check()
    desk.see("staff-decision")
    desk.press("Decidir agora")
    expect(page.get_by_text("Decisão registrada")).to_be_visible()
    desk.see("staff-decided")


def nothing_else(post):
    assert post.unread_subjects() == []


def test_from_a_parcel_that_did_not_come_to_the_money(browser, product, post):
    product.travel(START)
    phone = Phone(browser, product, post, "maria@journey.example")
    page = phone.page

    # Monday 23 November: she reads, signs up, tells.
    phone.go("/")
    phone.see("home", "Sua compra pela internet deu errado?")
    phone.press("Minha compra deu errado", role="link")
    phone.see("which-shop", "Onde você comprou?")
    phone.press("AliExpress", role="link")
    phone.see("before-you-write")
    phone.press("Já li, quero contar o que aconteceu", role="link")
    phone.see("sign-up", "Criar conta")
    sign_up(phone, "Maria")
    tell(phone)

    case_url = page.url
    phone.see("case-filed", "Máquina de solda")
    expect(page.get_by_text("O caso foi registrado e os prazos já estão contando")).to_be_visible()
    assert page.locator("#clocks .clock").count() == 3
    expect(clock(page, "Abrir disputa").locator(".clock__tile")).to_contain_text("5")
    letter = phone.read("registrado: máquina de solda", name="filed", parts=["28 de novembro"])
    phone.follow(letter)
    assert page.url == case_url

    # She opened the dispute on the site and notes it here: the seller has five days.
    phone.press("Abri a disputa na loja", role="link")
    phone.see("open-dispute", "Abri a disputa na loja")
    expect(page.get_by_label("Quanto pediu de volta?")).to_have_value("389,90")
    # Her phone would offer today; the product's today is what counts.
    expect(page.get_by_label("Que dia você abriu a disputa")).to_have_value("2026-11-23")
    phone.press("Anotar a disputa")
    phone.see("dispute-opened", "Máquina de solda")
    expect(clock(page, SELLER).locator(".clock__tile")).to_contain_text("5")
    nothing_else(post)

    # Wednesday, three days before: two clocks end on Saturday, so one letter speaks of both.
    product.travel("2026-11-25T09:01:00-03:00")
    letter = phone.read("2 prazos", name="three-days-before", parts=["Faltam 3 dias", SELLER, "28 de novembro"])
    phone.follow(letter)
    phone.see("three-days-before", "Máquina de solda")
    expect(clock(page, SELLER).locator(".clock__tile")).to_contain_text("3")
    # The shop has answered her, so that clock is done: a stranger's browser will do.
    stranger = Phone(browser, product, post, phone.address, numbers=phone.numbers)
    stranger.go(phone.link_about(letter, SHOP, "/reminders/done/"))
    stranger.see("done", "Isso já aconteceu?")
    stranger.press("Sim, já aconteceu")
    stranger.see("done-noted", "Anotado")
    nothing_else(post)

    # Friday, one day before; and Saturday, the last morning.
    product.travel("2026-11-27T09:01:00-03:00")
    letter = phone.read("Falta 1 dia", SELLER, name="one-day-before", parts=["28 de novembro"])
    phone.follow(letter)
    phone.see("one-day-before", "Máquina de solda")
    product.travel("2026-11-28T09:01:00-03:00")
    letter = phone.read("É hoje", SELLER, name="last-morning", parts=["até hoje, 23h59"])
    assert "List-Unsubscribe" in letter
    phone.follow(letter)
    phone.see("last-morning", "Máquina de solda")
    nothing_else(post)

    # Five days have passed in silence: on Sunday the case is with the mediator by itself.
    product.travel("2026-11-29T10:00:00-03:00")
    letter = phone.read("foi para o mediador", name="mediation", parts=["O vendedor não respondeu no prazo dele"])
    phone.follow(letter)
    phone.see("in-mediation", "Máquina de solda")
    expect(next_step(page)).to_contain_text("mediador")
    expect(page.locator("#timeline")).to_contain_text("mediador")

    # The mediator, at a desk, reads and decides.
    desk = Phone(
        browser, product, post, product.mediator["email"], numbers=phone.numbers, has_touch=False, is_mobile=False,
        viewport={"width": 1280, "height": 800},
    )
    decide_in_the_admin(desk, product, case_url)
    desk.close()
    letter = phone.read("Saiu a decisão", name="decided", parts=["R$ 389,90", "14 de dezembro"])
    phone.follow(letter)
    phone.see("decided", "Máquina de solda")
    expect(page.locator("#dispute")).to_contain_text(REASONS)
    nothing_else(post)

    # A week before the money should be there.
    product.travel("2026-12-07T09:01:00-03:00")
    letter = phone.read("Faltam 7 dias", MONEY, name="money-in-a-week", parts=["14 de dezembro"])
    phone.follow(letter)
    phone.see("money-in-a-week", "Máquina de solda")
    expect(clock(page, MONEY).locator(".clock__tile")).to_contain_text("7")

    # Three days before, she asks to be told again tomorrow; more than 14 days after signing in, a code lets her in.
    product.travel("2026-12-11T09:01:00-03:00")
    letter = phone.read("Faltam 3 dias", MONEY, name="money-in-three-days", parts=["14 de dezembro"])
    stranger.go(phone.link_about(letter, "Me avise amanhã", "/reminders/tomorrow/"))
    stranger.see("tomorrow", "Avisar amanhã de novo?")
    stranger.press("Avisar amanhã às 9h")
    stranger.see("tomorrow-agreed", "avisamos amanhã às 9h")
    phone.follow(letter)
    product.travel("2026-12-12T09:01:00-03:00")
    letter = phone.read("Faltam 2 dias", MONEY, name="again", parts=["14 de dezembro"])
    # She looks at the link that would stop these mails, and thinks better of it: looking changes nothing.
    stranger.go(phone.link_about(letter, "Parar os avisos", "/reminders/stop/"))
    stranger.see("stop-reminders", "Parar os avisos deste prazo?")
    phone.follow(letter)
    nothing_else(post)

    # No morning with a reminder may be skipped: one that is late waits for others, as after an outage.
    product.travel("2026-12-13T09:01:00-03:00")
    phone.read("Falta 1 dia", MONEY, name="money-tomorrow", parts=["14 de dezembro"])

    # The fifteenth day: the money came, all of it. She says so and the case is closed.
    product.travel("2026-12-14T09:01:00-03:00")
    letter = phone.read("É hoje", MONEY, name="money-today")
    phone.follow(letter)
    phone.press("Contar se o dinheiro veio", role="link")
    phone.see("did-the-money-come", "O dinheiro veio?")
    page.get_by_label("Veio tudo").check()
    phone.press("Contar")
    phone.see("closed", "Máquina de solda")
    expect(page.locator(".messages")).to_contain_text("O caso foi encerrado")
    assert page.locator("#clocks > .clocks .clock").count() == 0

    # The next mornings nothing comes but the code she asks for: all that was due has been sent before it.
    product.travel("2026-12-19T09:01:00-03:00")
    elsewhere = Phone(browser, product, post, phone.address, numbers=phone.numbers)
    elsewhere.go(case_url)
    elsewhere.sign_in_by_code()
    elsewhere.go("/cases/")
    elsewhere.see("cases-at-the-end", "Meus casos")
    nothing_else(post)


def test_in_english_and_without_scripts(browser, product, post):
    """The guided form up to the filed case, on a phone whose browser runs no scripts, in English."""
    product.travel("2026-12-20T10:00:00-03:00")
    phone = Phone(browser, product, post, "mary@journey.example", prefix="en-", script=False)
    page = phone.page
    phone.go("/")
    phone.press("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    phone.see("home", "online")
    phone.go("/cases/new/?company=aliexpress")
    with page.expect_navigation():
        page.locator("a[href*='/signup/']").first.click()
    page.locator("input[name=email]").fill(phone.address)
    send(page)
    page.locator("input[name=code]").first.fill(phone.code())
    send(page)
    phone.see("tell", "What")
    with page.expect_navigation():
        page.locator("a[href$='/reason/']").first.click()
    phone.see("reason", "What")
    page.locator("input[name=reason][value=not_received]").check()
    send(page)
    phone.see("order")
    # Wrong first: the errors are told, and what was typed is kept.
    page.locator("input[name=item]").fill("welding machine")
    page.locator("input[name=amount]").fill("280.239")
    page.locator("input[name=payment_method][value=pix]").check()
    page.locator("input[name=placed_on]").fill(BOUGHT)
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("input[name=item]")).to_have_value("welding machine")
    phone.see("order-mended")
    page.locator("input[name=amount]").fill("280,23")
    page.locator("input[name=promised_on]").fill(PROMISED)
    send(page)
    page.locator("textarea[name=story]").fill("I bought a welding machine and it has not come.")
    page.locator("input[name=files]").set_input_files(proof())
    phone.see("story")
    send(page)
    page.locator("input[name=desired_outcome][value=refund]").check()
    phone.see("wish")
    send(page)
    phone.see("check")
    send(page)
    phone.see("case-filed", "Welding machine")
    assert page.locator("#clocks .clock").count() > 0
    expect(page.locator("main")).not_to_contain_text("Prazos deste caso")
    assert "/cases/" in page.url
    letter = phone.read("welding machine", name="filed")
    assert "registrado" not in letter["subject"]


def send(page):
    """Press the form's main button."""
    with page.expect_navigation():
        page.locator("main form button.btn-primary[type=submit]").first.click()
