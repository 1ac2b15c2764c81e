"""The key that signs sessions on a machine where nobody gave one."""

import os
import secrets
from contextlib import suppress

from config.engines.places import RunFolder


class NoSecretKey(Exception):
    """No key was given, and none can be kept here."""


def secret_key(run: RunFolder) -> str:
    """The key of this run folder, made at random the first time and readable by us alone."""
    file = run.path / "secret-key"
    try:
        run.path.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            draft = file.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            # Linking refuses an existing name: of two processes starting at once, the second takes the first's key.
            with suppress(FileExistsError):
                os.link(draft, file)
            draft.unlink()
        return file.read_text()
    except OSError as error:
        raise NoSecretKey(f"Set SECRET_KEY: {run.path} cannot keep one ({error.strerror})") from error
