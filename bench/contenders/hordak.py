"""django-hordak 2.0: `Transaction` and its `Leg`s in one atomic block; in batches its own benchmark's `bulk_create`."""

from decimal import Decimal

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Max  # noqa: E402
from hordak.models import Account, AccountType, Leg, LegView, Transaction  # noqa: E402
from moneyed import EUR, Money  # noqa: E402

from bench.contenders.serving import Act, Writer, serve, timed  # noqa: E402
from bench.contenders.workload import CASH, CREDITED, DEBITED, Repayment  # noqa: E402

LOAD = """
WITH made AS (SELECT n, %(first)s + n AS id FROM generate_series(0, %(lines)s::integer - 1) AS n),
written AS (
    INSERT INTO hordak_transaction (id, uuid, timestamp, date, description)
    SELECT id, gen_random_uuid(), now(), DATE '2023-01-01' + n * 1095 / %(lines)s, 'Remboursement prêt ' || n %% 1000
      FROM made)
INSERT INTO hordak_leg (uuid, transaction_id, account_id, debit, credit, currency, description)
SELECT gen_random_uuid(), m.id, s.account_id, s.debit, s.credit, 'EUR', ''
  FROM made m CROSS JOIN LATERAL (VALUES
       (%(account)s, 1.00 + m.n %% 1000, NULL),
       ((%(others)s::bigint[])[1 + m.n %% 250], NULL, 1.00 + m.n %% 1000)) AS s (account_id, debit, credit)
"""
NUMBERED = "SELECT setval(pg_get_serial_sequence('hordak_transaction', 'id'), max(id)) FROM hordak_transaction"
Move = tuple[Repayment, Account, Money, list[tuple[Account, Money]]]


class HordakWriter(Writer):
    """Accounts and amounts are made beforehand, as the ledger's drafts are; its objects belong to the call."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[str, Account] = {}

    def made(self, batch: list[Repayment], *, key: str) -> list[Move]:
        if not self.accounts:
            self.accounts = {account.name: account for account in Account.objects.all()}
        return [self._move(entry) for entry in batch]

    def _move(self, entry: Repayment) -> Move:
        credited = [(self.accounts[account], _money(minor)) for account, minor in entry.credits]
        return entry, self.accounts[entry.debited], _money(sum(minor for _, minor in entry.credits)), credited

    def write(self, call: list[Move]) -> None:
        if len(call) == 1:
            self._write_one(*call[0])
        else:
            self._write_many(call)

    def _write_one(
        self, entry: Repayment, debited: Account, total: Money, credited: list[tuple[Account, Money]]
    ) -> None:
        with transaction.atomic():
            written = Transaction.objects.create(date=entry.on, description=entry.description)
            Leg.objects.create(transaction=written, account=debited, debit=total)
            for account, amount in credited:
                Leg.objects.create(transaction=written, account=account, credit=amount)

    def _write_many(self, moves: list[Move]) -> None:
        transactions, legs = [], []
        for entry, debited, total, credited in moves:
            written = Transaction(date=entry.on, description=entry.description)
            transactions.append(written)
            legs.append(Leg(transaction=written, account=debited, debit=total))
            legs += [Leg(transaction=written, account=account, credit=amount) for account, amount in credited]
        with transaction.atomic():
            Transaction.objects.bulk_create(transactions)
            Leg.objects.bulk_create(legs)


def _money(minor: int) -> Money:
    return Money(Decimal(minor).scaleb(-2), EUR)


def open_books() -> None:
    """Its own migrations, then the same accounts."""
    call_command("migrate", verbosity=0)
    kinds = [(code, AccountType.asset) for code in (CASH, *DEBITED)] + [
        (code, AccountType.liability) for code in CREDITED
    ]
    with transaction.atomic():
        Account.objects.bulk_create(
            Account(
                name=code, code=f"{number:06d}", type=kind, currencies=["EUR"], lft=1, rght=2, tree_id=number, level=0
            )
            for number, (code, kind) in enumerate(kinds, start=1)
        )


def verify() -> bool:
    """Whether its own accounting equation holds."""
    Account.validate_accounting_equation()
    return True


def load_statement(lines: int) -> None:
    """Transactions of one account that has no other, over three years, in bulk by SQL, its triggers at work."""
    account = Account.objects.create(name="statement", type=AccountType.asset, currencies=["EUR"])
    others = list(Account.objects.filter(name__in=CREDITED).values_list("id", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        first = (Transaction.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        cursor.execute(LOAD, {"account": account.id, "others": others, "lines": lines, "first": first})
        cursor.execute(NUMBERED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE hordak_leg")
        cursor.execute("ANALYZE hordak_transaction")


def statement() -> dict[str, float]:
    """Every line of the account with its running balance, oldest first."""
    lines = LegView.objects.filter(account__name="statement").order_by("date", "leg_id")
    return timed(lines.iterator(chunk_size=2000))


if __name__ == "__main__":
    acts: dict[str, Act] = {
        "open_books": open_books,
        "verify": verify,
        "load_statement": load_statement,
        "statement": statement,
    }
    serve({**HordakWriter().acts(), **acts})
