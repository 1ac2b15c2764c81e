"""Make the database and the static files ready to be served; what is done already is not done again."""

import hashlib
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from config.after_migrate import finish_migration
from config.engines.places import ROOT
from config.environment import env

FINGERPRINT = ".fingerprint"


class Command(BaseCommand):
    """Run by `make run` before anything is served."""

    help = "Migrate, collect static files and load the demonstration fund where they are not there yet."

    # What is wrong with the settings is found by `make check`, not at each start.
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Say on standard error what takes long, and on standard output how to sign in."""
        self.migrate()
        self.collect_static_files()
        if env.bool("DEMO", default=True):
            self.load_demonstration()

    def migrate(self) -> None:
        """Apply what is missing, and give the application's role its rights."""
        executor = MigrationExecutor(connections["owner"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("Making the tables ...")
            call_command("migrate", verbosity=0, interactive=False)
        finish_migration(using="owner")

    def collect_static_files(self) -> None:
        """Copy them under names that change with their content, unless nothing changed since the last time."""
        mark = settings.STATIC_ROOT / FINGERPRINT
        now = fingerprint_of_static_files()
        if not mark.exists() or mark.read_text() != now:
            self.stderr.write("Collecting static files ...")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            mark.write_text(now)

    def load_demonstration(self) -> None:
        """A fund to look at, once; then who can sign in to it."""
        if "load_demo" in get_commands() and not apps.get_model("lending", "Fund").objects.exists():
            self.stderr.write("Loading the demonstration fund ...")
            call_command("load_demo", verbosity=0)
            # A worker would, within a minute; whoever looks at once sees numbers and proofs at once.
            call_command("seal", stdout=self.stderr)
        if "demo_sign_ins" in get_commands():
            call_command("demo_sign_ins", stdout=self.stdout)


def fingerprint_of_static_files() -> str:
    """Changes when a static file does."""
    digest = hashlib.sha256((ROOT / "config" / "static_files.py").read_bytes())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = storage.path(path)
            digest.update(f"{file} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
