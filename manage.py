#!/usr/bin/env python
"""The command line of the service."""

import os
import sys

from django.core.management import execute_from_command_line

import config.environment  # noqa: F401  (reads `.env` before the engines ask for a variable)
from config.engines.session import engines_for


def main() -> None:
    """Run one management command, on the embedded engines where no other database is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with engines_for(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
