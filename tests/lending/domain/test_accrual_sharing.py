"""Sharing a day at a time: to the cent of the whole, and no lender a cent off its line."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lending.domain.accrual_sharing import Shared, share_accrual
from lending.domain.sharing import split
from tests.lending.domain.controls import assert_refutes

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)
days = st.lists(st.one_of(st.integers(0, 3), st.integers(0, 500)), min_size=1, max_size=31).filter(any)


def follow(share, amounts: Sequence[int], by: Sequence[Sequence[int]]) -> list[Shared]:
    """Share each day's amount by that day's weights."""
    past: list[Shared] = []
    for amount, weights in zip(amounts, by, strict=True):
        shares = share(amount, weights, total_minor=sum(amounts), past=past)
        past.append(Shared(tuple(weights), tuple(shares), sum(amounts)))
    return past


def stays_on_the_line(share, case: tuple[list[int], list[int]]) -> None:
    """With the same weights on all days."""
    amounts, weights = case
    whole = split(sum(amounts), weights)
    given_, reached = [0] * len(weights), 0
    for day, amount in zip(follow(share, amounts, [weights] * len(amounts)), amounts, strict=True):
        assert sum(day.shares) == amount
        assert min(day.shares) >= 0
        reached += amount
        given_ = [sum_ + share for sum_, share in zip(given_, day.shares, strict=True)]
        line = [Fraction(reached * share, sum(amounts)) for share in whole]
        assert all(abs(had - wanted) < 1 for had, wanted in zip(given_, line, strict=True))
    assert given_ == whole


@given(st.tuples(days, weights))
def test_each_lender_is_within_a_cent_of_its_line_and_ends_with_its_part_of_the_whole(case) -> None:
    stays_on_the_line(share_accrual, case)


def test_control_a_split_of_each_day_gives_the_leftover_cents_to_the_same_lenders() -> None:
    def each_day(amount, weights, **_rest):
        return split(amount, weights)

    assert_refutes(stays_on_the_line, each_day, st.tuples(days, weights))
    # 31 days of one cent over three: the first has all of them, and its part of the whole is eleven.
    assert [sum(day.shares[0] for day in follow(each_day, [1] * 31, [[1, 1, 1]] * 31))] == [31]
    assert split(31, [1, 1, 1]) == [11, 10, 10]


def test_control_splitting_cumulative_totals_makes_a_lender_go_back() -> None:
    def cumulative(amount, weights, *, total_minor, past):
        reached = sum(sum(day.shares) for day in past)
        after, before = split(reached + amount, weights), split(reached, weights)
        return [share - had for share, had in zip(after, before, strict=True)]

    assert_refutes(stays_on_the_line, cumulative, st.tuples(days, weights))


def test_control_a_split_of_what_is_left_to_give_drifts() -> None:
    def by_what_is_left(amount, weights, *, total_minor, past):
        had = [sum(day.shares[place] for day in past) for place in range(len(weights))]
        return split(amount, [share - has for share, has in zip(split(total_minor, weights), had, strict=True)])

    assert_refutes(stays_on_the_line, by_what_is_left, st.tuples(days, weights))


@given(st.data(), days)
def test_when_weights_change_each_keeps_what_it_has_and_ends_near_its_exact_share(data, amounts) -> None:
    """Near: a change of weights right after a rounding may leave more than a cent and less than two."""
    legs = data.draw(st.integers(1, 6))
    some = st.lists(st.integers(0, 1000), min_size=legs, max_size=legs).filter(any)
    by = [data.draw(some)]
    for _ in amounts[1:]:
        by.append(data.draw(st.one_of(st.just(by[-1]), st.just(by[-1]), st.just(by[-1]), some)))
    followed = follow(share_accrual, amounts, by)
    assert [sum(day.shares) for day in followed] == amounts
    assert all(min(day.shares) >= 0 for day in followed)
    for place in range(legs):
        exact = sum(Fraction(amount * each[place], sum(each)) for amount, each in zip(amounts, by, strict=True))
        assert abs(sum(day.shares[place] for day in followed) - exact) < 2


@given(days, weights, st.integers(1, 6))
def test_as_principal_comes_back_in_proportion_nobody_is_more_than_a_cent_off(amounts, weights, factor) -> None:
    """What happens in a loan: weights change, their proportions do not."""
    by = [[weight * (factor if day % 5 else 1) for weight in weights] for day in range(len(amounts))]
    followed = follow(share_accrual, amounts, by)
    for place, weight in enumerate(weights):
        exact = Fraction(sum(amounts) * weight, sum(weights))
        assert abs(sum(day.shares[place] for day in followed) - exact) <= 1


def test_what_has_been_given_otherwise_is_kept_and_the_rest_goes_to_the_others() -> None:
    past = [Shared((5, 5), (9, 1), 10)]
    assert share_accrual(10, (5, 5), total_minor=20, past=past) == [1, 9]
    assert share_accrual(3, (5, 5), total_minor=10, past=past) in ([1, 2], [0, 3])
