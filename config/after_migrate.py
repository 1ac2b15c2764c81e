"""What follows every migration: the ledger's program, then the rights on everything there is."""

from typing import Any

from config.grants import grant_rights
from ledger.services.install_program import install_program


def finish_migration(*, using: str, **_: Any) -> None:
    """Bring functions, triggers and rights up to this version; what is up to it already stays as it is."""
    if using == "owner":
        install_program(using=using)
    grant_rights(using=using)
