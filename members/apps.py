"""The application of who is who."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
