"""The environment of the process, completed by the file `.env` where there is one."""

from typing import Any

import environ

from config.engines.places import ROOT

env = environ.Env()
if (ROOT / ".env").exists():
    env.read_env(ROOT / ".env")


def database_from(*variables: str) -> dict[str, Any]:
    """Django's settings from the first of these variables that names a database; empty where none does."""
    for variable in variables:
        if env(variable, default=""):
            return dict(env.db(variable))
    return {}
