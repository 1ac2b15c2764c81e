"""What a peer's documentation asks for, and nothing else, so that no layer of ours slows it."""

import os

SECRET_KEY = "measures"
DEBUG = False
USE_TZ = True
PEER_APPS = {
    "hordak": ["mptt", "djmoney", "hordak"],
    "django_ledger": ["treebeard", "django_ledger"],
}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *PEER_APPS[os.environ["BENCH_PEER"]]]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["BENCH_HOST"],
        "PORT": os.environ["BENCH_PORT"],
        "NAME": os.environ["BENCH_DATABASE"],
        "USER": os.environ["BENCH_OWNER"],
        "PASSWORD": os.environ["BENCH_OWNER_PASSWORD"],
        "CONN_MAX_AGE": None,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CURRENCIES = ("EUR",)
DEFAULT_CURRENCY = "EUR"
TEMPLATES: list[object] = []
DJANGO_LEDGER_USE_DEPRECATED_BEHAVIOR = False
