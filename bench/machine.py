"""Facts of the machine, without which no figure means anything."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

import django
import psycopg


def facts(settings: Mapping[str, str]) -> dict[str, object]:
    """What a reader must know to compare."""
    return {
        "cores": os.cpu_count(),
        "processor": _first("/proc/cpuinfo", "model name") or platform.machine(),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "load average at the start": " ".join(f"{value:.1f}" for value in os.getloadavg()),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "django": django.__version__,
        "psycopg": psycopg.__version__,
        "postgresql": settings["server_version"],
        "settings": ", ".join(f"{name}={value}" for name, value in settings.items() if name != "server_version"),
    }


def _first(path: str, name: str) -> str:
    """The value of the first line that begins with this name; empty where there is none."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
