"""Settings for every environment, read from the environment (docs/operations.md lists the variables).

They fail closed: without DEBUG, a missing SECRET_KEY or ALLOWED_HOSTS stops the start.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable: 1, true, yes, on or 0, false, no, off; anything else is refused."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to 1 or 0.")


def required(name: str, in_debug: str, why: str) -> str:
    """A variable that must be set, except under DEBUG, where `in_debug` stands in."""
    if value := os.environ.get(name, "").strip():
        return value
    if DEBUG:
        return in_debug
    raise ImproperlyConfigured(f"{name} is not set. {why}")


def number(name: str, default: int) -> int:
    """A variable that is a whole number above 0."""
    value = os.environ.get(name, "").strip() or str(default)
    if value.isascii() and value.isdecimal() and 0 < len(value) < 10 and int(value) > 0:
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number above 0.")


DEBUG = flag("DEBUG")
SECRET_KEY = required(
    "SECRET_KEY", "only-for-debugging", "Set it to a long random text and keep it secret."
)
# Keys of former days: what they signed and sealed is still believed.
SECRET_KEY_FALLBACKS = list(filter(None, os.environ.get("SECRET_KEY_FALLBACKS", "").split(",")))
ALLOWED_HOSTS = required(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Set it to the site's host names, with commas."
).split(",")
HTTPS = flag("HTTPS", default=not DEBUG)

SITE_NAME = os.environ.get("SITE_NAME", "Newsroom")
SITE_TAGLINE = os.environ.get("SITE_TAGLINE", "")
# Whose rules the disclosures of a new section follow, and those of pages outside sections.
JURISDICTION = os.environ.get("JURISDICTION", "US").upper()
if JURISDICTION not in ("", "US", "UK", "EU"):
    raise ImproperlyConfigured(
        f"JURISDICTION is {JURISDICTION!r}; set it to US, UK, EU or nothing."
    )

INSTALLED_APPS = [
    "newsroom.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "django_prose_editor",
    "taggit",
    "staff.apps.StaffConfig",
    "images",
    "authors",
    "disclosures",
    "articles",
    # After Django's, whose admin for logins it replaces; before the queue, whose worker it replaces.
    "newsroom.apps.NewsroomConfig",
    "django_tasks",
    "newsroom.apps.QueueConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.sessions.SessionLimits",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context_processors.site",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Database


def database(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at `url`, which is not repeated: it holds a password."""
    try:
        settings: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=0)}
    except ValueError:
        settings = {}
    if settings.get("ENGINE") != "django.db.backends.postgresql" or not settings["NAME"]:
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a PostgreSQL database: "
            "it should look like postgresql://user:password@host:5432/name"
        )
    # A server that doesn't answer is found out in seconds, not in the two minutes of TCP.
    options: dict[str, Any] = {"connect_timeout": 5} | settings.get("OPTIONS", {})
    if flag("DATABASE_POOL", default=True):
        options["pool"] = {"min_size": 1, "max_size": 8}
    return settings | {"OPTIONS": options}


DATABASES = {
    "default": database(
        required(
            "DATABASE_URL",
            "postgresql:///newsroom",
            "Set it to the PostgreSQL to use: postgresql://user:password@host:5432/name",
        )
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Background work

# `enqueue` writes a row by the caller's own connection: the task exists once, and only if, the
# transaction that asked for it commits, and no worker sees it sooner. So call it inside the
# transaction. From on_commit() it would be lost where the process dies between the two.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Signing in

AUTH_USER_MODEL = "staff.User"
# Users are made on the desk and sign in by username. Only allauth's sign-in page has an address.
ACCOUNT_ADAPTER = "staff.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
# The brake is ours (staff/brake.py): allauth's counts in a cache, which processes don't share.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# Always until the idle limit, so the page has no box to tick.
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "admin:login"
# A session ends after so long without a request, and so long after signing in.
SESSION_COOKIE_AGE = number("SESSION_IDLE_HOURS", 12) * 3600
SESSION_LONGEST_AGE = number("SESSION_DAYS", 14) * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Language and time

LANGUAGE_CODE = os.environ.get("LANGUAGE_CODE", "en-us")
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
STORAGES = {
    # No MEDIA_URL: originals are never served; readers get renditions from a view that checks.
    "default": {"BACKEND": "images.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "images.handlers.DiskAwareUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Security

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin
]
# Whether sub-domains join HSTS, and the preload list, is the publisher's call for the whole
# domain, not this application's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Players that a reader starts with a click; nothing is asked of them before.
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    }
}

# Forms: an address typed without a scheme means https, as it will by default in Django 6.

FORMS_URLFIELD_ASSUME_HTTPS = True

# Tags

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.models.tagging.split"
TAGGIT_STRING_FROM_TAGS = "articles.models.tagging.join"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO").upper()},
}
