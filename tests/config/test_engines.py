"""The embedded engines alone: where they can live, and what their makers must not leave behind."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.engines import processes
from config.engines.ownership import engines_needed, started
from config.engines.places import APPLICATION, DATABASE, OWNER, ROOT, RunFolder
from config.engines.postgres import NOBODY_HOMES, Postgres, PostgresFailed
from config.engines.secret import NoSecretKey, secret_key
from config.engines.valkey import Valkey

FAST = {"fsync": "off"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a shield")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[RunFolder]:
    """An empty run folder, gone afterwards with what it has elsewhere."""
    folder = RunFolder(tmp_path / "à part" / "run")
    yield folder
    shutil.rmtree(NOBODY_HOMES / folder.fingerprint, ignore_errors=True)


def signed_in(run: RunFolder, role: str) -> str:
    """Who the server says one is."""
    with psycopg.connect(host=str(run.sockets), user=role, dbname=DATABASE) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    assert row
    return str(row[0])


def test_a_cluster_has_two_roles_and_no_way_in_for_the_superuser(run: RunFolder) -> None:
    with started([Postgres(run, FAST)]):
        assert [signed_in(run, role) for role in (OWNER, APPLICATION)] == [OWNER, APPLICATION]
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            signed_in(run, "postgres")


def test_nobody_else_can_reach_the_sockets(run: RunFolder) -> None:
    with started([Postgres(run, FAST), Valkey(run)]):
        assert run.sockets.stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_is_served_all_the_same(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / ("très long " * 10) / "run")
    with started([Postgres(run, FAST), Valkey(run)]):
        assert signed_in(run, OWNER) == OWNER
    shutil.rmtree(run.sockets)


@as_root
def test_root_without_user_namespaces_runs_the_server_as_nobody(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "shield_of_this_machine", lambda: "nobody")
    postgres = Postgres(run, FAST)
    with started([postgres]):
        assert postgres.process
        assert Path(f"/proc/{postgres.process.pid}").stat().st_uid == processes.NOBODY
        assert signed_in(run, OWNER) == OWNER


@as_root
def test_a_cluster_of_another_user_is_refused_in_plain_words(run: RunFolder) -> None:
    run.postgres_data.mkdir(parents=True)
    os.chown(run.postgres_data, 4242, 4242)
    with pytest.raises(PostgresFailed, match="made by user 4242: run this as that user"):
        Postgres(run).start()


def test_what_an_interrupted_start_left_is_cleared(run: RunFolder) -> None:
    half_made = run.path / "postgres.new-interrupted"
    half_made.mkdir(parents=True)
    with started([Postgres(run, FAST)]):
        assert not half_made.exists()


def test_a_server_left_alone_is_replaced(run: RunFolder) -> None:
    first, second = Postgres(run, FAST), Postgres(run, FAST)
    first.start()
    with started([second]):
        assert first.process
        assert first.process.wait(10) == 0
        assert signed_in(run, OWNER) == OWNER


def test_the_engines_end_with_the_process_that_started_them(run: RunFolder) -> None:
    code = (
        "import os, sys; from pathlib import Path; from config.engines.places import RunFolder;"
        "from config.engines.postgres import Postgres; postgres = Postgres(RunFolder(Path(sys.argv[1])));"
        "postgres.start(); print(postgres.process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(run.path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with started([Postgres(run, FAST)]):
        assert not processes.is_running(int(done.stdout), about=str(run.postgres_data))


def test_a_variable_replaces_its_engine_alone(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://localhost/0")
    assert [type(engine) for engine in engines_needed(run)] == [Postgres]


def test_commands_that_run_at_once_share_the_engines_of_the_first(run: RunFolder) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "TEST_"))}
    environment = {**kept, "RUN_FOLDER": str(run.path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", "showmigrations", "ledger"]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert all("[ ] 0001_initial" in out for out, _ in answers)
    assert not Postgres(run).answers()


def test_a_key_is_made_once_and_kept_to_oneself(run: RunFolder) -> None:
    key = secret_key(run)
    assert len(key) >= 50
    assert secret_key(run) == key
    assert (run.path / "secret-key").stat().st_mode & 0o077 == 0


def test_where_no_key_can_be_kept_one_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoSecretKey, match="Set SECRET_KEY"):
        secret_key(RunFolder(tmp_path / "file"))
