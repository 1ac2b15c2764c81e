"""What each lender would earn by a schedule: every instalment shared as it will be when it falls due."""

from collections.abc import Iterable, Sequence

from lending.domain.sharing import split


def interest_by_leg(rows: Iterable[tuple[int, int]], outstanding_minor: Sequence[int]) -> list[int]:
    """The interest of all rows, a leg each, supposing that all is paid on its day.

    Interest is shared by what each leg has outstanding before the instalment, principal likewise.

    >>> interest_by_leg([(50, 10), (50, 5)], [75, 25])
    [12, 3]

    :param rows: principal and interest of each instalment in minor units, in the order in which they fall due.
    :param outstanding_minor: of each leg before the first of them.
    """
    left, earned = list(outstanding_minor), [0] * len(outstanding_minor)
    for principal, interest in rows:
        earned = [
            sum(pair) for pair in zip(earned, split(interest, left) if interest else [0] * len(left), strict=True)
        ]
        paid = split(principal, left) if principal else [0] * len(left)
        left = [before - back for before, back in zip(left, paid, strict=True)]
    return earned
