"""Become another program that dies with its parent; as root, in a user namespace where we are nobody.

Run as a script by `processes.py`, before any import of ours: `child.py PARENT SIGNAL SHIELD PROGRAM [ARGUMENT...]`.
"""

import ctypes
import os
import signal
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = 65534

libc = ctypes.CDLL(None, use_errno=True)


def enter_user_namespace() -> None:
    """Be nobody for ourselves and root for the files: PostgreSQL refuses to run as root."""
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(line)


def become_nobody() -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def die_with(parent: int, sign: int) -> None:
    """Ask the kernel for `sign` when the parent ends. Last before exec: a change of user forgets it."""
    libc.prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent ended before its child began")


def main(parent: str, sign: str, shield: str, *program: str) -> None:
    """Protect, bind to the parent, become the program."""
    if shield == "namespace":
        enter_user_namespace()
    elif shield == "nobody":
        become_nobody()
    if sys.platform == "linux":
        die_with(int(parent), signal.Signals[sign])
    os.execvp(program[0], program)


if __name__ == "__main__":
    main(*sys.argv[1:])
