"""django-ledger 0.8: one journal entry a call, verified and posted, by `LedgerModel`'s own `commit_txs`."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django_ledger.models import EntityModel, LedgerModel  # noqa: E402

from bench.contenders.serving import Writer, serve  # noqa: E402
from bench.contenders.workload import CASH, CREDITED, DEBITED, Repayment  # noqa: E402

PEOPLE = "measures"


class DjangoLedgerWriter(Writer):
    """Accounts and lines are made beforehand; the call makes, verifies and posts one journal entry."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[str, Any] = {}
        self.ledger: Any = None
        self.entity: Any = None

    def made(self, batch: list[Repayment], *, key: str) -> list[dict[str, Any]]:
        if not self.accounts:
            self.entity = EntityModel.objects.get(name=PEOPLE)
            self.ledger = LedgerModel.objects.get(entity=self.entity)
            self.accounts = {account.name: account for account in self.entity.default_coa.accountmodel_set.all()}
        return [self._entry(entry) for entry in batch]

    def _entry(self, entry: Repayment) -> dict[str, Any]:
        total = sum(minor for _, minor in entry.credits)
        lines = [(entry.debited, total, "debit"), *((account, minor, "credit") for account, minor in entry.credits)]
        return {
            "je_timestamp": dt.datetime.combine(entry.on, dt.time(12), tzinfo=dt.UTC),
            "je_txs": [
                {
                    "account": self.accounts[account],
                    "amount": Decimal(minor).scaleb(-2),
                    "tx_type": side,
                    "description": entry.description,
                }
                for account, minor, side in lines
            ],
            "je_posted": True,
            "je_ledger_model": self.ledger,
            "je_desc": entry.description,
        }

    def write(self, call: list[dict[str, Any]]) -> None:
        for entry in call:
            self.entity.commit_txs(**entry)


def open_books() -> None:
    """Its own migrations, an entity with a chart of the same accounts, and a posted ledger."""
    call_command("migrate", verbosity=0)
    admin = get_user_model().objects.create_user(username=PEOPLE, email="")
    entity = EntityModel.create_entity(name=PEOPLE, use_accrual_method=True, admin=admin, fy_start_month=1)
    entity.create_chart_of_accounts(assign_as_default=True, commit=True)
    kinds = [(CASH, "asset_ca_cash", "debit")]
    kinds += [(code, "asset_ca_recv", "debit") for code in DEBITED]
    kinds += [(code, "lia_cl_acc_payable", "credit") for code in CREDITED]
    for number, (code, role, side) in enumerate(kinds, start=1):
        first = 1 if side == "debit" else 2
        entity.create_account(code=f"{first}{number:05d}", role=role, name=code, balance_type=side, active=True)
    entity.create_ledger(name=PEOPLE, posted=True)


if __name__ == "__main__":
    serve({**DjangoLedgerWriter().acts(), "open_books": open_books})
