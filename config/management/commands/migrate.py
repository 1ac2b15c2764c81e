"""Migrations, run as the role that owns the tables."""

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    """Django's own command, on the alias `owner` unless another is named."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The same arguments with another default."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
