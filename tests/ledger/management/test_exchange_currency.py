"""The `exchange_currency` command."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.ledger.currencies import open_world_book
from tests.ledger.services.test_exchange import put


@pytest.fixture
def run(db: None, capsys: pytest.CaptureFixture[str]) -> Any:
    book = open_world_book()
    put("EUR", "1000.00")

    def call(given: str, received: str) -> dict[str, Any]:
        asked = {"--from": "512-EUR", "--to": "512-JPY", "--given": given, "--received": received, "--on": "2026-01-15"}
        call_command("exchange_currency", "--book", book, *(part for pair in asked.items() for part in pair),
                     "--description", "Change", "--key", "k")  # fmt: skip
        return dict(json.loads(capsys.readouterr().out))

    return call


def test_it_posts_once_and_tells_what_accounts_hold(run: Any) -> None:
    told = [run("100.00 EUR", "16325 JPY") for _time in range(2)]
    assert [one["status"] for one in told] == ["created", "exists"]
    assert told[0]["balances"] == {
        "478-EUR": "-100.00 EUR",
        "478-JPY": "16325 JPY",
        "512-EUR": "900.00 EUR",
        "512-JPY": "16325 JPY",
    }


REFUSED = (
    # given          received       status  complaint
    ("1000.01 EUR",  "1 JPY",       1,      "512-EUR"),
    ("1.00 EUR",     "1.00 EUR",    2,      "Both amounts are in EUR"),
    ("1.00 EUR",     "1",           2,      "1 is no currency"),
    ("1.00 EUR",     "1 ZZZ",       2,      "ZZZ is no currency"),
    ("x EUR",        "1 JPY",       2,      "an amount such as 100.00 EUR"),
    ("1.00 EUR",     "0.5 JPY",     2,      "JPY has 0 decimals"),
)  # fmt: skip


@pytest.mark.parametrize(("given", "received", "status", "complaint"), REFUSED)
def test_what_is_refused_says_why(run: Any, given: str, received: str, status: int, complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint) as refusal:
        run(given, received)
    assert refusal.value.returncode == status
