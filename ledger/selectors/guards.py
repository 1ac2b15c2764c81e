"""Whether the guards that the migrations put up are still standing, as they were shipped."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import connection

from ledger.selectors.checks import Breach, Check

SQL = Path(__file__).resolve().parent.parent / "sql"
TRIGGER = re.compile(r"^CREATE (?:CONSTRAINT )?TRIGGER (\w+)", re.MULTILINE)
CONSTRAINT = re.compile(r"\bADD CONSTRAINT (\w+)")
FUNCTION = re.compile(r"^CREATE FUNCTION (\w+).*?\bAS \$\$(.*?)\$\$", re.MULTILINE | re.DOTALL)

STANDING = """
SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
UNION
SELECT c.conname FROM pg_constraint c
 WHERE c.convalidated
   AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgenabled NOT IN ('O', 'A'))
UNION
SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid WHERE indisunique AND indisvalid
"""
BODIES = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger%'"


@cache
def guard_names() -> tuple[str, ...]:
    """Give the names of all triggers and constraints of the ledger's tables, in order."""
    declared = (
        constraint.name
        for model in apps.get_app_config("ledger").get_models()
        for constraint in model._meta.constraints  # noqa: SLF001 - Django documents it as public
    )
    return tuple(sorted({*TRIGGER.findall(_shipped()), *CONSTRAINT.findall(_shipped()), *declared}))


@cache
def function_bodies() -> dict[str, str]:
    """Give the body of each function as `ledger/sql` writes it."""
    return dict(FUNCTION.findall(_shipped()))


def program_files() -> list[Path]:
    """Give the files of functions and triggers, in the order in which they are installed."""
    return sorted((SQL / "program").glob("*.sql"))


def _shipped() -> str:
    files = [*sorted((SQL / "constraints").glob("*.sql")), *program_files()]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _fallen() -> Iterator[Breach]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        standing = {name for (name,) in cursor.fetchall()}
        cursor.execute(BODIES)
        bodies = dict(cursor.fetchall())
    for name in guard_names():
        if name not in standing:
            yield Breach("-", name, "the guard is missing, disabled or not validated")
    for name, body in function_bodies().items():
        if bodies.get(name) != body:
            yield Breach("-", name, "the function is missing, or is not the one that was shipped")


GUARDS_STAND = Check("guards-stand", "Every guard of the database is in place, switched on and as shipped.", _fallen)
