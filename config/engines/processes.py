"""Starting and stopping the programs we own."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Literal

Shield = Literal["namespace", "nobody", "none"]

PR_SET_PDEATHSIG = 1
NOBODY = 65534
CHILD = Path(__file__).with_name("child.py")


def child_command(
    program: Sequence[str | os.PathLike[str]], *, parent_ends: signal.Signals, shield: Shield
) -> list[str]:
    """The command line of a program that gets the signal `parent_ends` when this process ends, however it ends."""
    wrapper = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), parent_ends.name, shield]
    return wrapper + [os.fspath(part) for part in program]


def start(
    program: Sequence[str | os.PathLike[str]],
    *,
    parent_ends: signal.Signals = signal.SIGTERM,
    shield: Shield = "none",
    log: IO[bytes] | int = subprocess.DEVNULL,
    errors: IO[bytes] | int | None = subprocess.STDOUT,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C in the terminal reaches us alone.

    Its words go to `log`, and its errors too where `errors` does not say otherwise (None: to the terminal).
    Call it from the main thread: the kernel takes the end of the thread that started a child for the parent's end.
    """
    return subprocess.Popen(
        child_command(program, parent_ends=parent_ends, shield=shield),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=errors,
        env={**os.environ, **(environment or {})},
        cwd=folder,
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], *, sign: signal.Signals, patience_s: float) -> None:
    """Ask a program to end, and end it when it does not."""
    if process.poll() is None:
        process.send_signal(sign)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@cache
def shield_of_this_machine() -> Shield:
    """How a server that refuses root is started here."""
    if os.geteuid() != 0:
        return "none"
    if os.environ.get("ENGINES_SHIELD") == "nobody":
        return "nobody"
    attempt = child_command(["true"], parent_ends=signal.SIGTERM, shield="namespace")
    return "namespace" if subprocess.run(attempt, capture_output=True, check=False).returncode == 0 else "nobody"


def is_running(process_id: int, *, about: str) -> bool:
    """Whether this process lives and names `about` on its command line (a process id may have been given anew)."""
    try:
        command = Path(f"/proc/{process_id}/cmdline").read_bytes()
    except OSError:
        return False
    return os.fsencode(about) in command


def end_group(leader: int) -> None:
    """End whatever a program that has ended left behind in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def end_with_parent(sign: signal.Signals) -> None:
    """Get `sign` when the process that started this one ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
