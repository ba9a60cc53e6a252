"""A second test database that holds the demo's magazine, for the fixture `newsroom`.

Each worker loads the magazine once, when a test first asks for it, into a copy of its test database.
Tests inside a transaction share that copy, since they are rolled back. Tests that commit (those with
`live_server` or `transaction=True`) get a copy of their own, which PostgreSQL makes in a tenth of a
second, and which is dropped after the test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from django.apps import apps
from django.core.files.storage import Storage, default_storage, storages
from django.db import connection
from django.db.models import AutoField, Max, Model, QuerySet
from django.db.models.signals import post_save
from django.test import Client

from articles.models import Article
from disclosures.rules import rulebook
from images.models import Image
from images.receivers import make_renditions
from newsroom.demo.load import load
from newsroom.demo.logins import LOGINS
from staff.models import User

USERNAMES = {login.role: login.username for login in LOGINS}


class Newsroom:
    """The demo's magazine in the test database, with shortcuts to its rows."""

    # The highest key of each model that the magazine has, by which newer rows are known.
    last_keys: ClassVar[dict[type[Model], int]] = {}
    # The storage that has the magazine's pictures in memory.
    media: ClassVar[list[Storage]] = []

    def new(self, model: type[Model]) -> QuerySet:
        """Return the rows of a model that the test made: none, right at its begin."""
        return model._default_manager.filter(pk__gt=self.last_keys[model])

    def story(self, slug: str) -> Article:
        """Return the draft with this slug; newsroom/demo/content/stories/ has a file for each."""
        return Article.objects.get(slug=slug)

    def user(self, who: str) -> User:
        """Return a login by user name ("editor") or role ("Editor"); demo/logins.py lists them."""
        return User.objects.get(username=USERNAMES.get(who, who))

    def client(self, who: str) -> Client:
        """Return a client that is signed in as `user(who)`."""
        client = Client()
        client.force_login(self.user(who))
        return client


def is_populated(item: pytest.Item) -> bool:
    """Tell if a test runs in the magazine's database: it asks for `newsroom`, and isn't exempt."""
    asks = "newsroom" in getattr(item, "fixturenames", ())
    return asks and not item.get_closest_marker("empty_database")


def commits(item: pytest.Item) -> bool:
    """Tell if a test writes for good, by the rules of pytest-django."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & {*names}
    )


@contextmanager
def magazine() -> Iterator[str]:
    """Load the magazine into a copy of the connected database; yield the copy's name."""
    with copied(current(), f"{current()}_magazine") as name:
        with connected(name), no_renditions():
            load(lambda step: None)
            Newsroom.last_keys.update(last_keys())
            Newsroom.media[:] = [storages["default"]]
        yield name


@contextmanager
def no_renditions() -> Iterator[None]:
    """Leave the magazine's pictures with what their upload makes; the rest would take minutes."""
    post_save.disconnect(make_renditions, sender=Image)
    try:
        yield
    finally:
        post_save.connect(make_renditions, sender=Image)


def last_keys() -> dict[type[Model], int]:
    """Return the highest key of every model whose keys are numbers."""
    models = [model for model in apps.get_models() if isinstance(model._meta.pk, AutoField)]
    return {
        model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in models
    }


@contextmanager
def copied(source: str, name: str) -> Iterator[str]:
    """Copy a database, which nobody may be connected to; drop the copy at the end."""
    connection.close()
    run(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{source}"',
    )
    try:
        yield name
    finally:
        run(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def connected(name: str) -> Iterator[None]:
    """Let every connection of this process be one to the database `name`."""
    before = current()
    switch(name)
    for storage in Newsroom.media:
        # A test that chose another storage made Django forget this one, and the pictures with it.
        storages._storages["default"] = default_storage._wrapped = storage
    try:
        yield
    finally:
        switch(before)


def current() -> str:
    """Return the name of the database that this process uses."""
    return str(connection.settings_dict["NAME"])


def switch(name: str) -> None:
    connection.close()
    # Connections of other threads, such as the live server's, read the same dictionary.
    connection.settings_dict["NAME"] = name
    # Rules are kept in memory by row ids, and the same ids mean other rules in another database.
    rulebook._rulebook.cache_clear()


def run(*statements: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
