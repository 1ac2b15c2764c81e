"""The product's own settings, on a database of the measures, application and owner apart."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES

for alias, role in (("default", "APPLICATION"), ("owner", "OWNER")):
    DATABASES[alias].update(
        {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["BENCH_HOST"],
            "PORT": os.environ["BENCH_PORT"],
            "NAME": os.environ["BENCH_DATABASE"],
            "USER": os.environ[f"BENCH_{role}"],
            "PASSWORD": os.environ[f"BENCH_{role}_PASSWORD"],
            "CONN_MAX_AGE": None,
        }
    )
