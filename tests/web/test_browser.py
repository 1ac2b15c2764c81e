"""Pages in a real Chromium: the whole way of a request, the phone, the keyboard, and what axe-core finds."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lending.models import Ballot, Loan, LoanRequest
from members.models import Person
from tests import factories as make

pytestmark = pytest.mark.long
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
# 1280 pixels at 200 %.
ZOOMED = {"width": 640, "height": 450}
AXE_RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser itself complains of: a broken policy, a script, a missing file."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(page: Page, person: Person) -> None:
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_label("Courriel").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page).not_to_have_url(reverse("account_login"))


def violations(page: Page, axe_source: str) -> list[tuple[str, list[str]]]:
    # Evaluated by the test, as an extension would: the page's own policy stays strict.
    page.evaluate(axe_source)
    found = page.evaluate(f"axe.run(document, {AXE_RULES})")["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def accept_in_browser(page: Page, person: Person, link: str, party: str) -> None:
    """Read the contract and accept it on a phone, with the password entered anew in between."""
    page.set_viewport_size(PHONE)
    sign_in(page, person)
    page.get_by_role("link", name=link).first.click()
    if page.get_by_role("link", name="Contrat à accepter").count():
        page.get_by_role("link", name="Contrat à accepter").click()
    page.get_by_role("link", name=f"Accepter pour {party}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Redites qui vous êtes")
    page.get_by_label("Mot de passe", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name=f"J’accepte pour {party}").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("Le contrat est accepté")
    page.set_viewport_size(DESK)


def test_entries_are_searched_in_place_and_the_address_keeps_the_search(page: Page, complaints: list[str]) -> None:
    fund = make.make_fund()
    make.make_member(fund, name="Atelier Noël", placed=make.eur(40_000))
    make.make_member(fund, name="Fournil", placed=make.eur(1_000))
    sign_in(page, make.treasurer_of(fund))
    page.goto(reverse("fund-entries"))
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Mots").fill("noel")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Mots")).to_have_value("noel")
    page.get_by_role("link", name="Placement Atelier Noël").click()
    expect(page.get_by_text("Trésorerie placée")).to_be_visible()
    assert complaints == []


def test_a_request_goes_the_whole_way_in_the_browser(page: Page, complaints: list[str]) -> None:
    fund = make.make_fund(is_demo=True)
    make.make_member(fund, placed=make.eur(100_000))
    borrower = make.make_member(fund, name="Atelier du lot 2")
    make.make_product(fund)
    make.make_committee(fund)

    sign_in(page, make.manager_of(borrower))
    page.get_by_role("link", name="Demander un prêt").first.click()
    page.get_by_role("textbox", name="Montant", exact=True).fill("15 000,00")
    page.get_by_label("Nombre d’échéances").fill("6")
    page.get_by_label("Pour quoi faire").fill("Payer la TVA avant l'encaissement du lot 2")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_role("heading", name="Les règles, à cet instant")).to_be_visible()
    page.get_by_role("button", name="Remettre la demande").click()
    expect(page.get_by_role("status").first).to_contain_text("Votre demande est remise à la caisse")
    request = LoanRequest.objects.get()

    sign_in(page, make.treasurer_of(fund))
    page.get_by_role("link", name="Atelier du lot 2").click()
    page.get_by_role("link", name="Ouvrir le vote").click()
    page.get_by_role("button", name="Ouvrir le vote").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("15 000,00 € demandés")
    consultation = request.current.consultations.get()

    make.decide(consultation)
    page.goto(reverse("request", args=[request.pk]))
    page.get_by_role("link", name="Établir l’accord").click()
    page.get_by_role("button", name="Accorder 15 000,00 €").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Prêt P")

    accept_in_browser(page, make.manager_of(borrower), "Contrat du prêt P", "Atelier du lot 2")
    accept_in_browser(page, make.treasurer_of(fund, 2), "Atelier du lot 2", fund.name)

    sign_in(page, make.treasurer_of(fund, 2))
    page.get_by_role("link", name="Atelier du lot 2").click()
    page.get_by_role("link", name="Verser 15 000,00 €").click()
    expect(page.get_by_role("heading", name="Verser 15 000,00 € à Atelier du lot 2 ?")).to_be_visible()
    # However often the button is pressed.
    page.get_by_role("button", name="Verser 15 000,00 €").dblclick()
    expect(page.get_by_text("en cours", exact=True)).to_be_visible()
    loan = Loan.objects.get()
    assert (loan.state, loan.schedules.count()) == ("active", 1)
    assert complaints == []


def test_a_member_votes_on_a_phone_in_three_taps(page: Page, complaints: list[str]) -> None:
    consultation = make.make_consultation(make.make_member(make.make_fund(rule={}), name="Atelier du lot 2"))
    voter = consultation.seats.filter(recusal__isnull=True).first().person
    page.set_viewport_size(PHONE)
    sign_in(page, voter)
    page.get_by_role("link", name="Atelier du lot 2 demande").click()
    button = page.get_by_role("button", name="Pour", exact=True)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    button.click()
    assert Ballot.objects.count() == 0
    page.get_by_role("button", name="Voter « pour »").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre vote est enregistré")
    assert Ballot.objects.get().choice == "for"
    assert complaints == []


def test_the_simulator_answers_in_place_and_its_address_can_be_sent(page: Page, complaints: list[str]) -> None:
    page.goto(reverse("simulate"))
    page.get_by_label("Durée").fill("12")
    page.get_by_label("Durée").blur()
    expect(page.locator("table.figures tbody tr")).to_have_count(12)
    assert "months=12" in page.url
    page.get_by_label("Montant").fill("1,365")
    page.get_by_label("Montant").blur()
    expect(page.locator("#id_amount_error")).to_be_visible()
    page.goto(page.url.replace("1%2C365", "20000"))
    expect(page.locator("table.figures tfoot")).to_contain_text("20 000,00")
    assert complaints == []


def test_without_scripts_the_pages_work_just_as_well(browser: Any, live_fund_url: str) -> None:
    context = browser.new_context(base_url=live_fund_url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("simulate"))
    page.get_by_label("Durée").fill("4")
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("table.figures tbody tr")).to_have_count(4)
    page.get_by_role("button", name="Thème sombre").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Simulate a loan")
    context.close()


def test_the_first_key_pressed_offers_to_skip_to_the_content(page: Page) -> None:
    page.goto(reverse("simulate"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_axe_sees_what_is_wrong(page: Page, axe_source: str) -> None:
    page.goto(reverse("simulate"))
    page.evaluate("document.querySelector('main label').remove()")
    assert "label" in [name for name, _nodes in violations(page, axe_source)]


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", PHONE)])
def test_axe_finds_nothing_and_nothing_overflows(
    page: Page, axe_source: str, scheme: str, size: dict[str, int]
) -> None:
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(100_000))
    long_name = "Société coopérative des artisans menuisiers-charpentiers du haut pays et de ses vallées adjacentes"
    borrower = make.make_member(fund, name=long_name, placed=make.eur(1_000))
    loan = make.make_active_loan(borrower)
    consultation = make.make_consultation(borrower)
    draft = make.make_draft(borrower)
    voter = consultation.seats.filter(recusal__isnull=True).first().person
    visits: list[tuple[Person | None, list[str]]] = [
        (None, ["/", reverse("simulate"), reverse("account_login"), reverse("account_reset_password"), "/nulle-part/"]),
        (
            make.manager_of(borrower),
            [
                "/", reverse("request-new"), reverse("request", args=[draft.pk]), reverse("loan", args=[loan.pk]),
                reverse("instalment", args=[loan.pk, 1]), reverse("placements"), reverse("accounts"),
                reverse("agreement", args=[loan.pk]), reverse("loan-payoff", args=[loan.pk]),
            ],
        ),
        (voter, [reverse("committee"), reverse("consultation", args=[consultation.pk])]),
        (
            make.treasurer_of(fund),
            [
                reverse("fund"), reverse("fund-loans"), reverse("loan-repay", args=[loan.pk]), reverse("fund-accounts"),
                reverse("fund-entries"), reverse("fund-placements"), reverse("treasury"),
                reverse("fund-wording"), reverse("agreement", args=[loan.pk]),
            ],
        ),
    ]  # fmt: skip
    page.emulate_media(color_scheme=scheme)
    found: dict[tuple[Any, ...], Any] = {}
    for person, addresses in visits:
        if person:
            sign_in(page, person)
        for address in addresses:
            page.set_viewport_size(size)
            page.goto(address)
            if wrong := violations(page, axe_source):
                found[address, "axe"] = wrong
            for other in (size, NARROW, ZOOMED):
                page.set_viewport_size(other)
                if too_wide := overflow(page):
                    found[address, other["width"]] = f"{too_wide} px too wide"
    assert found == {}
