"""Our own PostgreSQL: made once, started and stopped with us, reachable through a socket only we can open."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config.engines import processes
from config.engines.binaries import postgres_folder
from config.engines.places import APPLICATION, DATABASE, OWNER, RunFolder

START_PATIENCE_S = 60
STOP_PATIENCE_S = 30
SERVER_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PGTZ": "UTC"}
NOBODY_HOMES = Path("/var/lib/caisse-commune")

# The superuser has no way in: the roles are made before the server listens, and nobody else may sign in.
ACCESS = f"local all {OWNER},{APPLICATION} trust\n"
ROLES = f"""\
CREATE ROLE {OWNER} LOGIN CREATEDB;
CREATE ROLE {APPLICATION} LOGIN;
GRANT pg_signal_backend TO {OWNER};
CREATE DATABASE {DATABASE} OWNER {OWNER};
"""


class PostgresFailed(Exception):
    """The server could not be made or started; the end of its log says why."""


@dataclass
class Postgres:
    """One cluster in one run folder."""

    run: RunFolder
    options: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster when there is none, and serve it."""
        require_own(self.run.postgres_data)
        place = Place.of(self.run)
        stop_leftover(place.data)
        if not (place.data / "PG_VERSION").exists():
            create_cluster(place)
        options = {"unix_socket_directories": _quoted(place.sockets), "listen_addresses": "", **self.options}
        program: list[str | Path] = [place.binaries / "postgres", "-D", place.data]
        for name, value in options.items():
            program += ["-c", f"{name}={value}"]
        self.run.logs.mkdir(parents=True, exist_ok=True)
        with (self.run.logs / "postgres.log").open("ab") as log:
            self.process = processes.start(
                program,
                parent_ends=signal.SIGINT,
                shield=place.shield,
                log=log,
                environment=SERVER_ENVIRONMENT,
                folder=place.data,
            )
        self._await_answer()

    def stop(self) -> None:
        """End every session and the server; what was committed is on disk."""
        if self.process:
            processes.stop(self.process, sign=signal.SIGINT, patience_s=STOP_PATIENCE_S)
            self.process = None

    def answers(self) -> bool:
        """Whether the owner can sign in now."""
        try:
            psycopg.connect(host=str(self.run.sockets), user=OWNER, dbname=DATABASE, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _await_answer(self) -> None:
        give_up_at = time.monotonic() + START_PATIENCE_S
        while not self.answers():
            if self.process is None or self.process.poll() is not None or time.monotonic() > give_up_at:
                self.stop()
                log = (self.run.logs / "postgres.log").read_text(errors="replace")
                raise PostgresFailed("PostgreSQL did not start:\n" + log[-2000:])
            time.sleep(0.02)


@dataclass(frozen=True)
class Place:
    """Where the server really is, and under which protection."""

    data: Path
    sockets: Path
    binaries: Path
    shield: processes.Shield

    @classmethod
    def of(cls, run: RunFolder) -> "Place":
        """The run folder itself, or a home that nobody can reach when root may not use user namespaces."""
        shield = processes.shield_of_this_machine()
        run.path.mkdir(parents=True, exist_ok=True)
        if shield != "nobody":
            _make_private(run.sockets)
            return cls(run.postgres_data, run.sockets, postgres_folder(), shield)
        home = NOBODY_HOMES / run.fingerprint
        for folder in (home, home / "sockets"):
            _make_private(folder, owner=processes.NOBODY)
        _link(run.sockets, home / "sockets")
        _link(run.postgres_data, home / "postgres")
        return cls(home / "postgres", home / "sockets", _readable_binaries(home), shield)


def require_own(data: Path) -> None:
    """Refuse early, in plain words, what PostgreSQL refuses: a cluster that another user made."""
    if data.exists() and (made_by := data.stat().st_uid) not in (os.geteuid(), processes.NOBODY):
        raise PostgresFailed(f"{data} was made by user {made_by}: run this as that user, or name another RUN_FOLDER")


def create_cluster(place: Place) -> None:
    """Make a cluster with its two roles beside its final place, then move it there: half a cluster is never seen."""
    with _temporary_sibling(place) as data:
        initdb: list[str | Path] = [place.binaries / "initdb", *_initdb_options(place.binaries), "-D", data]
        _run(initdb, place)
        (data / "pg_hba.conf").write_text(ACCESS)
        single: list[str | Path] = [place.binaries / "postgres", "--single", "-D", data, "postgres"]
        _run(single, place, text=ROLES)
        data.rename(place.data)


def stop_leftover(data: Path) -> None:
    """End a server that a killed launcher left to itself a moment ago, and clear the mark of one that is gone."""
    mark = data / "postmaster.pid"
    try:
        process_id = int(mark.read_text().split("\n")[0])
    except (OSError, ValueError):
        return
    give_up_at = time.monotonic() + STOP_PATIENCE_S
    while processes.is_running(process_id, about=str(data)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGINT)
        if time.monotonic() > give_up_at:
            raise PostgresFailed(f"another PostgreSQL serves {data} (process {process_id}) and does not end")
        time.sleep(0.1)
    mark.unlink(missing_ok=True)


def _initdb_options(binaries: Path) -> list[str]:
    version = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    common = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
    number = re.search(r"\d+", version)
    if number and int(number[0]) >= 17:
        return [*common, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*common, "--locale=C.UTF-8"]


def _run(program: list[str | Path], place: Place, *, text: str = "") -> None:
    command = processes.child_command(program, parent_ends=signal.SIGTERM, shield=place.shield)
    environment = {**os.environ, **SERVER_ENVIRONMENT}
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=environment, cwd="/", check=False)
    if done.returncode != 0 or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
        raise PostgresFailed(f"{Path(program[0]).name} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


@contextlib.contextmanager
def _temporary_sibling(place: Place) -> Iterator[Path]:
    for leftover in place.data.parent.glob("postgres.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=place.data.parent))
    if place.shield == "nobody":
        os.chown(folder, processes.NOBODY, processes.NOBODY)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_private(folder: Path, *, owner: int | None = None) -> None:
    owner = os.geteuid() if owner is None else owner
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or (os.geteuid() != 0 and folder.stat().st_uid != owner):
        raise PostgresFailed(f"{folder} belongs to somebody else")
    if os.geteuid() == 0:
        os.chown(folder, owner, owner)
    folder.chmod(0o700)


def _link(name: Path, target: Path) -> None:
    if name.is_symlink() or not name.exists():
        name.unlink(missing_ok=True)
        name.symlink_to(target)


def _readable_binaries(home: Path) -> Path:
    """A copy of the programs that nobody may execute: the environment may lie in root's own folder."""
    source = postgres_folder()
    if str(source).startswith("/usr/"):
        return source
    copy = home / "programs"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source.parent, copy / source.parent.name)
        libraries = source.parent.parent.parent / f"{source.parent.parent.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy.parent / libraries.name, dirs_exist_ok=True)
        (copy / "complete").touch()
    return copy / source.parent.name / "bin"


def _quoted(path: Path) -> str:
    return '"' + str(path).replace('"', '""') + '"'
