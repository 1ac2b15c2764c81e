"""`make run`: the engines, the database made ready, web, worker and beat, in one process that owns them all."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import config.environment  # noqa: F401  (reads `.env` before anything asks for a variable)
from config.engines import processes, programs
from config.engines.locks import FileLock
from config.engines.ownership import engines_needed, started
from config.engines.places import ROOT, RunFolder, run_folder
from config.engines.programs import Program
from config.engines.session import ENGINES_GIVEN

ANSWER_PATIENCE_S = 60
WATCH_EVERY_S = 0.3
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to end."""


class Failed(Exception):
    """The service could not be started; the message says what to do."""


def main() -> int:
    """Serve until told to stop. Exit status 0 when stopped or running already, 1 when it could not go on."""
    run, port = run_folder(), int(os.environ.get("PORT") or 8000)
    mine = FileLock(run.path / "run.lock")
    if not mine.acquire(wait=False):
        print(f"It runs already: {mine.said() or 'it is just starting'}")
        return 0
    try:
        with stop_signals():
            serve(run, port=port, mine=mine)
    except Stopped:
        print("Stopped; the data is kept.")
    except Exception as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        mine.say("")
    return 0


def serve(run: RunFolder, *, port: int, mine: FileLock) -> None:
    """Start everything in order, say where it is, and keep it running."""
    address = f"http://localhost:{port}"
    mine.say("")
    require_free(port)
    owner = FileLock(run.path / "engines.lock")
    if not owner.acquire(wait=False):
        print("A command is using the engines: waiting for its end.", flush=True)
        owner.acquire()
    run.logs.mkdir(parents=True, exist_ok=True)
    with started(engines_needed(run)):
        sign_ins = prepare()
        with running([programs.web(run, port=port), programs.worker(run), programs.beat(run)]) as all_of_it:
            mine.say(f"{address} (process {os.getpid()})")
            print(f"\n{sign_ins}\nServing {address} · logs in {run.logs} · Ctrl-C stops everything.", flush=True)
            while True:
                time.sleep(WATCH_EVERY_S)
                for program in all_of_it:
                    program.watch()


def prepare() -> str:
    """Migrations, demonstration data and static files; what the command wrote, the sign-ins, is returned."""
    command = [sys.executable, str(ROOT / "manage.py"), "prepare"]
    process = processes.start(command, log=subprocess.PIPE, errors=None, folder=ROOT, environment={ENGINES_GIVEN: "1"})
    try:
        output, _ = process.communicate()
    finally:
        processes.stop(process, sign=signal.SIGTERM, patience_s=10)
    if process.returncode != 0:
        raise Failed("The database could not be made ready; the reason is above.")
    return output.decode()


@contextmanager
def running(all_of_it: list[Program]) -> Iterator[list[Program]]:
    """Programs that run for as long as this block; all are asked to stop before the first is waited for."""
    try:
        for program in all_of_it:
            program.start()
            await_answer(program)
        yield all_of_it
    finally:
        for program in all_of_it:
            program.ask_to_stop()
        for program in all_of_it:
            program.stop()


def await_answer(program: Program) -> None:
    """Wait until a program that listens answers: the others then start beside a page that is served already."""
    give_up_at = time.monotonic() + ANSWER_PATIENCE_S
    while program.port and not _answers(program.port):
        if time.monotonic() > give_up_at:
            raise Failed(f"The {program.name} server does not answer; its log is {program.log}")
        program.watch()
        time.sleep(0.05)


def require_free(port: int) -> None:
    """Refuse early where somebody else listens."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            advice = f"Port {port} is not free ({error.strerror}): choose another, as in `make run PORT=8001`."
            raise Failed(advice) from error


@contextmanager
def stop_signals() -> Iterator[None]:
    """The first signal ends this block; those that follow while everything stops are ignored."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in ENDING_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in ENDING_SIGNALS:
        signal.signal(each, stop)
    # Under make, the end of make is ours too, were it killed.
    if os.environ.get("MAKELEVEL"):
        processes.end_with_parent(signal.SIGTERM)
    yield


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
