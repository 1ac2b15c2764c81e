"""Writing `docs/errors.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from config.engines.places import ROOT
from config.error_catalogue import as_markdown


class Command(BaseCommand):
    """`python manage.py describe_errors` rewrites `docs/errors.md` from the table of errors."""

    help = "Rewrite docs/errors.md from the table of errors."

    def handle(self, *args: Any, **options: Any) -> None:
        (ROOT / "docs" / "errors.md").write_text(as_markdown(), encoding="utf-8")
