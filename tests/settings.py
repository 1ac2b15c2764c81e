"""The service's own settings, with what would only make tests slow or noisy taken out."""

import os

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-that-signs-nothing-of-value-0123456789-abcdefghij")

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE, REST_FRAMEWORK, STORAGES

DEBUG = False
BASE_URL = "http://testserver"
# Hashing a password is slow on purpose; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages are tested without `collectstatic`: names of files are served as they are.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
# The limits have tests of their own; the others ask thousands of times a minute.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "simulations": None}}
