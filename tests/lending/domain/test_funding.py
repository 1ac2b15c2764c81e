"""Spreading a loan over its lenders: exactly, within every ceiling, never to the borrower."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.funding import Leg, Lender, propose_fewest_legs, propose_pro_rata
from lending.domain.funding_errors import InsufficientFunding, LenderTwice, NothingToFund
from lending.domain.sharing import split
from tests.lending.domain.controls import assert_refutes


def lenders(*lines):
    """(available, cap, cap…) a lender, in minor units; caps are own, fund, legal; "borrower" or "linked" last."""
    names = ("own", "fund", "legal")
    return [
        Lender(
            id=index,
            available=line[0],
            caps={name: cap for name, cap in zip(names, line[1:], strict=False) if isinstance(cap, int)},
            is_borrower=line[-1] == "borrower",
            is_linked=line[-1] == "linked",
        )
        for index, line in enumerate(lines)
    ]


@pytest.mark.parametrize(
    ("amount", "lines", "amounts", "bound"),
    [
        # In proportion to what is available; cents to the largest remainders, ties to the lowest index.
        (60,  [(100,), (200,)],                          [20, 40],        {}),
        (100, [(50,), (50,), (50,)],                     [34, 33, 33],    {}),
        (101, [(50,), (50,), (50,)],                     [34, 34, 33],    {}),
        (1,   [(10,), (10,)],                            [1, 0],          {}),
        (300, [(100,), (200,)],                          [100, 200],      {}),
        (10,  [(0,), (100,)],                            [0, 10],         {}),
        # Who reaches a ceiling stays there, and the others carry the rest in the same proportion.
        (90,  [(100, 10), (100,), (100,)],               [10, 40, 40],    {0: ("own",)}),
        (90,  [(100, 30), (100,), (100,)],               [30, 30, 30],    {}),
        (90,  [(100, 10, 10), (100,), (100,)],           [10, 40, 40],    {0: ("own", "fund")}),
        (90,  [(100, 20, 10), (100,), (100,)],           [10, 40, 40],    {0: ("fund",)}),
        # A second round: the others' larger share passes a ceiling that it did not pass before.
        (90,  [(100, 10), (100, 35), (100,)],            [10, 35, 45],    {0: ("own",), 1: ("own",)}),
        (110, [(100, 10), (100,)],                       [10, 100],       {0: ("own",)}),
        (10,  [(100, 0), (100, -5), (100,)],             [0, 0, 10],      {}),
        # Never the borrower or who is linked to it, however much it has.
        (50,  [(900, "borrower"), (100,)],               [0, 50],         {}),
        (50,  [(900, "linked"), (100,)],                 [0, 50],         {}),
    ],
)  # fmt: skip
def test_a_loan_is_spread_pro_rata_within_every_ceiling(amount, lines, amounts, bound):
    proposal = propose_pro_rata(amount, lenders(*lines))

    assert [leg_amount(proposal, index) for index in range(len(lines))] == amounts
    assert {leg.lender: leg.bound_by for leg in proposal.legs if leg.bound_by} == bound
    assert all(leg.amount for leg in proposal.legs)


@pytest.mark.parametrize(
    ("amount", "lines", "amounts"),
    [
        (60,  [(100,), (200,)],                    [0, 60]),
        (250, [(100,), (200,)],                    [50, 200]),
        (60,  [(100,), (100,)],                    [60, 0]),
        (60,  [(100, 50), (40,), (30,)],           [50, 10, 0]),
        (60,  [(900, "borrower"), (40,), (30,)],   [0, 40, 20]),
        (60,  [(900, "linked"), (40,), (30,)],     [0, 40, 20]),
    ],
)  # fmt: skip
def test_a_loan_is_carried_by_as_few_lenders_as_can(amount, lines, amounts):
    proposal = propose_fewest_legs(amount, lenders(*lines))

    assert [leg_amount(proposal, index) for index in range(len(lines))] == amounts


def leg_amount(proposal, lender):
    return sum(leg.amount for leg in proposal.legs if leg.lender == lender)


def test_a_proposal_names_who_is_kept_out_and_by_what():
    proposal = propose_pro_rata(10, lenders((100, 0), (100,), (0,), (50, "borrower"), (50, "linked")))

    assert proposal.legs == (Leg(lender=1, amount=10),)
    assert proposal.idle == {0: ("own",), 2: ("available",), 3: ("is_borrower",), 4: ("is_linked",)}


@pytest.mark.parametrize("propose", [propose_pro_rata, propose_fewest_legs])
def test_too_much_says_what_would_be_possible_and_what_holds_each_lender(propose):
    with pytest.raises(InsufficientFunding) as refusal:
        propose(150_001, lenders((100_000,), (100_000, 50_000), (900_000, "borrower")))

    assert refusal.value.values == {
        "asked": Decimal("1500.01"),
        "possible": Decimal("1500.00"),
        "currency": "EUR",
        "bound": {"0": ["available"], "1": ["own"]},
    }
    assert str(refusal.value) == (
        "1500.01 EUR were asked; the lenders can lend 1500.00 EUR to this borrower: "
        "lower the amount or wait for placements."
    )
    assert sum(leg.amount for leg in propose(150_000, lenders((100_000,), (100_000, 50_000))).legs) == 150_000


@pytest.mark.parametrize("propose", [propose_pro_rata, propose_fewest_legs])
def test_nothing_nobody_and_twice_are_refused(propose):
    with pytest.raises(NothingToFund):
        propose(0, lenders((100,)))
    with pytest.raises(NothingToFund):
        propose(-1, lenders((100,)))
    with pytest.raises(InsufficientFunding):
        propose(1, [])
    with pytest.raises(LenderTwice):
        propose(1, [Lender(id="a", available=5), Lender(id="a", available=5)])


AMOUNTS = st.integers(0, 500) | st.integers(0, 10**9)


def at_most(lender):
    """What a lender may lend to this borrower, reckoned without the code that is tested."""
    if lender.is_borrower or lender.is_linked:
        return 0
    return max(0, min([lender.available, *lender.caps.values()]))


@st.composite
def requests(draw):
    """A loan that the lenders can carry, and them."""
    drawn = [
        Lender(
            id=index,
            available=draw(AMOUNTS),
            caps=draw(st.dictionaries(st.sampled_from(["own", "fund", "legal"]), AMOUNTS, max_size=2)),
            is_borrower=draw(st.integers(0, 5)) == 0,
            is_linked=draw(st.integers(0, 5)) == 0,
        )
        for index in range(draw(st.integers(1, 6)))
    ]
    drawn.append(Lender(id="last", available=draw(st.integers(1, 500))))
    capacity = sum(map(at_most, drawn))
    return draw(st.integers(1, capacity)), drawn


def a_proposal_is_exact_and_within_ceilings(propose, case):
    amount, drawn = case
    proposal = propose(amount, drawn)
    by_id = {lender.id: lender for lender in drawn}
    assert sum(leg.amount for leg in proposal.legs) == amount
    for leg in proposal.legs:
        lender = by_id[leg.lender]
        assert 0 < leg.amount <= at_most(lender)
        limits = {"available": lender.available, **lender.caps}
        assert all(limits[name] == leg.amount for name in leg.bound_by)


def pro_rata_but_for_ceilings(propose, case):
    """One rate for all: who is free gets available × rate within a cent, who is held would get more."""
    amount, drawn = case
    proposal = propose(amount, drawn)
    able = [lender for lender in drawn if lender.capacity]
    held = {leg.lender for leg in proposal.legs if leg.bound_by}
    free = [lender for lender in able if lender.id not in held]
    if not free:
        assert amount == sum(lender.capacity for lender in able)
        return
    rest = amount - sum(lender.capacity for lender in able if lender.id in held)
    rate = Fraction(rest, sum(lender.available for lender in free))
    for lender in able:
        if lender.id in held:
            assert lender.available * rate > lender.capacity
        else:
            assert abs(leg_amount(proposal, lender.id) - lender.available * rate) < 1


def forgets_the_ceilings(amount, drawn):
    """Broken: pro rata to what is available, whatever the ceilings say."""
    free = [replace(lender, caps={}) for lender in drawn]
    return propose_pro_rata(amount, free)


def lends_to_the_borrower(amount, drawn):
    """Broken: the borrower's own cash is taken as anyone's."""
    return propose_pro_rata(amount, [replace(lender, is_borrower=False) for lender in drawn])


def lends_to_those_linked(amount, drawn):
    """Broken: a party linked to the borrower lends to it."""
    return propose_fewest_legs(amount, [replace(lender, is_linked=False) for lender in drawn])


def loses_the_cents(amount, drawn):
    """Broken: each share is rounded down, and the cents are lost."""
    proposal = propose_pro_rata(amount, drawn)
    return replace(proposal, legs=tuple(replace(leg, amount=leg.amount - leg.amount % 2) for leg in proposal.legs))


def one_round_only(amount, drawn):
    """Broken: shares are cut at the ceilings, and what was cut goes to the last lenders instead of all."""
    able = [lender for lender in drawn if lender.capacity]
    shares = split(amount, [lender.available for lender in able])
    amounts = {lender.id: min(share, lender.capacity) for lender, share in zip(able, shares, strict=True)}
    for lender in reversed(able):
        amounts[lender.id] += min(amount - sum(amounts.values()), lender.capacity - amounts[lender.id])
    legs = tuple(
        Leg(
            lender=lender.id,
            amount=amounts[lender.id],
            bound_by=lender.binding if amounts[lender.id] == lender.capacity else (),
        )
        for lender in able
        if amounts[lender.id]
    )
    return replace(propose_pro_rata(amount, drawn), legs=legs)


@given(requests())
def test_every_proposal_is_exact_and_within_every_ceiling(case):
    a_proposal_is_exact_and_within_ceilings(propose_pro_rata, case)
    a_proposal_is_exact_and_within_ceilings(propose_fewest_legs, case)


@pytest.mark.parametrize(
    "mutant", [forgets_the_ceilings, lends_to_the_borrower, lends_to_those_linked, loses_the_cents]
)
def test_a_proposal_beyond_a_ceiling_or_short_of_a_cent_would_be_seen(mutant):
    assert_refutes(a_proposal_is_exact_and_within_ceilings, mutant, requests())


@given(requests())
def test_one_rate_serves_all_who_are_not_held(case):
    pro_rata_but_for_ceilings(propose_pro_rata, case)


def test_a_lopsided_spread_would_be_seen():
    assert_refutes(pro_rata_but_for_ceilings, one_round_only, requests())


def no_fewer_lenders_could(propose, case):
    """By brute force: every choice of one lender less falls short of the amount."""
    amount, drawn = case
    legs = len(propose(amount, drawn).legs)
    assert all(sum(map(at_most, some)) < amount for some in combinations(drawn, legs - 1))


@given(requests())
def test_no_fewer_lenders_could_carry_it(case):
    no_fewer_lenders_could(propose_fewest_legs, case)


def test_more_legs_than_needed_would_be_seen():
    assert_refutes(no_fewer_lenders_could, propose_pro_rata, requests())
