"""The real settings, with what a test machine needs.

Where DATABASE_URL is not set, conftest.py starts a PostgreSQL and puts its address in the place of
the one below, which nobody connects to.
"""

import os

UNSET = "postgresql:///to-be-replaced"

os.environ.setdefault(
    "SECRET_KEY", "only-for-tests-and-long-enough-to-satisfy-the-deployment-check"
)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ |= {"HTTPS": "0", "DATABASE_POOL": "0"}
os.environ.setdefault("DATABASE_URL", UNSET)

from newsroom.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Straight from the folders, without collecting them first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# At once, in the process that asks. Tests of the queue itself choose the real one.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# For tests that leave tasks waiting, and for those that load so many pictures that making their
# renditions would take minutes.
NO_WORKER = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
