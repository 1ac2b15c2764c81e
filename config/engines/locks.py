"""Locks between processes, which the system releases when their holder ends, however it ends."""

import fcntl
from pathlib import Path
from typing import IO


class FileLock:
    """A lock on a file; what its holder writes into it, others can read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def acquire(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock, or change how it is held; False when it is taken and we do not wait."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a+")
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Give it back; nothing to do when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def say(self, text: str) -> None:
        """Leave a word for whoever finds the lock taken."""
        self.path.write_text(text, encoding="utf-8")

    def said(self) -> str:
        """The word its holder left."""
        return self.path.read_text(encoding="utf-8")
