"""What cooperatives have declared: the newest of each closing, and the newest link with each borrower."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lending.domain.accounting_year import last_two, year_of
from lending.models import AccountsDeclaration, LinkDeclaration, Membership


@dataclass(frozen=True, slots=True)
class Closings:
    """The last two closings of a member before a day; None where one is not declared, or is too old to be that one."""

    last: AccountsDeclaration | None = None
    before: AccountsDeclaration | None = None
    newest_on: date | None = None

    def year_of(self, on: date) -> tuple[date, date]:
        """First and last day of the member's accounting year in which a day lies."""
        return year_of(on, closed_on=self.newest_on)


def closings_of(members: Collection[UUID], *, on: date) -> Mapping[UUID, Closings]:
    """The last two closings of each of these members, one query however many they are."""
    newest: dict[UUID, dict[date, AccountsDeclaration]] = defaultdict(dict)
    for row in AccountsDeclaration.objects.filter(membership__in=members).order_by("declared_at", "id"):
        newest[row.membership_id][row.closing_on] = row
    found = {}
    for member, by_day in newest.items():
        last, before = last_two(list(by_day.items()), on=on)
        found[member] = Closings(last, before, max(by_day))
    return found


def links_with(borrower: Membership, *, lenders: Collection[UUID]) -> Mapping[UUID, LinkDeclaration]:
    """The link of each of these lenders with a borrower, as declared last."""
    rows = LinkDeclaration.objects.filter(borrower=borrower, lender__in=lenders).order_by("declared_at", "id")
    return {row.lender_id: row for row in rows}


def accounts_declared_by(membership: Membership) -> list[AccountsDeclaration]:
    """The declaration that counts of each closing, the latest closing first."""
    newest: dict[date, AccountsDeclaration] = {}
    for row in AccountsDeclaration.objects.filter(membership=membership).order_by("declared_at", "id"):
        newest[row.closing_on] = row
    return [newest[day] for day in sorted(newest, reverse=True)]


def links_declared_by(membership: Membership) -> list[LinkDeclaration]:
    """The link that counts with each borrower, in the order of their numbers; those ended are left out."""
    newest: dict[UUID, LinkDeclaration] = {}
    rows = LinkDeclaration.objects.filter(lender=membership).select_related("borrower__cooperative")
    for row in rows.order_by("declared_at", "id"):
        newest[row.borrower_id] = row
    open_links = [row for row in newest.values() if row.nature != LinkDeclaration.Nature.NONE]
    return sorted(open_links, key=lambda row: row.borrower.number)
