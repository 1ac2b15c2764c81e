"""How much a sponsor answers for, and for how much it can be called."""

from fractions import Fraction

from lending.domain.money import RoundingMode, round_ratio


def guaranteed_minor(loan_minor: int, *, share: Fraction) -> int:
    """A share of a loan as an amount, the most that its sponsor answers for; half a cent rounded up.

    >>> guaranteed_minor(1_000_025, share=Fraction(1, 2))
    500013
    """
    return round_ratio(loan_minor * share.numerator, share.denominator, RoundingMode.HALF_UP)


def carried_minor(*, amount: int, share: Fraction | None, paid: int, outstanding: int) -> int:
    """What a sponsor goes on answering for, where its loan is made one with others: no more than it answers for today.

    That is its amount, less what it has paid; or its share of what is taken over. Never more than is taken over.

    >>> carried_minor(amount=400, share=None, paid=0, outstanding=1_000)
    400
    >>> carried_minor(amount=400, share=None, paid=100, outstanding=250)
    250
    >>> carried_minor(amount=500, share=Fraction(1, 2), paid=0, outstanding=601)
    301

    :param outstanding: principal of its loan that the new one takes over.
    """
    most = outstanding if share is None else guaranteed_minor(outstanding, share=share)
    return max(0, min(amount - paid, most))


def callable_minor(
    *, amount: int, share: Fraction | None, owed: int, paid_by_sponsors: int, called: int, awaited: int
) -> int:
    """For how much more a sponsor can be called, in minor units.

    Never beyond its amount, nor beyond what is still owed once all calls are paid. Who guarantees a share answers for
    that share of what is owed at the default: what sponsors have paid since counts as if it were owed still.

    >>> callable_minor(amount=500, share=None, owed=800, paid_by_sponsors=0, called=0, awaited=0)
    500
    >>> callable_minor(amount=500, share=Fraction(1, 2), owed=800, paid_by_sponsors=0, called=0, awaited=0)
    400
    >>> callable_minor(amount=500, share=Fraction(1, 2), owed=400, paid_by_sponsors=400, called=400, awaited=0)
    0
    >>> callable_minor(amount=500, share=None, owed=800, paid_by_sponsors=0, called=100, awaited=600)
    200

    :param amount: the most it answers for.
    :param owed: costs, interest and principal unpaid of the loan, now.
    :param called: what it was called for already, paid or not.
    :param awaited: of all calls on this loan, what is not paid yet.
    """
    limit = amount if share is None else min(amount, int(share * (owed + paid_by_sponsors)))
    return max(0, min(limit - called, owed - awaited))
