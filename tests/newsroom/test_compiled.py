"""Compiled queries: they return the rows of their querysets, and refuse what they can't compile."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Prefetch, Q
from django.utils import timezone

from articles.models import Edition, EditionByline, Section
from newsroom.compiled import AnyOf, compiled
from tests.factories import make_author, make_edition, make_section

pytestmark = pytest.mark.django_db


def test_each_call_uses_its_own_arguments(django_assert_num_queries):
    @compiled
    def named(name, least):
        return Section.objects.filter(Q(name=name) | Q(slug=name), pk__gte=least)

    anime, books = make_section(name="Anime"), make_section(name="Books")
    with django_assert_num_queries(4):
        assert list(named("Anime", 0)) == [anime]
        assert list(named("Books", 0)) == [books]
        assert list(named(least=books.pk, name="Anime")) == []
        assert named(books.slug, books.pk).first() == books


def test_a_function_is_called_once():
    calls = []

    @compiled
    def of(section):
        calls.append(section)
        return Section.objects.filter(pk=section)

    section = make_section()
    assert [of(section.pk).first(), of(section.pk + 1).first()] == [section, None]
    assert len(calls) == 1


def test_a_slice_reads_only_its_rows():
    @compiled
    def every(least):
        return Section.objects.filter(pk__gte=least).order_by("pk")

    made = [make_section(name=f"Section {n}", slug=f"s{n}") for n in range(5)]
    assert every(made[1].pk)[:2] == made[1:3]
    assert every(made[1].pk)[1:3] == made[2:4]
    assert every(0)[3:9] == made[3:]


def test_keys_of_any_number_are_one_argument():
    @compiled
    def chosen(keys):
        return Section.objects.filter(AnyOf("id", keys)).order_by("id")

    made = [make_section(name=f"Section {n}", slug=f"s{n}") for n in range(3)]
    for keys in ([], [made[0].pk], [each.pk for each in made]):
        assert [row.pk for row in chosen(keys)] == keys


def test_the_lists_of_rows_are_prefetched_with_one_query(django_assert_num_queries):
    @compiled
    def live(at):
        bylines = EditionByline.objects.select_related("author")
        found = Edition.objects.live(at).order_by("id").prefetch_related("tag_links")
        return found.prefetch_related(Prefetch("bylines", bylines))

    one, two = make_author(name="One"), make_author(name="Two")
    editions = [make_edition(authors=[two, one]), make_edition(authors=[one])]
    with django_assert_num_queries(3):
        rows = list(live(timezone.now()))
        assert [[b.author for b in row.bylines.all()] for row in rows] == [[two, one], [one]]
        assert [byline.content_object for row in rows for byline in row.bylines.all()] == [
            editions[0],
            editions[0],
            editions[1],
        ]
    assert not list(live(timezone.now() - timedelta(days=9999)))


def test_threads_share_a_query():
    @compiled
    def backend(least):
        return Section.objects.filter(pk__gte=least).extra(select={"pid": "pg_backend_pid()"})

    make_section()
    here = backend(0).first()
    found = []

    def read():
        # The other connection sees no row of this test's transaction, and needn't.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            other = cursor.fetchone()[0]
        list(backend(0))
        found.append((other, connection))
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert found and found[0][0] != here.pid
    assert backend(0).first().pid == here.pid


def refused(build, *values):
    with pytest.raises(ValueError) as caught:
        list(compiled(build)(*values))
    return str(caught.value)


def test_a_frozen_instant_is_refused():
    assert "instant" in refused(lambda section: Edition.objects.live().filter(section=section), 1)


def test_an_argument_that_the_sql_lacks_or_alters_is_refused():
    assert "no parameter for name" in refused(lambda name: Section.objects.all(), "a")
    assert "can't be replaced" in refused(
        lambda name: Section.objects.filter(name__startswith=name), "a"
    )
    assert "can't be replaced" in refused(lambda pk: Section.objects.filter(pk=pk + 1), 1)


def test_what_has_no_rows_or_no_fixed_sql_is_refused():
    assert "NoneType" in refused(lambda pk: Section.objects.filter(pk=pk), None)
    assert "Slice" in refused(lambda pk: Section.objects.filter(pk=pk)[:3], 1)
    assert "rows" in refused(lambda pk: Section.objects.filter(pk=pk).values("pk"), 1)
    assert "foreign key" in refused(
        lambda pk: Edition.objects.filter(pk=pk).prefetch_related("bylines__author"), 1
    )
