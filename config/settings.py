"""Settings: every one is an environment variable with a safe default, listed in `.env.example`."""

from datetime import timedelta
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.description import SPECTACULAR_SETTINGS  # noqa: F401 - a setting
from config.engines.places import APPLICATION, OWNER, ROOT, run_folder
from config.engines.secret import secret_key
from config.environment import database_from, env
from config.logs import logging_settings

RUN = run_folder()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or secret_key(RUN)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "config",
    "web",
    "workers",
    "lending",
    "members",
    "ledger",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "djmoney",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_cotton",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "web.middleware.PersonLanguageMiddleware",
    "web.middleware.FreshTimeZoneMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "web.context.shell",
            ],
        },
    },
]

# What a component shows comes in by its attributes, never from the page around it.
COTTON_ISOLATE_BY_DEFAULT = True
SITE_NAME = env("SITE_NAME", default="Caisse commune")

# The application signs in to the database as a role that can only read the ledger and call its functions;
# `owner` is the same database under the role that owns the tables, used by `migrate --database owner`.
DATABASES: dict[str, dict[str, Any]] = {
    "default": database_from("DATABASE_URL") or RUN.database(APPLICATION),
    "owner": database_from("DATABASE_OWNER_URL", "DATABASE_URL") or RUN.database(OWNER),
}
for database in DATABASES.values():
    database["CONN_MAX_AGE"] = env.int("DATABASE_CONNECTION_SECONDS", default=60)
    database["CONN_HEALTH_CHECKS"] = True
    # What the server binds is prepared at its third use; for a pooler that cannot keep it, DATABASE_PREPARES=false.
    threshold = 2 if env.bool("DATABASE_PREPARES", default=True) else None
    # A statement of 100 000 lines is put in order in memory. For a pooler that refuses it, DATABASE_WORK_MEM= (empty).
    memory = env("DATABASE_WORK_MEM", default="32MB")
    database["OPTIONS"] = {
        **({"options": f"-c work_mem={memory}"} if memory else {}),
        **database.get("OPTIONS", {}),
        "prepare_threshold": threshold,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis holds no truth: messages are published again from the database, cached figures are asked again.
REDIS_URL = env("REDIS_URL", default="") or RUN.redis_url
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# django-money writes its currency list into migrations, so the list is short and ours.
CURRENCIES = ("EUR",)
DEFAULT_CURRENCY = "EUR"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.static_files.PackageFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.NamedByContentStorage"},
}
MEDIA_ROOT = env.path("FILES_FOLDER", default=str(RUN.path / "files"))()

# Where no mail server is named, each message is a file: a demonstration writes to nobody by mistake.
EMAIL_HOST = env("EMAIL_HOST", default="")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = RUN.path / "mail"
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="caisse@localhost")

# Browser and transport: nothing inline, nothing from elsewhere; TLS as soon as the address says https.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUST_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"

# Signing in: by e-mail address; accounts are opened by the fund, never by a visitor.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.accounts.InvitedPeopleOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "web/lockout.html"
CSRF_FAILURE_VIEW = "web.views.errors.csrf_failure"

# The interface for programs.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "config.openapi.Schema",
    "DEFAULT_PAGINATION_CLASS": "config.pagination.Cursor",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": [
        "config.throttling.AnonymousRate",
        "config.throttling.PersonRate",
        "config.throttling.ScopeRate",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env("ANONYMOUS_RATE", default="60/min"),
        "user": env("PERSON_RATE", default="1200/min"),
        "simulations": env("SIMULATIONS_RATE", default="60/min"),
    },
    "EXCEPTION_HANDLER": "config.problem_response.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=env.int("API_TOKEN_DAYS", default=30)), "TOKEN_LIMIT_PER_USER": 10}

# Postings that are a transaction of their own wait for the disk together: more of them on one account, as safe.
LEDGER_GROUPED_DURABILITY = env.bool("LEDGER_GROUPED_DURABILITY", default=False)
# Rules that `verify_ledger` asks besides the ledger's own: sequences of `ledger.selectors.checks.Check`.
LEDGER_CHECKS = [
    "lending.selectors.book_checks.CHECKS",
    "lending.selectors.accrual_checks.CHECKS",
    "lending.selectors.tranche_checks.CHECKS",
    "lending.selectors.contract_checks.CHECKS",
    "lending.selectors.addendum_checks.CHECKS",
    "lending.selectors.transfer_checks.CHECKS",
    "lending.selectors.loss_checks.CHECKS",
    "lending.selectors.sponsor_checks.CHECKS",
    "lending.selectors.vote_checks.CHECKS",
]

# Who knows which act wrote an entry, and what the codes in a book are called: what the ledger asks of higher packages.
LEDGER_ORIGINS = ["lending.selectors.entry_origins.origins"]
LEDGER_WORDS = ["lending.statements.book_words.BOOK_WORDS"]
LOGGING = logging_settings(level=env("LOG_LEVEL", default="INFO"))
