"""The administration reads the books, and posts nothing but reversals."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.admin_site import admin_site
from ledger.admin.read_only import ReadOnly
from ledger.models import Account, Book, Entry
from ledger.selectors.balances import balances
from ledger.selectors.entries import entry_by_id
from ledger.services.periods import open_period
from members.models import Person
from tests import factories as make
from tests.ledger.books import entry, eur, posted

MODELS = ("book", "account", "entry", "period", "periodevent", "fiscalyear", "sealentry")


def signed_in(**fields: Any) -> Client:
    person = Person.objects.create(email=f"{uuid4()}@example.org", name="Démonstration", **fields)
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="ledger"))
    client = Client(headers={"accept-language": "fr"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def kept(book: str) -> UUID:
    """An entry of a book that belongs to no fund."""
    open_period(book=book, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
    return posted(entry(("512", "4551-1", "40.00"), description="Dépôt à l'ouverture")).outcomes[0].entry_id


@pytest.fixture
def staff(kept: UUID) -> Client:
    return signed_in(is_staff=True)


@pytest.fixture
def operator(kept: UUID) -> Client:
    """Staff with every permission that Django has."""
    return signed_in(is_staff=True, is_superuser=True)


def pages(kept: UUID) -> Iterator[str]:
    yield reverse("admin:index")
    for model in MODELS:
        yield reverse(f"admin:ledger_{model}_changelist")
    yield reverse("admin:ledger_entry_change", args=[kept])
    yield reverse("admin:ledger_account_change", args=[Account.objects.get(code="512").pk])
    book = Book.objects.get(code="demo").pk
    for name in ("change", "requests", "batches"):
        yield reverse(f"admin:ledger_book_{name}", args=[book])


def test_staff_read_every_page_in_french(staff: Client, kept: UUID) -> None:
    for page in pages(kept):
        answer = staff.get(page)
        assert answer.status_code == 200, page
        assert b'lang="fr"' in answer.content
    told = staff.get(reverse("admin:ledger_entry_change", args=[kept])).content.decode()
    for figure in ("512", "4551-1", "40,00", "passée"):
        assert figure in told
    accounts = staff.get(reverse("admin:ledger_account_changelist")).content.decode()
    for word in ("Les livres", "Par nature", "actif", "ouvert"):
        assert word in accounts
    assert "asset</td>" not in accounts


def test_nobody_else_finds_anything(kept: UUID) -> None:
    client = signed_in(is_staff=False)
    for page in pages(kept):
        assert client.get(page, follow=True).status_code == 404, page


def test_one_signs_in_where_everybody_does(kept: UUID) -> None:
    stranger = Client()
    for page in pages(kept):
        answer = stranger.get(page, follow=True)
        where, _status = answer.redirect_chain[-1]
        assert where.startswith(reverse("account_login")), page
        assert "next=" in where
    refused = stranger.post(reverse("admin:login"), {"username": "keeper@example.org", "password": "x"})
    assert refused.headers["Location"].startswith(reverse("account_login"))
    staff = signed_in(is_staff=True)
    assert staff.post(reverse("admin:logout")).headers["Location"] == reverse("account_logout")
    assert staff.get(reverse("admin:password_change")).headers["Location"] == reverse("account_change_password")


ATTACKS = (
    # page       fields                                                           status
    ("add",        {"description": "x", "journal": "OD"},                         403),
    ("change",     {"description": "changed", "name": "changed", "code": "999"},  403),
    ("delete",     {"post": "yes"},                                               403),
)  # fmt: skip


@pytest.mark.parametrize(("page", "fields", "status"), ATTACKS)
@pytest.mark.parametrize("model", ["entry", "account"])
def test_a_form_made_by_hand_changes_nothing_whoever_sends_it(
    operator: Client, kept: UUID, page: str, fields: dict[str, str], status: int, model: str
) -> None:
    before = sorted(Entry.objects.values_list()), sorted(Account.objects.values_list("pk", "code", "name"))
    pk = kept if model == "entry" else Account.objects.get(code="512").pk
    address = reverse(f"admin:ledger_{model}_{page}", args=[] if page == "add" else [pk])
    assert operator.post(address, fields).status_code == status
    assert (sorted(Entry.objects.values_list()), sorted(Account.objects.values_list("pk", "code", "name"))) == before


def test_the_same_form_is_heard_where_the_page_may_delete(
    operator: Client, kept: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: it is this refusal that keeps the form out."""
    monkeypatch.setattr(ReadOnly, "has_delete_permission", lambda *_args, **_named: True)
    assert operator.get(reverse("admin:ledger_entry_delete", args=[kept])).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_no_list_offers_an_act(operator: Client, kept: UUID, model: str) -> None:
    address = reverse(f"admin:ledger_{model}_changelist")
    page = operator.get(address).content.decode()
    assert 'name="action"' not in page
    assert "addlink" not in page
    assert admin_site._registry[next(m for m in admin_site._registry if m._meta.model_name == model)].actions is None
    operator.post(address, {"action": "delete_selected", "_selected_action": str(kept), "post": "yes"})
    assert Entry.objects.filter(pk=kept).exists()


def test_entries_and_accounts_are_searched_and_filtered(staff: Client, kept: UUID) -> None:
    posted(entry(("627", "512", "1.00"), description="Frais", reference="FAC-7"))
    found = reverse("admin:ledger_entry_changelist")
    for asked, expected in (
        ({"q": "depot OUVERTURE"}, ["Dépôt à l'ouverture"]),
        ({"q": "fac-7"}, ["Frais"]),
        ({"q": "rien"}, []),
        ({"reversed": "yes"}, []),
        ({"reversed": "no", "sealed": "no", "q": "frais"}, ["Frais"]),
        ({"sealed": "yes"}, []),
    ):
        assert [one.description for one in staff.get(found, asked).context["cl"].result_list] == expected, asked
    accounts = staff.get(reverse("admin:ledger_account_changelist"), {"nature": "liability", "q": "placement b"})
    assert [one.code for one in accounts.context["cl"].result_list] == ["4551-2"]
    book = Book.objects.get(code="demo").pk
    assert len(staff.get(reverse("admin:ledger_book_requests", args=[book])).context["rows"]) == 2
    assert staff.get(reverse("admin:ledger_book_requests", args=[book]), {"q": "no such key"}).context["rows"] == []


@pytest.mark.parametrize("model", ["book", "account", "entry"])
def test_a_list_asks_as_many_questions_for_three_rows_as_for_one(book: str, model: str) -> None:
    staff, counts = signed_in(is_staff=True), []
    for _ in range(2):
        posted(entry(("512", "4551-1", "1.00")))
        staff.get(reverse(f"admin:ledger_{model}_changelist"))
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(reverse(f"admin:ledger_{model}_changelist")).status_code == 200
        counts.append(len(queries))
        posted(entry(("512", "4551-1", "1.00")))
    assert counts[0] == counts[1] <= 12


def test_the_one_act_is_a_reversal_by_the_service(staff: Client, kept: UUID) -> None:
    page, act = reverse("admin:ledger_entry_change", args=[kept]), reverse("admin:ledger_entry_reverse", args=[kept])
    assert act in staff.get(page).content.decode()
    assert "40,00" in staff.get(act).content.decode()
    form = {"reason": "Saisie deux fois", "effective_on": "2026-02-01", "key": "k"}
    assert staff.post(act, {**form, "reason": ""}).status_code == 200
    assert entry_by_id(book="demo", entry_id=kept).reversed_by is None
    first, again = (staff.post(act, form).headers["Location"] for _ in range(2))
    mirror = entry_by_id(book="demo", entry_id=kept).reversed_by
    assert first == again == reverse("admin:ledger_entry_change", args=[mirror])
    assert balances(book="demo", codes=["512"]) == {"512": eur("0.00")}
    assert act not in staff.get(page).content.decode()
    refused = staff.post(act, {**form, "key": "other"})
    assert "contre-pass" in refused.context["form"].errors.as_text()
    assert Entry.objects.count() == 2


def test_a_funds_entry_is_not_reversed_here(kept: UUID) -> None:
    fund = make.make_fund()
    make.make_member(fund, placed=eur("40.00"))
    written = Entry.objects.get(book__code=fund.book)
    operator = signed_in(is_staff=True, is_superuser=True)
    page = operator.get(reverse("admin:ledger_entry_change", args=[written.pk])).content.decode()
    act = reverse("admin:ledger_entry_reverse", args=[written.pk])
    assert act not in page
    assert "Trésorerie placée" in page
    assert "place_treasury" not in page
    form = {"reason": "x", "effective_on": "2026-02-01", "key": "k"}
    assert [operator.get(act).status_code, operator.post(act, form).status_code] == [404, 404]
