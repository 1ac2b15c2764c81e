"""What the application's role may do with each table, function and sequence; given again after every migration."""

from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import sql

READ_ONLY_PREFIX = "ledger_"
READ_ONLY_TABLES = frozenset({"django_migrations"})
# Imports are put down here, and posted by a function.
STAGING_TABLES = frozenset({"ledger_staged_entry", "ledger_staged_posting"})
# What happened is added to and never rewritten, not even by the application.
APPEND_ONLY_TABLES = frozenset(
    {
        "lending_acceptance", "lending_accountsdeclaration", "lending_agreement", "lending_agreementpaper",
        "lending_agreementparty", "lending_agreementtemplate", "lending_ballot", "lending_event", "lending_fundrules",
        "lending_guarantee",
        "lending_linkdeclaration", "lending_logentry", "lending_signedcopy", "lending_trancheshare",
    }
)  # fmt: skip

OWN_RELATIONS = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND pg_get_userbyid(c.relowner) = current_user
    ORDER BY c.relname
"""
OWN_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'public' AND pg_get_userbyid(p.proowner) = current_user
"""


def application_role() -> str:
    """The role the application signs in as."""
    return str(connections["default"].settings_dict["USER"])


def roles_are_apart() -> bool:
    """Whether the application signs in as another role than the owner of the tables."""
    return application_role() not in ("", connections["owner"].settings_dict["USER"])


def rights_on(table: str) -> str:
    """The rights of the application on one table or view."""
    if table in STAGING_TABLES:
        return "SELECT, INSERT"
    if table.startswith(READ_ONLY_PREFIX) or table in READ_ONLY_TABLES:
        return "SELECT"
    return "SELECT, INSERT" if table in APPEND_ONLY_TABLES else "SELECT, INSERT, UPDATE, DELETE"


def grant_rights(*, using: str) -> None:
    """Give the application exactly its rights; nothing to do where it owns the tables itself."""
    if using == "owner" and roles_are_apart():
        with connections[using].cursor() as cursor:
            _grant(cursor, application_role())


def _grant(cursor: CursorWrapper, role: str) -> None:
    application = sql.Identifier(role)
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(application))
    for table in _names(cursor, OWN_RELATIONS):
        relation = sql.Identifier("public", table)
        cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}, PUBLIC").format(relation, application))
        rights = sql.SQL(rights_on(table))
        cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(rights, relation, application))
    for signature in _names(cursor, OWN_FUNCTIONS):
        function = sql.SQL(signature)
        cursor.execute(sql.SQL("REVOKE ALL ON ROUTINE {} FROM PUBLIC").format(function))
        cursor.execute(sql.SQL("GRANT EXECUTE ON ROUTINE {} TO {}").format(function, application))
    cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(application))


def _names(cursor: CursorWrapper, question: str) -> list[str]:
    cursor.execute(question)
    return [name for (name,) in cursor.fetchall()]
