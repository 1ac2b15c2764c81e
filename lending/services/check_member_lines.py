"""Checking what each line of a file of members says, by itself and against the lines before it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lending.domain.member_columns import PEOPLE
from lending.domain.member_file import MemberFile, MemberLine
from lending.domain.sentences import gettext_noop
from members.domain.errors import MemberError
from members.domain.text import required
from members.services.invite_person import NAME_LENGTH_MAX
from members.services.register_cooperative import CHECKS, Particulars
from members.services.validators import valid_email

TWICE_IN_FILE = gettext_noop("Line %(first)s already has this: keep one of the two lines, or correct one.")
PERSON_WITHOUT_EMAIL = gettext_noop("There is a name and no e-mail address: fill in both, or neither.")
PERSON_WITHOUT_NAME = gettext_noop("There is an e-mail address and no name: fill in both, or neither.")


@dataclass(frozen=True, slots=True)
class Contact:
    """A person a line names."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line whose particulars are right, in the form they are kept in; `people` by role."""

    line: int
    particulars: Particulars
    people: Mapping[str, Contact]


def check_member_lines(file: MemberFile) -> list[CheckedLine]:
    """The lines that are right; what is wrong with the others is noted in the file, every column of every line."""
    checked, first_lines = [], dict[tuple[str, str], int]()
    for line in file.lines:
        particulars, people = _particulars(line, file), _people(line, file)
        if particulars and not _is_repeated(line, particulars, first_lines, file):
            checked.append(CheckedLine(line.line, particulars, people))
    return checked


def _particulars(line: MemberLine, file: MemberFile) -> Particulars | None:
    checked: dict[str, str] = {}
    for column, check in CHECKS.items():
        text = line.cells.get(column, "")
        try:
            checked[column] = check(text)
        except MemberError as error:
            _refuse(line, column, text, error, file)
    return Particulars(**checked) if len(checked) == len(CHECKS) else None


def _people(line: MemberLine, file: MemberFile) -> dict[str, Contact]:
    people = {}
    for kind in PEOPLE:
        name, email = line.cells.get(f"{kind}_name", ""), line.cells.get(f"{kind}_email", "")
        if name and not email:
            file.refuse(line.line, PERSON_WITHOUT_EMAIL, column=f"{kind}_email")
        elif email and not name:
            file.refuse(line.line, PERSON_WITHOUT_NAME, column=f"{kind}_name")
        elif contact := _contact(line, kind, name, email, file):
            people[kind] = contact
    return people


def _contact(line: MemberLine, kind: str, name: str, email: str, file: MemberFile) -> Contact | None:
    if not email:
        return None
    column, text = f"{kind}_name", name
    try:
        checked_name = required(name, maximum=NAME_LENGTH_MAX)
        column, text = f"{kind}_email", email
        return Contact(checked_name, valid_email(email))
    except MemberError as error:
        _refuse(line, column, text, error, file)
        return None


def _is_repeated(
    line: MemberLine, particulars: Particulars, first_lines: dict[tuple[str, str], int], file: MemberFile
) -> bool:
    """Whether an earlier line has this SIREN or this IBAN."""
    is_repeated = False
    for column in ("siren", "iban"):
        first = first_lines.setdefault((column, getattr(particulars, column)), line.line)
        if first != line.line:
            file.refuse(line.line, TWICE_IN_FILE, column=column, value=line.cells[column], first=first)
            is_repeated = True
    return is_repeated


def _refuse(line: MemberLine, column: str, text: str, error: MemberError, file: MemberFile) -> None:
    file.refuse(line.line, error.sentence, column=column, **{"value": text, **error.values})
