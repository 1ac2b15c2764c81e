"""What must be true between the fund's rows and its books; `verify_ledger` asks it with the ledger's own rules."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from django.db.models import F, Sum
from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.selectors.checks import Breach, Check
from ledger.selectors.reservations import Reservation, reservations_at, reserved
from lending.domain.chart import account_code, check_chart
from lending.domain.fund_errors import WrongChart
from lending.models import Charge, CreditRefund, Fund, Participation, Placement, Repayment, Tranche, TrancheShare

Expected = dict[str, Decimal]


def _against_books(name: str, rule: str, expected: Callable[[Fund], Expected]) -> Check:
    """A rule that says what accounts must hold; an account it does not name is not looked at."""

    def find() -> Iterator[Breach]:
        for fund in Fund.objects.order_by("slug"):
            wanted = expected(fund)
            held = balances(book=fund.book, codes=list(wanted)) if wanted else {}
            for code, amount in wanted.items():
                found = held[code].amount if code in held else None
                if found != amount:
                    yield Breach(fund.book, f"account {code}", f"holds {found}, the fund's rows say {amount}")

    return Check(name, rule, find)


def _code(fund: Fund, role: str, tail: str | int = "") -> str:
    tail = f"{tail:03d}" if isinstance(tail, int) and role not in ("loan", "loan_interest", "loan_costs") else str(tail)
    return account_code(role, tail, chart=fund.chart)


def _loans(fund: Fund) -> Expected:
    sums = Participation.objects.filter(fund=fund).values("loan__number").order_by("loan__number")
    return {
        _code(fund, role, row["loan__number"]): row["total"]
        for role, field in (("loan", "outstanding"), ("loan_interest", "interest_due"))
        for row in sums.annotate(total=Sum(field))
    } | _costs(fund)


def _costs(fund: Fund) -> Expected:
    """What is charged beside principal and interest, less what was paid or waived of it."""
    charged = Charge.objects.filter(fund=fund, reversed_on__isnull=True).order_by().values("loan__number")
    paid = Repayment.objects.filter(fund=fund, reversed_on__isnull=True).order_by().values("loan__number")
    left = {row["loan__number"]: row["total"] for row in charged.annotate(total=Sum("amount"))}
    for row in paid.filter(costs__gt=0).annotate(total=Sum("costs")):
        left[row["loan__number"]] = left.get(row["loan__number"], Decimal(0)) - row["total"]
    return {_code(fund, "loan_costs", number): amount for number, amount in left.items()}


def _lenders(fund: Fund) -> Expected:
    found: Expected = {}
    numbers = list(fund.memberships.order_by("number").values_list("number", flat=True))
    legs = Participation.objects.filter(fund=fund)
    # Only members of an older fund have an account of what is set aside; there a leg has no reservation.
    older = legs.filter(undrawn__gt=0).exclude(tranche_shares__reservation_entry_id__isnull=False)
    with_account = balances(book=fund.book, codes=[_code(fund, "reserved", number) for number in numbers])
    for role, field, of in (
        ("lent", "outstanding", legs),
        ("interest_due", "interest_due", legs),
        ("reserved", "undrawn", older),
    ):
        sums = of.order_by().values("membership__number").annotate(total=Sum(field))
        by_number = {row["membership__number"]: row["total"] for row in sums}
        found |= {
            _code(fund, role, number): by_number.get(number, Decimal(0))
            for number in numbers
            if role != "reserved" or number in by_number or _code(fund, role, number) in with_account
        }
    return found


# What has become of the reservation of a share, by the state of its tranche.
RESOLVED = {Tranche.State.WAITING: "pending", Tranche.State.RELEASED: "voids", Tranche.State.DRAWN: "settles"}


def _reservations(fund: Fund) -> Iterator[Breach]:
    """Each share's reservation stands as its tranche does, and nothing else is reserved out of a placement."""
    shares = list(
        TrancheShare.objects.filter(fund=fund, reservation_entry_id__isnull=False)
        .select_related("tranche__loan", "participation__membership")
        .order_by("tranche__loan__number", "tranche__number", "participation__leg")
    )
    found = reservations_at(book=fund.book, places=[share.reservation for share in shares if share.reservation])
    numbers = fund.memberships.order_by("number").values_list("number", flat=True)
    wanted = {_code(fund, "available", number): Decimal(0) for number in numbers}
    for share in shares:
        held = share.reservation and found.get(share.reservation)
        leg, tranche = share.participation, share.tranche
        available, lent = (_code(fund, role, leg.membership.number) for role in ("available", "lent"))
        if not held or (held.debit, held.credit, held.amount) != (available, lent, share.amount):
            yield Breach(fund.book, _named(share), "nothing reserves its amount")
            continue
        if held.phase == "pending":
            wanted[available] += held.amount.amount
        if held.phase != RESOLVED[Tranche.State(tranche.state)] and not _lapsed(tranche, held):
            yield Breach(fund.book, _named(share), f"its reservation is {held.phase}, its drawdown {tranche.state}")
    for code, amount in reserved(book=fund.book, codes=list(wanted)).items():
        if amount.amount != wanted[code]:
            fault = f"{amount.amount} are reserved, agreed loans say {wanted[code]}"
            yield Breach(fund.book, f"account {code}", fault)


def _named(share: TrancheShare) -> str:
    return f"leg {share.participation.leg} of drawdown {share.tranche.number} of loan {share.tranche.loan.number}"


def _lapsed(tranche: Tranche, held: Reservation) -> bool:
    """Once its day has come what was agreed is void, whether or not a worker has said so of the loan."""
    is_due = held.expires_on and held.resolved_on and held.expires_on <= held.resolved_on
    return tranche.state == Tranche.State.WAITING and held.phase == "voids" and bool(is_due)


def _placements(fund: Fund) -> Iterator[Breach]:
    """What a member has = what it placed and did not withdraw, and the interest it received, less what it lost."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    placed = Placement.objects.filter(fund=fund).order_by().values("membership__number")
    for row in placed.annotate(total=Sum(F("amount") - F("withdrawn"))):
        wanted[row["membership__number"]] += row["total"]
    received = Participation.objects.filter(fund=fund).order_by().values("membership__number")
    kept = F("interest_received") + F("recovered") + F("interest_recovered") - F("lost")
    for row in received.annotate(total=Sum(kept)):
        wanted[row["membership__number"]] += row["total"]
    for number, amount in sorted(wanted.items()):
        codes = [_code(fund, role, number) for role in ("available", "reserved", "lent")]
        held = sum((each.amount for each in balances(book=fund.book, codes=codes).values()), Decimal(0))
        if held != amount:
            yield Breach(fund.book, f"member {number:03d}", f"has {held} at the fund, its placements say {amount}")


def _fund_equation(fund: Fund) -> Iterator[Breach]:
    """Cash and what borrowers owe = what members have and are owed, deposits, and what the fund has earned itself."""
    held = balances(book=fund.book)
    assets, owed = Decimal(0), Decimal(0)
    for role in ("cash", "own_treasury", "loan", "loan_interest", "loan_costs"):
        assets += _sum_of(fund, held, role)
    for role in ("available", "reserved", "lent", "interest_due", "credit", "deposit"):
        owed += _sum_of(fund, held, role)
    owed += _own(held)
    if assets != owed:
        yield Breach(
            fund.book, "fund", f"cash, loans and interest make {assets}; placements, interest due, deposits {owed}"
        )


def _own(held: Mapping[str, Money]) -> Decimal:
    """What the fund has earned itself: income, less expenses, and the results of years that were closed (12)."""
    signs = (("7", 1), ("6", -1), ("12", 1))
    return sum(
        (sign * amount.amount for code, amount in held.items() for of, sign in signs if code.startswith(of)), Decimal(0)
    )


def _sum_of(fund: Fund, held: dict, role: str) -> Decimal:
    prefix = account_code(role, chart=fund.chart)
    members = [code for code in held if code == prefix or code.startswith(f"{prefix}-")]
    if role in ("cash", "own_treasury"):
        wants_tail = role == "own_treasury"
        members = [code for code in members if (code != prefix) == wants_tail]
    return sum((held[code].amount for code in members), Decimal(0))


def _charts(fund: Fund) -> Iterator[Breach]:
    try:
        check_chart(fund.chart)
    except WrongChart as error:
        for role, why in error.fields.items():
            yield Breach(fund.book, f"fund {fund.slug}, role {role}", str(why))


def each_fund(name: str, rule: str, find_in: Callable[[Fund], Iterator[Breach]]) -> Check:
    """A rule asked of one fund after the other."""

    def find() -> Iterator[Breach]:
        for fund in Fund.objects.order_by("slug"):
            yield from find_in(fund)

    return Check(name, rule, find)


def _credits(fund: Fund) -> Expected:
    """What borrowers paid too much, and was not given back."""
    kept = Repayment.objects.filter(fund=fund, reversed_on__isnull=True, credit__gt=0).order_by()
    given = CreditRefund.objects.filter(fund=fund, reversed_on__isnull=True).order_by()
    by_number: dict[int, Decimal] = defaultdict(Decimal)
    for rows, field, sign in ((kept, "credit", 1), (given, "amount", -1)):
        for row in rows.values("loan__membership__number").annotate(total=Sum(field)):
            by_number[row["loan__membership__number"]] += sign * row["total"]
    return {_code(fund, "credit", number): amount for number, amount in by_number.items()}


CHECKS = (
    each_fund(
        "fund-equation",
        "Cash, loans and interest due from borrowers equal placements, interest due to members and deposits.",
        _fund_equation,
    ),
    _against_books("loans-are-their-legs", "A loan's accounts hold what its participations have outstanding.", _loans),
    _against_books("lent-is-outstanding", "What members lend, reserve and are owed is what their legs say.", _lenders),
    _against_books("credits-are-kept", "What borrowers paid too much is kept for them.", _credits),
    each_fund(
        "placements-are-kept",
        "A member has what it placed and did not withdraw and the interest it received, less what it lost for good.",
        _placements,
    ),
    each_fund(
        "reservations-are-agreed",
        "What is reserved out of placements is for loans agreed and not paid out.",
        _reservations,
    ),
    each_fund("charts-fit", "A fund's account numbers fit their roles, and serve one role each.", _charts),
)
