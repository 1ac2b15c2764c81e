"""Saying what a file of members would do to a fund, and which of its lines are wrong; nothing is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lending.domain.member_file import Fault, MemberFile, read_member_file
from lending.domain.sentences import gettext_noop
from lending.models import Fund, Membership
from lending.services.check_member_lines import CheckedLine, check_member_lines
from members.models import Cooperative, Role
from members.services.register_cooperative import Particulars, differences

IBAN_OF_ANOTHER = gettext_noop("This account belongs to %(name)s (SIREN %(siren)s): correct the IBAN of one of them.")
DIFFERS = gettext_noop(
    "The register has “%(registered)s” for this cooperative: correct the file, or let the import correct the register."
)


class Action(StrEnum):
    """What becomes of a line."""

    REGISTER = "register"
    ADMIT = "admit"
    CORRECT = "correct"
    INVITE = "invite"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person with a role; `is_new` is false when they have it already."""

    kind: Role.Kind
    name: str
    email: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class PlannedMember:
    """A line that is right, and what it would do. `changes`: particular → (registered, given)."""

    line: int
    particulars: Particulars
    action: Action
    changes: Mapping[str, tuple[Any, Any]]
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a file would do. It is done whole, and only when there is no fault."""

    members: Sequence[PlannedMember] = ()
    faults: Sequence[Fault] = ()
    ignored: Sequence[str] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the file is there already."""
        return not self.faults and all(member.action == Action.UNCHANGED for member in self.members)

    def count(self, action: Action) -> int:
        """How many lines do this."""
        return sum(member.action == action for member in self.members)


def plan_member_import(*, fund: Fund, content: bytes, corrects: bool = False) -> ImportPlan:
    """What importing this file would do, and everything that is wrong with it, by line and column.

    Four queries, however many lines.

    :param corrects: take over particulars that differ from the register's; otherwise they are faults.
    """
    file = read_member_file(content)
    lines = check_member_lines(file)
    register = _Register(fund=fund, lines=lines, corrects=corrects)
    members = [register.plan(line, file) for line in lines]
    return ImportPlan(members, sorted(file.faults, key=lambda fault: fault.line), file.ignored)


@dataclass(slots=True)
class _Register:
    """What is known of the cooperatives of a file, asked once."""

    fund: Fund
    lines: Sequence[CheckedLine]
    corrects: bool
    cooperatives: dict[str, Cooperative] = field(init=False)
    holders: dict[str, Cooperative] = field(init=False)
    members: set[str] = field(init=False)
    roles: set[tuple[str, str, str]] = field(init=False)

    def __post_init__(self) -> None:
        sirens = [line.particulars.siren for line in self.lines]
        ibans = [line.particulars.iban for line in self.lines]
        self.cooperatives = {found.siren: found for found in Cooperative.objects.filter(siren__in=sirens)}
        self.holders = {found.iban: found for found in Cooperative.objects.filter(iban__in=ibans)}
        memberships = Membership.objects.filter(fund=self.fund, cooperative__siren__in=sirens)
        self.members = set(memberships.values_list("cooperative__siren", flat=True))
        roles = Role.objects.filter(cooperative__siren__in=sirens)
        self.roles = set(roles.values_list("cooperative__siren", "kind", "person__email"))

    def plan(self, line: CheckedLine, file: MemberFile) -> PlannedMember:
        """What a right line would do; a particular that differs is a fault unless it is taken over."""
        siren, iban = line.particulars.siren, line.particulars.iban
        cooperative = self.cooperatives.get(siren)
        changes = differences(cooperative, line.particulars) if cooperative else {}
        for column, (registered, given) in ({} if self.corrects else changes).items():
            file.refuse(line.line, DIFFERS, column=column, value=given, registered=registered)
        holder = self.holders.get(iban)
        if holder and holder.siren != siren:
            file.refuse(line.line, IBAN_OF_ANOTHER, column="iban", value=iban, name=holder.name, siren=holder.siren)
        invitations = tuple(
            Invitation(Role.Kind(kind), person.name, person.email, (siren, kind, person.email) not in self.roles)
            for kind, person in line.people.items()
        )
        action = self._action(siren, differs=bool(changes), invites=any(person.is_new for person in invitations))
        return PlannedMember(line.line, line.particulars, action, changes, invitations)

    def _action(self, siren: str, *, differs: bool, invites: bool) -> Action:
        if siren not in self.cooperatives:
            return Action.REGISTER
        if siren not in self.members:
            return Action.ADMIT
        if differs:
            return Action.CORRECT
        return Action.INVITE if invites else Action.UNCHANGED
