"""The wiring app: it has no tables, only grants, checks and commands."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    """Listens to the end of migrations and registers deployment checks."""

    name = "config"

    def ready(self) -> None:
        from config import checks, permissions  # noqa: F401, PLC0415
        from config.after_migrate import finish_migration  # noqa: PLC0415

        # Django tells apps with models alone; the ledger is one, and it is told when every table is there.
        permissions.register()
        post_migrate.connect(finish_migration, sender=apps.get_app_config("ledger"))
