"""A ledger in memory, written without looking at the real one: what the state machine compares it with."""

from collections import defaultdict
from dataclasses import dataclass, field

SIGN = {"asset": 1, "expense": 1, "memo": 1, "liability": -1, "equity": -1, "income": -1}


@dataclass
class Account:
    nature: str
    floor: int | None
    frozen: bool = False


@dataclass(frozen=True)
class Posting:
    """Accounts by code, amounts in cents; `resolves` is the number of a reservation.

    `lapses` is the day of a reservation, counted from the one on which everything but voids is dated.
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
    posted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reservations: dict[int, Posting] = field(default_factory=dict)
    resolved: set[int] = field(default_factory=set)

    def balance(self, code: str) -> int:
        """Signed by nature."""
        return SIGN[self.accounts[code].nature] * self.posted[code]

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

    def expire(self, day: int) -> tuple[int, int]:
        """Void what is open and has lapsed; give how many are, and how many a frozen account keeps from it."""
        due = [number for number in self.reservations if number not in self.resolved and self.has_lapsed(number, day)]
        sides = {number: (self.reservations[number].debit, self.reservations[number].credit) for number in due}
        kept = {number for number in due if any(self.accounts[code].frozen for code in sides[number])}
        self.resolved |= {*due} - kept
        return len(due) - len(kept), len(kept)

    def refusal(self, postings: list[Posting]) -> str | None:
        """Why an entry cannot be posted, or None."""
        named = [code for posting in postings for code in (posting.debit, posting.credit)]
        if any(code not in self.accounts for code in named):
            return "account_unknown"
        if any(self.accounts[code].frozen for code in named):
            return "account_frozen"
        if any(posting.resolves in self.resolved for posting in postings):
            return "pending_resolved"
        if any(posting.phase == "settles" and self.has_lapsed(posting.resolves, 0) for posting in postings):
            return "pending_expired"
        before = {code: self.available(code) for code in named}
        undo = self.post(postings, number=-1)
        below = [
            code
            for code in named
            if self.accounts[code].floor is not None
            and self.available(code) < min(before[code], self.accounts[code].floor)
        ]
        undo()
        return "floor_reached" if below else None

    def post(self, postings: list[Posting], *, number: int):
        """Write an entry; give what takes it back. An entry reserves by its first posting only."""
        before = dict(self.posted), dict(self.reservations), set(self.resolved)
        for posting in postings:
            if posting.phase in ("posted", "settles"):
                self.posted[posting.debit] += posting.amount
                self.posted[posting.credit] -= posting.amount
            if posting.phase == "pending":
                self.reservations[number] = posting
            if posting.resolves is not None:
                self.resolved.add(posting.resolves)

        def undo() -> None:
            self.posted, self.reservations, self.resolved = defaultdict(int, before[0]), before[1], before[2]

        return undo
