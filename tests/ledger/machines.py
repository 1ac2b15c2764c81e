"""Acts that write entries (open, freeze, post, reserve, settle, void, expire, reverse, repeat), in any order.

After each step, whatever was done or refused, balances are those of a model in memory; at the end, every rule holds.
"""

from datetime import date, timedelta
from itertools import count

from djmoney.money import Money
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.domain.nature import Nature
from ledger.models import Account
from ledger.selectors.balances import balances
from ledger.selectors.reservations import expired_reservations
from ledger.selectors.trial_balance import totals, trial_balance
from ledger.selectors.verification import all_checks
from ledger.services.accounts import freeze_account, open_account, open_book, unfreeze_account
from ledger.services.posting import EntryDraft, PostingDraft, PostingResult, post
from ledger.services.reversal import reverse_entry
from ledger.services.void_expired import void_expired
from tests.ledger import model
from tests.ledger.books import DAY, codes

CODES = tuple(f"1{number}" for number in range(6))
BOOKS = count()
# One in each period of the model; the first is in another year.
DAYS = (-30, 0, 20)
days = st.sampled_from(DAYS)
cents = st.integers(min_value=1, max_value=300)
pairs = st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(lambda pair: pair[0] != pair[1])
moves = st.builds(lambda pair, amount: model.Posting(*pair, amount), pairs, cents)
entries = st.lists(moves, min_size=1, max_size=3)


def euros(minor: int) -> Money:
    return Money(minor, "EUR") / 100


def on(day: int) -> date:
    return DAY + timedelta(days=day)


class EntryMachine(RuleBasedStateMachine):
    """One book an example; the model numbers entries, `ids` says which one is which in the database."""

    @initialize(
        natures=st.lists(st.sampled_from(list(Nature)), min_size=4, max_size=4),
        floors=st.lists(st.booleans(), min_size=4, max_size=4),
    )
    def begin(self, natures: list[str], floors: list[bool]) -> None:
        self.book = f"machine-{next(BOOKS)}"
        self.keys, self.numbers, self.days = count(), count(), count(1)
        self.model = model.Model()
        self.ids: dict[int, object] = {}
        self.entries: dict[int, list[model.Posting]] = {}
        self.reversed: set[int] = set()
        self.asked: dict[str, tuple[list[EntryDraft], str, PostingResult]] = {}
        open_book(code=self.book, name="Machine")
        for code, nature, floor in zip(CODES, natures, floors, strict=False):
            self.open(code, nature, floor)
        self.prepare()

    def prepare(self) -> None:
        """What else there is before the first step."""

    def open(self, code: str, nature: str, floor: bool) -> None:
        limit = -100 if floor else None
        open_account(
            book=self.book, code=code, name=code, nature=str(nature), floor=None if limit is None else euros(limit)
        )
        self.model.accounts[code] = model.Account(str(nature), limit)

    @precondition(lambda self: len(self.model.accounts) < len(CODES))
    @rule(nature=st.sampled_from(list(Nature)), floor=st.booleans())
    def open_another(self, nature: str, floor: bool) -> None:
        self.open(CODES[len(self.model.accounts)], nature, floor)

    @rule(data=st.data())
    def freeze_or_unfreeze(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(sorted(self.model.accounts)))
        account = self.model.accounts[code]
        (unfreeze_account if account.frozen else freeze_account)(book=self.book, code=code)
        account.frozen = not account.frozen

    @rule(postings=entries, day=days)
    def post_one(self, postings: list[model.Posting], day: int) -> None:
        self.expect([postings], day=day, mode="atomic")

    @rule(batch=st.lists(entries, min_size=2, max_size=4), day=days)
    def post_each(self, batch: list[list[model.Posting]], day: int) -> None:
        self.expect(batch, day=day, mode="each")

    @rule(batch=st.lists(entries, min_size=2, max_size=4), day=days)
    def post_together(self, batch: list[list[model.Posting]], day: int) -> None:
        """In an atomic batch only the end counts, which is the end of one entry with all the postings."""
        refusal = self.model.refusal([posting for postings in batch for posting in postings], day)
        result = self.send(batch, day=day, mode="atomic")
        assert result.status == ("created" if refusal is None else "refused")
        assert refusal is None or refusal in codes(result)
        if refusal is None:
            self.remember(batch, result, day=day)

    @rule(move=moves, day=days, lapses=st.sampled_from([None, 0, 1, 10_000]))
    def reserve(self, move: model.Posting, day: int, lapses: int | None) -> None:
        held = model.Posting(move.debit, move.credit, move.amount, "pending", lapses=lapses)
        self.expect([[held]], day=day, mode="atomic")

    @rule()
    def expire(self) -> None:
        """A worker comes by, another day each time: it releases what has lapsed, and a second one finds nothing."""
        day = next(self.days)
        voided, kept = self.model.expire(day)
        done = void_expired(book=self.book, on=on(day))
        assert (done.voided, done.resolved) == (voided, 0)
        assert sorted(outcome.code for outcome in done.refused) == kept
        assert len(expired_reservations(book=self.book, on=on(day))) == len(kept)

    @precondition(lambda self: self.model.reservations)
    @rule(data=st.data(), day=days, phase=st.sampled_from(["settles", "voids"]), share=st.integers(1, 100))
    def resolve(self, data: st.DataObject, day: int, phase: str, share: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.reservations)))
        held = self.model.reservations[number]
        amount = held.amount if phase == "voids" else max(1, held.amount * share // 100)
        resolved = model.Posting(held.debit, held.credit, amount, phase, resolves=number)
        self.expect([[resolved]], day=day, mode="atomic")

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), day=days)
    def reverse(self, data: st.DataObject, day: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.entries)))
        postings = self.entries[number]
        mirror = [model.Posting(posting.credit, posting.debit, posting.amount) for posting in postings]
        result = reverse_entry(
            book=self.book,
            entry_id=self.ids[number],
            effective_on=on(day),
            reason="x",
            idempotency_key=str(next(self.keys)),
        )
        rule = None
        if number in self.reversed:
            rule = "already_reversed"
        elif any(posting.phase in ("pending", "voids") for posting in postings):
            rule = "not_reversible"
        expected = self.model.refusal(mirror, day, rule) or "created"
        assert codes(result) == [expected]
        if expected == "created":
            self.reversed.add(number)
            self.remember([mirror], result, day=day)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), other=st.booleans())
    def ask_again(self, data: st.DataObject, other: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.asked)))
        drafts, mode, first = self.asked[key]
        again = post(book=self.book, entries=drafts * (1 + other), idempotency_key=key, mode=mode)
        if other:
            assert again.status == "exists_with_different_request"
        else:
            assert (again.status, again.outcomes, again.balances) == ("exists", first.outcomes, first.balances)

    def expect(self, batch: list[list[model.Posting]], *, day: int, mode: str, key: str = "") -> None:
        """Post entry after entry in the model, and all of them in the database; outcomes are the same."""
        result = self.send(batch, day=day, mode=mode, key=key)
        assert result.status in ("created", "refused")
        for postings, outcome in zip(batch, result.outcomes, strict=True):
            assert outcome.code == (self.model.refusal(postings, day) or "created")
            if outcome.code == "created":
                self.take(postings, outcome.entry_id, day=day)

    def remember(self, batch: list[list[model.Posting]], result: PostingResult, *, day: int) -> None:
        for postings, outcome in zip(batch, result.outcomes, strict=True):
            self.take(postings, outcome.entry_id, day=day)

    def take(self, postings: list[model.Posting], entry_id: object, *, day: int) -> None:
        number = next(self.numbers)
        self.model.post(postings, number=number, day=day)
        self.ids[number], self.entries[number] = entry_id, postings

    def send(self, batch: list[list[model.Posting]], *, day: int, mode: str, key: str = "") -> PostingResult:
        drafts = [
            EntryDraft(
                effective_on=on(day), journal="OD", description="x", postings=[self.draft(one) for one in postings]
            )
            for postings in batch
        ]
        key = key or f"key-{next(self.keys)}"
        result = post(book=self.book, entries=drafts, idempotency_key=key, mode=mode)
        self.asked[key] = (drafts, mode, result)
        return result

    def draft(self, posting: model.Posting) -> PostingDraft:
        pending = None if posting.resolves is None else (self.ids[posting.resolves], 1)
        expires_on = None if posting.lapses is None else on(posting.lapses)
        return PostingDraft(posting.debit, posting.credit, euros(posting.amount), posting.phase, pending, expires_on)

    @invariant()
    def balances_are_those_of_the_model(self) -> None:
        expected = {code: euros(self.model.balance(code)) for code in self.model.accounts}
        assert balances(book=self.book) == expected
        for day in DAYS:
            expected = {code: euros(self.model.balance(code, day)) for code in self.model.accounts}
            assert balances(book=self.book, on=on(day)) == expected
        found = Account.objects.filter(book__code=self.book).select_related("balance")
        assert {account.code: account.balance.available for account in found} == {
            code: self.model.available(code) for code in self.model.accounts
        }

    @invariant()
    def debits_equal_credits(self) -> None:
        assert all(debit == credit for debit, credit in totals(trial_balance(book=self.book)).values())

    def teardown(self) -> None:
        for check in all_checks():
            assert list(check.find()) == [], check.name
