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
# As PostgreSQL writes them: what was put up again under a guard's name and refuses nothing is not what was shipped.
DEFINITIONS = """
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT conname, 'ON ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype <> 't' AND conrelid <> 0
UNION ALL
SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
 WHERE indisunique AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
"""
# What else acts on a write: it could change or drop a row before a guard sees it.
ACTING = """
SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger\\_%'
UNION ALL
SELECT rulename FROM pg_rules WHERE tablename LIKE 'ledger\\_%'
"""
SHIPPED = SQL / "guards.tsv"
# A dump that is read back has its casts elsewhere, and other parentheses around what is joined by one word.
OTHERWISE_WRITTEN = re.compile(r"::[a-z]+(?: varying)?(?:\[\])?|[()\s]")
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


@cache
def shipped_definitions() -> dict[str, str]:
    """Give the definition of each guard as `guards.tsv` has it, which `manage.py describe_guards` writes."""
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", maxsplit=1) for line in lines)


def definitions() -> dict[str, str]:
    """Give the definition of each guard as it stands, in order of name."""
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        found = dict(cursor.fetchall())
    return {name: " ".join(found[name].split()) for name in guard_names() if name in found}


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
        cursor.execute(ACTING)
        acting = {name for (name,) in cursor.fetchall()}
    shipped, found = shipped_definitions(), definitions()
    for name in guard_names():
        if name not in standing:
            yield Breach("-", name, "the guard is missing, disabled or not validated")
        elif plain(found.get(name, "")) != plain(shipped.get(name, "")):
            yield Breach("-", name, "the guard is not the one that was shipped")
    for name in sorted(acting.difference(guard_names())):
        yield Breach("-", name, "it acts on a table of the ledger, and was not shipped")
    for name, body in function_bodies().items():
        if bodies.get(name) != body:
            yield Breach("-", name, "the function is missing, or is not the one that was shipped")


def plain(definition: str) -> str:
    """Give what a definition says, the same after a dump and a restore."""
    return OTHERWISE_WRITTEN.sub("", definition.lower().replace("public.", ""))


RULE = (
    "Every guard of the database is in place, switched on and as shipped, and nothing else acts on the ledger's tables."
)
GUARDS_STAND = Check("guards-stand", RULE, _fallen)
