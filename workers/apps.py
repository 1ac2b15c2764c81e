"""The application of background work."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "workers"
