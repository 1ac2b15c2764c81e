"""The book on pages: found, read whole, and reversed where no act wrote it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.selectors.entries import entries_after, entry_by_id
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.posting import EntryDraft, PostingDraft, post, require_posted
from lending.models import Office
from tests import factories as make

pytestmark = pytest.mark.django_db
ROWS = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)


@pytest.fixture
def fund():
    fund = make.make_fund()
    make.make_member(fund, name="Atelier Noël", placed=make.eur(40_000))
    make.make_member(fund, name="Fournil", placed=make.eur(1_000))
    return fund


@pytest.fixture
def charges(fund):
    """Bank charges that the operator wrote today."""
    open_accounts(
        book=fund.book, accounts=[AccountDraft("627", "Frais", "expense"), AccountDraft("768", "P", "income")]
    )
    draft = EntryDraft(
        effective_on=timezone.localdate(), journal="OD", description="Frais de tenue", reference="FAC-7",
        postings=[PostingDraft("627", "768", make.eur("2.50"))],
    )  # fmt: skip
    return require_posted(post(book=fund.book, entries=[draft], idempotency_key="f")).outcomes[0].entry_id


def shown(visitor, person, **asked) -> list[str]:
    page = visitor(person).get(reverse("fund-entries"), asked)
    assert page.status_code == 200
    return [line.entry.description for line in page.context["entries"]]


FOUND = (
    ({},                                     ["Frais de tenue", "Placement Fournil", "Placement Atelier Noël"]),
    ({"q": "noel"},                          ["Placement Atelier Noël"]),
    ({"q": "fac-7"},                         ["Frais de tenue"]),
    ({"account": "627"},                     ["Frais de tenue"]),
    ({"account": "4551"},                    ["Placement Fournil", "Placement Atelier Noël"]),
    ({"amount_min": "39 999,99"},            ["Placement Atelier Noël"]),
    ({"amount_min": "2,50", "amount_max": "1 000"}, ["Frais de tenue", "Placement Fournil"]),
    ({"end": "2026-01-31"},                  ["Placement Fournil", "Placement Atelier Noël"]),
    ({"journal": "OD"},                      ["Frais de tenue"]),
    ({"state": "reversed"},                  []),
    ({"state": "unsealed", "q": "fournil"},  ["Placement Fournil"]),
    ({"number": "BQ-2026-000001"},           []),
    ({"amount_min": "beaucoup"},             []),
)  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), FOUND)
def test_entries_are_found(visitor, fund, charges, asked, expected):
    assert shown(visitor, make.treasurer_of(fund), **asked) == expected


def test_the_figure_of_an_entry_is_what_it_moved_once(visitor, fund):
    loan = make.make_active_loan(make.make_member(fund))
    lines = visitor(make.treasurer_of(fund)).get(reverse("fund-entries")).context["entries"]
    shown = {line.entry.kind: line.amount for line in lines}
    assert loan.participations.count() == 2
    assert (shown["reservation"], shown["disbursement"]) == (loan.amount, loan.amount)


def test_a_wrong_filter_is_said_beside_its_field_and_nothing_is_shown(visitor, fund, charges):
    page = visitor(make.treasurer_of(fund)).text(reverse("fund-entries"), amount_min="beaucoup", start="demain")
    assert "2 réponses sont à corriger" in page
    assert 'id="id_amount_min_error"' in page
    assert '<details class="more" open>' in page
    assert not ROWS.search(page)


def test_the_next_page_keeps_the_filters(visitor, fund):
    member = make.make_member(fund, name="Nombreux")
    for _ in range(52):
        make.make_placement(member, make.eur(10))
    treasurer = visitor(make.treasurer_of(fund))
    first = treasurer.get(reverse("fund-entries"), {"q": "nombreux"})
    second = treasurer.get(f"{reverse('fund-entries')}?{first.context['next']}")
    assert (len(first.context["entries"]), len(second.context["entries"])) == (50, 2)
    assert {line.entry.description for line in second.context["entries"]} == {"Placement Nombreux"}
    assert second.context["next"] == ""


def test_accounts_are_found_by_number_name_and_nature(visitor, fund, charges):
    treasurer = visitor(make.treasurer_of(fund))
    for asked, expected in (
        ({"q": "627"}, ["627"]),
        ({"q": "frais"}, ["627"]),
        ({"nature": "expense"}, ["627"]),
        ({"nature": "expense", "non_zero": "on"}, ["627"]),
        ({"q": "rien de tel"}, []),
    ):
        rows = treasurer.get(reverse("fund-accounts"), asked).context["rows"]
        assert [one["row"].code for one in rows] == expected
    assert "Aucun compte ne correspond" in treasurer.text(reverse("fund-accounts"), q="rien de tel")


def test_the_books_are_for_those_who_keep_or_audit_them(visitor, fund, charges):
    member = fund.memberships.first()
    pages = (reverse("fund-entries"), reverse("fund-accounts"), reverse("entry", args=[charges]))
    for person in (make.treasurer_of(fund), make.make_office(fund, Office.Kind.AUDITOR)):
        assert [visitor(person).get(page).status_code for page in pages] == [200, 200, 200]
    for person in (make.manager_of(member), make.committee_of(fund)[0], make.treasurer_of(make.make_fund())):
        assert visitor(person).get(pages[2]).status_code == 404
    assert [visitor(make.manager_of(member)).get(page).status_code for page in pages] == [404, 404, 404]


def test_an_entry_tells_what_it_is_about_who_wrote_it_and_how_it_is_undone(visitor, fund):
    loan = make.make_active_loan(make.make_member(fund, name="Emprunteuse"))
    entries = {entry.kind: entry for entry in entries_after(book=fund.book, after=None, limit=None)}
    treasurer = visitor(make.treasurer_of(fund))
    page = treasurer.text(reverse("entry", args=[entries["disbursement"].id]))
    assert f"Prêt {loan.reference} · Emprunteuse" in page
    assert reverse("loan", args=[loan.pk]) in page
    assert f"Prêt versé, {'<time'}" in page
    assert loan.disbursed_by.name in page
    assert "l’emprunteur rembourse par anticipation" in page
    assert "donné au scellement" in page
    assert reverse("entry-reverse", args=[entries["disbursement"].id]) not in page
    undo = treasurer.text(reverse("entry-reverse", args=[entries["placement"].id]))
    assert "Un acte de la caisse a écrit cette écriture" in undo
    assert '<button class="btn btn-danger"' not in undo
    auditor = visitor(make.make_office(fund, Office.Kind.AUDITOR))
    assert "Pour l’annuler" not in auditor.text(reverse("entry", args=[entries["disbursement"].id]))


def test_a_treasurer_reverses_what_was_written_by_hand(visitor, fund, charges):
    treasurer = visitor(make.treasurer_of(fund))
    address = reverse("entry-reverse", args=[charges])
    asked = treasurer.text(address)
    assert "Contre-passer « Frais de tenue », 2,50 € du" in asked
    assert treasurer.act(address, on=timezone.localdate().isoformat()).status_code == 200  # no reason, no reversal
    assert entry_by_id(book=fund.book, entry_id=charges).reversed_by is None
    done = treasurer.act(address, on=timezone.localdate().isoformat(), reason="Facturés à tort")
    reversal = entry_by_id(book=fund.book, entry_id=charges).reversed_by
    assert done.headers["Location"] == reverse("entry", args=[reversal])
    page = treasurer.text(done.headers["Location"])
    assert "Facturés à tort" in page
    assert "Écriture contre-passée à la main" in page
    assert "déjà contre-passée" in treasurer.text(address)


def test_nobody_else_reverses_and_no_act_is_reversed_by_a_made_up_form(visitor, fund, charges):
    form = {"on": timezone.localdate().isoformat(), "reason": "x"}
    for person in (make.make_office(fund, Office.Kind.AUDITOR), make.manager_of(fund.memberships.first())):
        assert visitor(person).act(reverse("entry-reverse", args=[charges]), **form).status_code == 404
    placement = entries_after(book=fund.book, after=None, limit=1)[0]
    treasurer = visitor(make.treasurer_of(fund))
    refused = treasurer.act(reverse("entry-reverse", args=[placement.id]), **form)
    assert "séparerait les livres de l’acte" in treasurer.text(refused.headers["Location"])
    assert entry_by_id(book=fund.book, entry_id=placement.id).reversed_by is None
