"""`make run` as a whole: everything answers, and nothing stays behind however it ends."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from config.engines.places import ROOT, RunFolder

pytestmark = pytest.mark.long
# Starting everything takes seconds, and half a minute on a machine that is busy with other tests.
PATIENCE_S = 300


class Launcher:
    """One supervisor in a folder of its own, as a person would start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.said = folder.parent / "said.txt"
        self.process = self.launch()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start it; what it says goes to a file."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "TEST_"))
        }
        environment = {**kept, "RUN_FOLDER": str(self.folder), "PORT": str(self.port), "DEMO": "no"}
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        with self.said.open("wb") as said:
            command = [sys.executable, "-m", "config.engines.supervisor"]
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
            )

    def await_service(self) -> None:
        """Until it says that it serves."""
        until(lambda: b"Serving" in self.said.read_bytes() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said.read_text()

    def status_of(self, path: str) -> int:
        """The HTTP status of one page."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def living(self) -> list[str]:
        """The command lines of every process that belongs to this folder."""
        return [command for command in commands() if str(self.folder) in command or f":{self.port}" in command]


def commands() -> Iterator[str]:
    """The command line and, for programs that hide it, the environment of every process of this machine."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "status").read_text().split("State:\t")[1][0] == "Z" or int(process.name) == os.getpid():
                continue
            yield ((process / "cmdline").read_bytes() + b" " + (process / "environ").read_bytes()).decode(
                errors="replace"
            )


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def until(happened: Callable[[], object], *, patience_s: float = PATIENCE_S) -> None:
    """Wait for something to become true."""
    give_up_at = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """A service in a folder whose name has a space and an accent."""
    launcher = Launcher(tmp_path_factory.mktemp("à part") / "run")
    yield launcher
    launcher.process.kill()
    launcher.process.wait()


@pytest.fixture
def launcher(started: Launcher) -> Launcher:
    """A running service: the one that the test before left running, or started again on the same data."""
    if started.process.poll() is not None:
        started.process = started.launch()
    started.await_service()
    return started


def test_a_program_that_dies_is_started_again(launcher: Launcher) -> None:
    [worker] = [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if is_worker_of(process, parent=launcher.process.pid)
    ]
    os.kill(worker, signal.SIGKILL)
    until(lambda: b"worker ended" in launcher.said.read_bytes())
    assert launcher.process.poll() is None


def is_worker_of(process: Path, *, parent: int) -> bool:
    """Whether this is the Celery worker that the launcher started."""
    try:
        status = (process / "status").read_text()
        return f"PPid:\t{parent}\n" in status and b"\0worker\0" in (process / "cmdline").read_bytes()
    except OSError:
        return False


def test_ctrl_c_stops_everything_and_the_next_start_finds_the_data(launcher: Launcher) -> None:
    assert launcher.status_of("/") < 500
    cluster = launcher.folder / "postgres" / "global" / "pg_control"
    made_at = (launcher.folder / "postgres" / "PG_VERSION").stat().st_mtime

    second = subprocess.run(
        [sys.executable, "-m", "config.engines.supervisor"],
        cwd=ROOT,
        env={**os.environ, "RUN_FOLDER": str(launcher.folder), "PORT": str(launcher.port)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 0
    expected = f"It runs already: http://localhost:{launcher.port} (process {launcher.process.pid})"
    assert second.stdout.strip() == expected

    launcher.process.send_signal(signal.SIGINT)
    assert launcher.process.wait(PATIENCE_S) == 0
    assert launcher.living() == []

    launcher.process = launcher.launch()
    launcher.await_service()
    assert cluster.exists()
    assert (launcher.folder / "postgres" / "PG_VERSION").stat().st_mtime == made_at


def test_a_killed_launcher_leaves_no_orphan_and_the_next_one_starts(launcher: Launcher) -> None:
    assert len(launcher.living()) > 5
    launcher.process.kill()
    launcher.process.wait()
    until(lambda: launcher.living() == [], patience_s=40)

    launcher.process = launcher.launch()
    launcher.await_service()
    launcher.process.send_signal(signal.SIGTERM)
    assert launcher.process.wait(PATIENCE_S) == 0


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "config.engines.supervisor"],
            cwd=ROOT,
            env={**os.environ, "RUN_FOLDER": str(tmp_path / "run"), "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Port {port} is not free (Address already in use): choose another, as in `make run PORT=8001`."
    )


def test_a_long_path_gets_a_short_socket_folder(tmp_path: Path) -> None:
    near, far = RunFolder(tmp_path), RunFolder(tmp_path / ("x" * 120))
    assert near.sockets == tmp_path / "sockets"
    assert far.sockets == Path(f"/tmp/caisse-{far.fingerprint}")
    assert RunFolder(tmp_path / "a,b").sockets.parent == Path("/tmp")
