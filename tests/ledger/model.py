"""A ledger in memory, written without looking at the real one: what the state machine compares it with."""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field

# Days are counted from 15 January 2026: the periods are December, January and February, the year ends with the first.
PERIODS = ((-45, -15), (-14, 16), (17, 44))
YEAR_END = -15
SIGN = {"asset": 1, "expense": 1, "memo": 1, "liability": -1, "equity": -1, "income": -1}


@dataclass
class Account:
    nature: str
    floor: int | None
    frozen: bool = False


@dataclass(frozen=True)
class Posting:
    """Accounts by code, amounts in cents; `resolves` is the number of a reservation.

    `lapses` is the day on which a reservation lapses.
    """

    debit: str
    credit: str
    amount: int
    phase: str = "posted"
    resolves: int | None = None
    lapses: int | None = None


@dataclass
class Model:
    accounts: dict[str, Account] = field(default_factory=dict)
    posted: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    reservations: dict[int, Posting] = field(default_factory=dict)
    resolved: set[int] = field(default_factory=set)
    closed: list[bool] = field(default_factory=lambda: [False] * len(PERIODS))
    closing: list[Posting] = field(default_factory=list)

    def balance(self, code: str, on: int = 10_000) -> int:
        """Signed by nature, at the end of a day."""
        return SIGN[self.accounts[code].nature] * self.debited(code, on)

    def debited(self, code: str, on: int = 10_000) -> int:
        """Debits less credits."""
        return sum(amount for (day, moved), amount in self.posted.items() if moved == code and day <= on)

    def is_closed(self, day: int) -> bool:
        periods = zip(PERIODS, self.closed, strict=True)
        return any(closed and first <= day <= last for (first, last), closed in periods)

    def available(self, code: str) -> int:
        """What is left when every reservation that is open takes what it reserves."""
        grows = SIGN[self.accounts[code].nature]
        held = sum(
            posting.amount
            for number, posting in self.reservations.items()
            if number not in self.resolved and code == (posting.credit if grows == 1 else posting.debit)
        )
        return self.balance(code) - held

    def has_lapsed(self, number: int | None, day: int) -> bool:
        """Whether a reservation has lapsed on a day, open or not."""
        lapses = None if number is None else self.reservations[number].lapses
        return lapses is not None and lapses <= day

    def expire(self, day: int) -> tuple[int, list[str]]:
        """Void what is open and has lapsed; give how many are, and what keeps the others from it."""
        due = [number for number in self.reservations if number not in self.resolved and self.has_lapsed(number, day)]
        sides = {number: (self.reservations[number].debit, self.reservations[number].credit) for number in due}
        kept = {number: "account_frozen" for number in due if any(self.accounts[code].frozen for code in sides[number])}
        if self.is_closed(day):
            kept = dict.fromkeys(due, "period_closed") | kept
        self.resolved |= {*due} - {*kept}
        return len(due) - len(kept), sorted(kept.values())

    def refusal(self, postings: list[Posting], day: int = 0, reverses: str | None = None) -> str | None:
        """Why an entry of a day cannot be posted, or None; `reverses` is why what it reverses cannot be."""
        named = [code for posting in postings for code in (posting.debit, posting.credit)]
        if any(code not in self.accounts for code in named):
            return "account_unknown"
        if any(self.accounts[code].frozen for code in named):
            return "account_frozen"
        if self.is_closed(day):
            return "period_closed"
        if reverses:
            return reverses
        if any(posting.resolves in self.resolved for posting in postings):
            return "pending_resolved"
        if any(posting.phase == "settles" and self.has_lapsed(posting.resolves, day) for posting in postings):
            return "pending_expired"
        before = {code: self.available(code) for code in named}
        undo = self.post(postings, number=-1, day=day)
        below = [
            code
            for code in named
            if self.accounts[code].floor is not None
            and self.available(code) < min(before[code], self.accounts[code].floor)
        ]
        undo()
        return "floor_reached" if below else None

    def post(self, postings: list[Posting], *, number: int, day: int):
        """Write an entry; give what takes it back. An entry reserves by its first posting only."""
        before = dict(self.posted), dict(self.reservations), set(self.resolved)
        for posting in postings:
            if posting.phase in ("posted", "settles"):
                self.posted[day, posting.debit] += posting.amount
                self.posted[day, posting.credit] -= posting.amount
            if posting.phase == "pending":
                self.reservations[number] = posting
            if posting.resolves is not None:
                self.resolved.add(posting.resolves)

        def undo() -> None:
            self.posted, self.reservations, self.resolved = defaultdict(int, before[0]), before[1], before[2]

        return undo

    def close_year(self, to: str | None) -> str:
        """Bring income and expense to zero at the year's end, the earlier closing taken back, then close its period."""
        after = deepcopy(self)
        if after.results():
            if self.is_closed(YEAR_END):
                return "YearEndClosed"
            if not after.try_post([Posting(one.credit, one.debit, one.amount) for one in self.closing]):
                return "PostingRefused"
            left = after.results()
            if left and to is None:
                return "ResultAccountMissing"
            after.closing = [
                Posting(to or "", code, debited) if debited > 0 else Posting(code, to or "", -debited)
                for code, debited in left.items()
            ]
            if not after.try_post(after.closing):
                return "PostingRefused"
            self.posted, self.closing = after.posted, after.closing
        self.closed[0] = True
        return "closed"

    def results(self) -> dict[str, int]:
        """What income and expense hold at the year's end."""
        named = [code for code, account in self.accounts.items() if account.nature in ("income", "expense")]
        return {code: debited for code in named if (debited := self.debited(code, YEAR_END))}

    def try_post(self, postings: list[Posting]) -> bool:
        if postings and self.refusal(postings, YEAR_END):
            return False
        self.post(postings, number=-1, day=YEAR_END)
        return True
