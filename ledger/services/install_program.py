"""Installing what the database holds by itself: the functions and triggers of `ledger/sql`."""

import hashlib

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from ledger.selectors.guards import program_files

ENTRANCE = "ledger_post"
INSTALLED = (
    "SELECT obj_description(oid, 'pg_proc') FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = %s"
)
OUTDATED = """
SELECT oid::regprocedure::text FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger\\_%'
"""


def install_program(*, using: str) -> bool:
    """Replace the ledger's functions and triggers by those of this version; False where they are these already.

    Tables and their constraints belong to migrations; the program is installed after each of them, so that a database
    is never left with the functions of an older version.
    """
    program = "\n".join(path.read_text(encoding="utf-8") for path in program_files())
    digest = hashlib.sha256(program.encode()).hexdigest()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(INSTALLED, [ENTRANCE])
        if cursor.fetchall() == [(digest,)]:
            return False
        _remove_outdated(cursor)
        cursor.execute(program)
        cursor.execute(sql.SQL("COMMENT ON FUNCTION {} IS {}").format(sql.Identifier(ENTRANCE), sql.Literal(digest)))
    return True


def _remove_outdated(cursor: CursorWrapper) -> None:
    """Functions go with the triggers that call them; nothing else depends on them."""
    cursor.execute(OUTDATED)
    names = [name for (name,) in cursor.fetchall()]
    if names:
        cursor.execute(sql.SQL("DROP ROUTINE {} CASCADE").format(sql.SQL(", ").join(map(sql.SQL, names))))
