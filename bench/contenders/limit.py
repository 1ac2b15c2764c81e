"""Making the bare limit in a database of the ledger, beside it."""

from pathlib import Path
from typing import Any

BARE = Path(__file__).with_name("bare.sql")
RIGHTS = (
    "GRANT USAGE ON SCHEMA bare TO {role}",
    "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bare TO {role}",
)


def install(owner: Any, *, application: str) -> None:
    """Make the tables and the function through the owner's cursor; the application may write to them."""
    owner.execute(BARE.read_text(encoding="utf-8"))
    for right in RIGHTS:
        owner.execute(right.format(role=f'"{application}"'))
