"""The ledger under any order of acts, for real: what writes entries, and what closes, seals and crashes meanwhile.

After each step, whatever was done or refused, balances are those of a model in memory; at the end, every rule holds and
every seal that was given stands. MACHINE_EXAMPLES says how many orders: 12 at each change, 200 at night.
"""

import os
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from ledger.domain.errors import LedgerError
from ledger.domain.period_errors import LaterPeriodClosed
from ledger.models import Entry, Period, SealBatch
from ledger.services.close_fiscal_year import close_fiscal_year
from ledger.services.periods import close_period, open_period, reopen_period
from ledger.services.seal import seal_book
from tests.ledger import model
from tests.ledger.books import seal_all
from tests.ledger.machines import EntryMachine, days, entries, on

periods = st.sampled_from(range(len(model.PERIODS)))


def terminate(pid: int) -> None:
    """End a backend, and see that it is gone."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
        assert cursor.fetchone() == (True,)


class LedgerMachine(EntryMachine):
    """Periods and the fiscal year, seals, and a backend that dies in the middle of a posting."""

    kill: Callable[[int], None] = staticmethod(terminate)

    def prepare(self) -> None:
        self.heads: dict[int, bytes | None] = {}
        for period in range(len(model.PERIODS)):
            open_period(**self.days_of(period))  # type: ignore[arg-type]

    def days_of(self, period: int) -> dict[str, object]:
        first, last = model.PERIODS[period]
        return {"book": self.book, "starts_on": on(first), "ends_on": on(last)}

    @rule(period=periods)
    def close(self, period: int) -> None:
        close_period(**self.days_of(period))  # type: ignore[arg-type]
        self.model.closed[period] = True

    @rule(period=periods)
    def reopen(self, period: int) -> None:
        """A decision with a reason; refused while a later period is closed."""
        try:
            reopen_period(**self.days_of(period), reason="x", by="y")  # type: ignore[arg-type]
        except LaterPeriodClosed:
            assert self.model.closed[period]
            assert any(self.model.closed[period + 1 :])
        else:
            assert not self.model.closed[period] or not any(self.model.closed[period + 1 :])
            self.model.closed[period] = False

    @rule()
    def close_year(self) -> None:
        """Income and expense to zero, an earlier closing taken back; all of it or nothing."""
        own = [code for code, account in self.model.accounts.items() if account.nature == "equity"]
        key = f"key-{next(self.keys)}"
        try:
            close_fiscal_year(book=self.book, label="2025", profit_accounts=own[:1], by="x", idempotency_key=key)
        except LedgerError as error:
            told = type(error).__name__
        else:
            told = "closed"
        assert told == self.model.close_year(own[0] if own else None)

    @rule(size=st.sampled_from([1, 3, 10_000]))
    def seal(self, size: int) -> None:
        """No balance moves; the head is one to publish."""
        made = seal_book(book=self.book, entries_per_batch=size)
        if made.numbers:
            self.heads[made.numbers[-1]] = made.hash

    @rule(postings=entries, day=days, sealing=st.booleans())
    def crash(self, postings: list[model.Posting], day: int, sealing: bool) -> None:
        """A backend dies before its posting is committed: nothing of it is there, and its key is free."""
        key = f"key-{next(self.keys)}"
        before = Entry.objects.count()
        with suppress(OperationalError, InterfaceError), transaction.atomic():
            self.send([postings], day=day, mode="atomic", key=key)
            if sealing:
                seal_book(book=self.book)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
                self.kill(pid)
                cursor.execute("SELECT 1")
                pytest.fail("it lives")
        connection.close()
        assert Entry.objects.count() == before
        self.balances_are_those_of_the_model()
        self.expect([postings], day=day, mode="atomic", key=key)

    def teardown(self) -> None:
        seal_all(self.book)
        sealed = dict(SealBatch.objects.filter(book__code=self.book).values_list("number", "hash"))
        assert {number: bytes(sealed[number]) for number in self.heads} == self.heads
        found = Period.objects.filter(book__code=self.book, starts_on__gte=on(model.PERIODS[0][0])).order_by(
            "starts_on"
        )
        assert [period.closed_at is not None for period in found] == self.model.closed
        self.balances_are_those_of_the_model()
        super().teardown()


def run(machine: type[LedgerMachine], *, examples: int) -> None:
    checks = list(HealthCheck)
    chosen = settings(max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(machine, settings=chosen)  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("committed_db")
def test_the_ledger_is_the_model_under_any_order_of_acts() -> None:
    run(LedgerMachine, examples=int(os.environ.get("MACHINE_EXAMPLES", "12")))
