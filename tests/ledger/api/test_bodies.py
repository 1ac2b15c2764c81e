"""A field that an act does not have is refused in the body of every act on the books, with all else that is wrong."""

from typing import Any

import pytest

from ledger.models import Account, Entry, Period

YEN = {"amount": "1.5", "currency": "JPY"}
EXCHANGE = {
    "from_account": "512",
    "to_account": "512-JPY",
    "given": {"amount": "0", "currency": "EUR"},
    "received": YEN,
}
WRONG = (
    # address, body, what is named
    ("accounts", {"code": "6271", "name": "x", "nature": "expense", "flor": "-1"}, {"flor"}),
    ("accounts", {"code": "a b", "name": "x", "flor": "-1"}, {"code", "nature", "flor"}),
    ("accounts/512/freeze", {"reason": "x", "until": "2026-01-01"}, {"until"}),
    ("accounts/512/floor", {"reason": "x", "flor": "-1"}, {"flor", "floor"}),
    ("periods", {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "by": "x"}, {"by"}),
    ("periods/closing", {"starts_on": "2026-01-01", "end_on": "2026-12-31"}, {"ends_on", "end_on"}),
    ("periods/reopening", {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "raison": "x"}, {"reason", "raison"}),
    ("exchanges", {**EXCHANGE, "rate": "1"}, {"rate", "description"}),
)  # fmt: skip


@pytest.mark.parametrize(("address", "body", "named"), WRONG)
def test_every_wrong_field_is_named_at_once(keeper: Any, address: str, body: Any, named: set[str]) -> None:
    before = Account.objects.count()
    response = keeper.act(address, body)
    assert (response.status_code, response.json()["code"]) == (400, "validation-error")
    assert {error["field"] for error in response.json()["errors"]} == named
    assert (Account.objects.count(), Entry.objects.count(), Period.objects.count()) == (before, 0, 0)


def test_an_amount_that_its_currency_cannot_write_says_so_in_french(keeper: Any) -> None:
    keeper.credentials(HTTP_ACCEPT_LANGUAGE="fr")
    told = keeper.act("exchanges", {**EXCHANGE, "description": "Yens"}).json()
    assert (told["code"], told["detail"]) == (
        "invalid-amount",
        "0,00\xa0€ est refusé, un montant est supérieur à zéro.",
    )
    assert {error["field"]: error["detail"] for error in told["errors"]} == {
        "given.amount": "un montant est supérieur à zéro",
        "received.amount": "JPY a 0 décimales",
    }
