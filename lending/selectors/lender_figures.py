"""What each member has placed, and what of it is spoken for: summed where the rows are, in whole minor units."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from lending.domain.currencies import DECIMALS
from lending.models import Fund, Membership

# Amounts become whole before they are summed: of thousands of placements, every conversion is felt.
# Of each placement its ceiling counts, or all of it where it has none.
PLACED = """
SELECT membership.id, membership.number, cooperative.name, cooperative.id = ANY (%(links)s::uuid[]), kept, own
  FROM (SELECT membership_id, sum(kept)::bigint AS kept,
               CASE WHEN count(ceiling) > 0 THEN sum(least(kept, ceiling))::bigint END AS own
          FROM (SELECT membership_id, ((amount - withdrawn) * %(unit)s)::bigint AS kept,
                       (ceiling_per_borrower * %(unit)s)::bigint AS ceiling
                  FROM lending_placement
                 WHERE fund_id = %(fund)s AND amount > withdrawn) placement
         GROUP BY membership_id) placed
  JOIN lending_membership membership ON membership.id = placed.membership_id
  JOIN members_cooperative cooperative ON cooperative.id = membership.cooperative_id
 ORDER BY membership.number
"""

# What comes back of a leg is first what was lent once. It waits for its owner; the part under notice is counted with
# the notices.
SPOKEN_FOR = """
WITH noticed AS (
    SELECT placement.membership_id AS member, sum(notice.amount) AS asked,
           coalesce(sum(notice.amount) FILTER (WHERE NOT placement.is_standing), 0) AS asked_once
      FROM lending_withdrawal notice JOIN lending_placement placement ON placement.id = notice.placement_id
     WHERE notice.fund_id = %(fund)s AND notice.state = 'notice'
     GROUP BY member
), placed_once AS (
    SELECT membership_id AS member, sum(amount) AS placed, sum(amount - withdrawn) AS kept
      FROM lending_placement
     WHERE fund_id = %(fund)s AND NOT is_standing
     GROUP BY member
), lent_once AS (
    SELECT leg.membership_id AS member, sum(leg.lent_once) AS lent,
           sum(greatest(0, leg.lent_once - (leg.amount + leg.acquired - leg.undrawn - leg.outstanding))) AS still
      FROM lending_participation leg JOIN lending_loan loan ON loan.id = leg.loan_id
     WHERE leg.fund_id = %(fund)s AND leg.lent_once > 0 AND loan.state <> 'lapsed'
     GROUP BY member
), once AS (
    SELECT member, greatest(0, kept - coalesce(still, 0)) AS held,
           greatest(0, least(kept - coalesce(still, 0), placed - coalesce(lent, 0))) AS room
      FROM placed_once LEFT JOIN lent_once USING (member)
), owed AS (
    SELECT leg.membership_id AS member, sum(leg.undrawn + leg.outstanding) AS by_group,
           sum(leg.undrawn + leg.outstanding) FILTER (WHERE loan.membership_id = %(borrower)s) AS by_borrower
      FROM lending_participation leg
      JOIN lending_loan loan ON loan.id = leg.loan_id
      JOIN lending_membership debtor ON debtor.id = loan.membership_id
     WHERE leg.fund_id = %(fund)s AND loan.state NOT IN ('closed', 'lapsed')
       AND (debtor.id = %(borrower)s OR debtor.cooperative_id = ANY (%(links)s::uuid[]))
     GROUP BY member
), spoken_for AS (
    SELECT member, coalesce(asked, 0) + greatest(0, held - room - coalesce(asked_once, 0)) AS kept_back, room,
           by_borrower, by_group
      FROM noticed FULL JOIN once USING (member) FULL JOIN owed USING (member)
)
SELECT membership.number, (coalesce(kept_back, 0) * %(unit)s)::bigint, (coalesce(room, 0) * %(unit)s)::bigint,
       (coalesce(by_borrower, 0) * %(unit)s)::bigint, (coalesce(by_group, 0) * %(unit)s)::bigint
  FROM spoken_for JOIN lending_membership membership ON membership.id = member
"""


class Placed(NamedTuple):
    """A member that has something placed.

    :param is_linked: to the borrower.
    :param kept: what it has placed and not withdrawn.
    :param own: of that, what it lends one borrower at most; none where no placement has such a ceiling.
    """

    member: UUID
    number: int
    name: str
    is_linked: bool
    kept: int
    own: int | None


class SpokenFor(NamedTuple):
    """What of a member's cash is not to be lent, or has been.

    :param kept_back: asked back and not paid yet, or come back of what was to be lent one time.
    :param once: what is there to be lent one time.
    :param to_borrower, to_group: what it lends now, agreed or drawn: to the borrower, and to it and its links.
    """

    kept_back: int = 0
    once: int = 0
    to_borrower: int = 0
    to_group: int = 0


NOTHING = SpokenFor()


def placed_by_members(fund: Fund, *, links: Iterable[str]) -> list[tuple[Any, ...]]:
    """What each member has placed, as `Placed` names it, in the order of its number.

    :param links: the cooperatives that are linked to the borrower.
    """
    return _rows(PLACED, fund, links=list(links))


def spoken_for(borrower: Membership, *, links: Iterable[str]) -> Mapping[int, SpokenFor]:
    """By the number of each member of the borrower's fund; those of whom nothing is are not there."""
    rows = _rows(SPOKEN_FOR, borrower.fund, links=list(links), borrower=borrower.pk)
    return {number: SpokenFor(*amounts) for number, *amounts in rows}


def _rows(query: str, fund: Fund, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"fund": fund.pk, "unit": 10 ** DECIMALS[fund.currency], **parameters})
        return list(cursor.fetchall())
