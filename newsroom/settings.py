"""Settings for every environment, read from the environment (docs/operations.md lists the variables).

They fail closed: without DEBUG, a missing SECRET_KEY or ALLOWED_HOSTS stops the start.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from disclosures import jurisdictions
from newsroom.editor import OUR_EXTENSIONS
from newsroom.environment import (
    addresses,
    backend,
    flag,
    folder,
    folders,
    json_object,
    language,
    number,
    one_of,
    time_zone,
)
from newsroom.languages import language_of_catalog

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def required(name: str, in_debug: str, why: str) -> str:
    """Return a variable that must be set; under DEBUG it defaults to `in_debug`.

    Raises:
        ImproperlyConfigured: it isn't set; the message ends with `why`."""
    if value := os.environ.get(name, "").strip():
        return value
    if DEBUG:
        return in_debug
    raise ImproperlyConfigured(f"{name} is not set. {why}")


DEBUG = flag("DEBUG")
SECRET_KEY = required(
    "SECRET_KEY", "only-for-debugging", "Set it to a long random text and keep it secret."
)
# Former keys: signatures made with them remain valid.
SECRET_KEY_FALLBACKS = list(filter(None, os.environ.get("SECRET_KEY_FALLBACKS", "").split(",")))
# The private key that signs evidence: in PEM, or the file that holds it. Without one, evidence is
# unsigned.
EVIDENCE_KEY = os.environ.get("EVIDENCE_KEY", "")
EVIDENCE_KEY_FILE = os.environ.get("EVIDENCE_KEY_FILE", "")
# The time-stamping authority for each day's seal, and a file with its root certificates (PEM).
# Empty: none.
EVIDENCE_TSA_URL = os.environ.get("EVIDENCE_TSA_URL", "")
EVIDENCE_TSA_ROOTS = os.environ.get("EVIDENCE_TSA_ROOTS", "")
ALLOWED_HOSTS = required(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Set it to the site's host names, with commas."
).split(",")
HTTPS = flag("HTTPS", default=not DEBUG)

SITE_NAME = os.environ.get("SITE_NAME", "Newsroom")
SITE_TAGLINE = os.environ.get("SITE_TAGLINE", "")
# Who publishes the site, for the copyright line, if it isn't the site's name.
SITE_PUBLISHER = os.environ.get("SITE_PUBLISHER", "")
# The name of a static file, such as img/logo.svg, shown in place of the name at the top of pages.
SITE_LOGO = os.environ.get("SITE_LOGO", "")
# The name of a static file, such as css/brand.css, with styles that win over ours on all pages.
SITE_STYLES = os.environ.get("SITE_STYLES", "")
# The publisher's own folders, whose files win over those of the same name here
# (docs/make-it-yours.md).
TEMPLATE_DIRS = folders("TEMPLATE_DIRS")
STATIC_DIRS = folders("STATIC_DIRS")
# False: no disclosures, marks, ledger and audit, for a publisher without commercial links. Links that
# a programme's rules match keep rel="sponsored", and authors' interests are shown all the same.
DISCLOSURES = flag("DISCLOSURES", default=True)
# The dotted path of a form with the publisher's own fields of stories; "" for none.
STORY_FIELDS = os.environ.get("STORY_FIELDS", "")
# The severity of the checks that are a publisher's choice: {"standfirst": "error"}; their names are in
# articles/publishing/rules.py.
PUBLISHING_CHECKS = json_object("PUBLISHING_CHECKS", example='{"standfirst": "error"}')
# The jurisdiction of new sections, and of pages outside sections.
JURISDICTION = os.environ.get("JURISDICTION", "US").upper()
if JURISDICTION not in ("", *jurisdictions.codes()):
    known = ", ".join(jurisdictions.codes())
    raise ImproperlyConfigured(f"JURISDICTION is {JURISDICTION!r}; set it to {known} or nothing.")

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
    # Before the queue, whose `db_worker` command it replaces.
    "newsroom.apps.NewsroomConfig",
    "django_tasks",
    "newsroom.apps.QueueConfig",
]

MIDDLEWARE = [
    "newsroom.health.Health",
    "newsroom.request_ids.RequestId",
    "newsroom.metrics.Measure",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.compression.Compress",
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

FORM_RENDERER = "newsroom.form_renderer.Renderer"

TEMPLATES = [
    # Readers' pages. It has no template below admin/ and staff/, so the desk's are the next engine's.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [*TEMPLATE_DIRS, BASE_DIR / "templates"],
        # Other apps' templates for Jinja2 are in their folders jinja2/.
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "articles.site.environment.environment",
            "context_processors": ["newsroom.context_processors.site"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*TEMPLATE_DIRS, BASE_DIR / "templates"],
        "OPTIONS": {
            # Templates are read once, ours without their indentation.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "newsroom.templates.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            # The desk's sentences are translated in nearly every template.
            "builtins": ["django.templatetags.i18n"],
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


# A vanished server is detected within one second on an idle connection, and within two on a new one
# (libpq's minimum). No request should wait longer than three.
FAIL_FAST = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 1000,
}


def database(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Return Django's settings for the PostgreSQL at `url`, which is in an environment variable.

    Raises ImproperlyConfigured without repeating the URL, which contains a password.
    """
    try:
        settings: dict[str, Any] = {
            **dj_database_url.parse(
                url,
                engine="newsroom.database",
                conn_max_age=number("CONN_MAX_AGE", default=600, least=0),
                conn_health_checks=True,
                # A cursor belongs to one connection, a pooler's next transaction has another.
                disable_server_side_cursors=flag("TRANSACTION_POOLER"),
            )
        }
    except ValueError:
        settings = {}
    scheme = url.partition(":")[0]
    if scheme not in ("postgres", "postgresql") or not settings.get("NAME"):
        raise ImproperlyConfigured(
            f"{variable} is no address of a PostgreSQL database: "
            "it should look like postgresql://user:password@host:5432/name"
        )
    return settings | {"OPTIONS": FAIL_FAST | settings.get("OPTIONS", {})}


DATABASES = {
    "default": database(
        required(
            "DATABASE_URL",
            "postgresql:///newsroom",
            "Set it to the PostgreSQL to use: postgresql://user:password@host:5432/name",
        )
    )
}
# Replicas, from which pages for the page cache may be rendered: their addresses, separated by spaces.
_replicas = {
    f"replica{number}": database(url, "DATABASE_REPLICA_URL")
    for number, url in enumerate(os.environ.get("DATABASE_REPLICA_URL", "").split(), 1)
}
REPLICAS = list(_replicas)
if REPLICAS:
    DATABASES |= _replicas
    DATABASE_ROUTERS = ["newsroom.cache.replicas.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The web server

# Threads in each of Granian's workers; each keeps a connection to PostgreSQL.
THREADS = number("THREADS", default=4)
# Memory in each of Granian's workers for readers' pages, in MB; 0 for no page cache.
PAGE_CACHE_MB = number("PAGE_CACHE_MB", default=64, least=0)
# A content delivery network that keeps readers' pages too, by the page cache's keys; "" for none.
CDN = one_of("CDN", "", ("", "FASTLY", "CLOUDFLARE"))
# Fastly's service or Cloudflare's zone, and a token that may purge it.
CDN_ZONE = os.environ.get("CDN_ZONE", "").strip()
CDN_TOKEN = os.environ.get("CDN_TOKEN", "").strip()
if CDN and not (CDN_ZONE and CDN_TOKEN and PAGE_CACHE_MB):
    raise ImproperlyConfigured(
        f"CDN is {CDN}; set CDN_ZONE and CDN_TOKEN too, and PAGE_CACHE_MB to more than 0."
    )
# A folder on this machine, best in memory, from which nginx sends readers' pages; None for no files.
PAGE_STORE_DIR = folder("PAGE_STORE_DIR")
if PAGE_STORE_DIR and (CDN or not PAGE_CACHE_MB):
    raise ImproperlyConfigured(
        "PAGE_STORE_DIR needs PAGE_CACHE_MB to be more than 0, and no CDN: each page would have "
        "headers of its own for the CDN, which nginx can't know."
    )

# Background work

# `enqueue` writes a row over the caller's connection: the task exists if and only if the caller's
# transaction commits, and no worker sees it earlier. So call it inside the transaction. A task
# enqueued from on_commit() would be lost if the process died in between.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Signing in

AUTH_USER_MODEL = "staff.User"
# Administrators create users on the desk. Users sign in by username. Of allauth's pages only the
# sign-in page has a URL.
ACCOUNT_ADAPTER = "staff.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
# staff/brake.py limits the rate instead: allauth counts in a cache, which processes don't share.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
# A session always lasts until the idle limit, so the page has no checkbox.
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "admin:login"
# Seconds after which a session ends: without a request, and in total after signing in.
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

# The publisher's own translations, before ours.
LOCALE_PATHS = [*folders("LOCALE_DIRS"), BASE_DIR / "locale"]
_language = language("LANGUAGE_CODE", default="en-us")
# The interface is in English where there is no translation, rather than in a mixture with Django's.
LANGUAGE_CODE = _language if language_of_catalog(_language, LOCALE_PATHS) else "en-us"
# The language of stories where it isn't the interface's; "" where it is.
STORY_LANGUAGE = "" if _language == LANGUAGE_CODE else _language
TIME_ZONE = time_zone("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
STATICFILES_DIRS = [*STATIC_DIRS, BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
STORAGES = {
    # No MEDIA_URL: originals are never served; a view with access checks serves renditions.
    "default": {
        "BACKEND": backend("MEDIA_STORAGE", default="images.storage.WholeFileStorage"),
        "OPTIONS": json_object("MEDIA_OPTIONS"),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsroom.static_files.JoinedStylesStorage"
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
CSRF_TRUSTED_ORIGINS = addresses("CSRF_TRUSTED_ORIGINS")
# HSTS for subdomains and preloading concern the whole domain, so the publisher decides about them.
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
        # Players that start when a reader clicks; no request goes to them before.
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    }
}

# Forms: a URL typed without a scheme means https, the default from Django 6 on.

FORMS_URLFIELD_ASSUME_HTTPS = True

# The body's editor

DJANGO_PROSE_EDITOR_EXTENSIONS = OUR_EXTENSIONS

# Tags

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.models.tagging.split"
TAGGIT_STRING_FROM_TAGS = "articles.models.tagging.join"

# Errors and metrics

# Prometheus's bearer token for /metrics; empty: there are no metrics.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()
# The destination of error reports; see newsroom/reporting.py.
SENTRY_DSN = os.environ.get("SENTRY_DSN", "").strip()
LOG_FORMAT = one_of("LOG_FORMAT", "TEXT", ("TEXT", "JSON"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The formatter reads LOG_FORMAT.
    "formatters": {"chosen": {"()": "newsroom.logs.formatter"}},
    "filters": {"outages": {"()": "newsroom.logs.WithoutOutages"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
    "root": {
        "handlers": ["console"],
        "level": one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {"django.request": {"filters": ["outages"]}},
}
