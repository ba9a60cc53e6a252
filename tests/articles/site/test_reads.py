"""Reads: counted by story and hour, once for an address, and nothing kept of who read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import publishing
from articles.models import Edition, MostRead, Read, ReadMark, ReadSalt
from articles.models.containers import Container, Layout, Source
from articles.models.reads import hour_of
from articles.site import ranking, reads
from articles.site.fronts import read_front
from articles.site.most_read import most_read
from tests.factories import make_edition, make_section, make_user
from tests.settings import NO_WORKER

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    """Begin each test without the key and the plans of an earlier one."""
    monkeypatch.setattr(reads, "_last_key", None)
    monkeypatch.setattr(ranking, "_next_look", 0.0)


def send(edition, address="192.0.2.1", **headers):
    """Send the request that the page's script sends, from an address."""
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX} | headers
    body = f"edition={getattr(edition, 'pk', edition)}"
    form = "application/x-www-form-urlencoded;charset=UTF-8"
    return Client(REMOTE_ADDR=address).post("/reads/", body, content_type=form, headers=headers)


def totals() -> dict[int, int]:
    return dict(Read.objects.order_by().values_list("article", "count"))


def set_reads(edition, count, hours_ago=0):
    hour = hour_of(timezone.now()) - timedelta(hours=hours_ago)
    Read.objects.create(article=edition.article, hour=hour, count=count)


# Counting


def test_an_address_counts_a_story_once_an_hour(time_machine):
    edition, other = make_edition(), make_edition()
    time_machine.move_to(hour_of(timezone.now()) + timedelta(minutes=10), tick=False)
    for address in ["192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"]:
        assert send(edition, address).status_code == 204
    assert send(other).status_code == 204
    # The last two are one household.
    assert totals() == {edition.article_id: 3, other.article_id: 1}

    time_machine.shift(timedelta(hours=1))
    send(edition)
    counts = Read.objects.filter(article=edition.article).values_list("count", flat=True)
    assert list(counts) == [1, 3]


def test_a_burst_of_one_address_adds_one():
    edition = make_edition()
    for number in range(30):
        send(edition, "192.0.2.1", **{"User-Agent": f"{FIREFOX} {number}"})
    assert totals() == {edition.article_id: 1}


def test_no_address_is_stored_and_an_hour_later_not_even_its_hash(time_machine):
    edition = make_edition()
    time_machine.move_to(timezone.now())
    reads.count(edition.pk, "192.0.2.77")
    old = ReadMark.objects.get()
    rows = [*ReadMark.objects.values_list(), *Read.objects.values_list()]
    assert "192.0.2.77" not in str(rows)
    salt = bytes(ReadSalt.objects.get().salt)

    time_machine.shift(timedelta(hours=1))
    reads.count(edition.pk, "192.0.2.77")
    assert ReadMark.objects.exclude(digest=old.digest).count() == 1
    assert bytes(ReadSalt.objects.get().salt) != salt

    time_machine.shift(timedelta(hours=1))
    ranking.rank.func()
    assert not ReadMark.objects.exists() and not ReadSalt.objects.exists()


def test_the_hash_is_nothing_without_the_sites_secret(settings, monkeypatch):
    edition = make_edition()
    reads.count(edition.pk, "192.0.2.1")
    settings.SECRET_KEY = "another one, of the same database"
    monkeypatch.setattr(reads, "_last_key", None)
    assert reads.count(edition.pk, "192.0.2.1")
    assert ReadMark.objects.count() == 2


def test_what_prevents_counting_twice_is_in_no_backup_and_on_no_replica():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY 1"
        )
        assert cursor.fetchall() == [("articles_readmark",), ("articles_readsalt",)]


def test_only_live_stories_are_counted():
    edition = make_edition()
    assert send(edition.pk + 1000).status_code == 204
    publishing.withdraw(edition.article, by=make_user("Editor"), reason="Gone.")
    assert send(edition).status_code == 204
    assert totals() == {}


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_counted_is_not(header):
    assert send(make_edition(), **{header: "1"}).status_code == 204
    assert totals() == {} and not ReadMark.objects.exists()


@pytest.mark.parametrize(
    "agent",
    ["", "Googlebot/2.1", "Mozilla/5.0 HeadlessChrome/143", "curl/8.5", "python-requests/2.32"]
    + ["Mozilla/5.0 (compatible; bingbot/2.0)", "Slack-ImgProxy link preview", "Chrome-Lighthouse"],
)
def test_programs_are_not_counted(agent):
    assert send(make_edition(), **{"User-Agent": agent}).status_code == 204
    assert totals() == {}


def test_a_phone_of_that_name_is_no_program():
    send(make_edition(), **{"User-Agent": "Mozilla/5.0 (Linux; Android 12; CUBOT P60) Chrome/143"})
    assert sum(totals().values()) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_other_sites_pages_are_refused(site):
    response = send(make_edition(), **{"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert b"our own pages" in response.content
    assert totals() == {}


@pytest.mark.parametrize(
    "body",
    ["", "edition=", "edition=x", "edition=-1", "edition=1&edition=2", "edition=1" + " " * 99]
    + ["edition=" + "9" * 40, "\x00", "{}"],
)
def test_what_no_page_sends_is_refused_in_words(body):
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX}
    response = Client().post("/reads/", body, content_type="text/plain", headers=headers)
    assert response.status_code == 400
    assert b"edition=12" in response.content
    assert Client().get("/reads/?edition=1").status_code == 405


def test_the_answer_sets_no_cookie_and_is_not_kept():
    response = send(make_edition())
    assert not response.cookies
    assert response["Cache-Control"] == "no-store, private"
    assert response.content == b""


def test_a_read_takes_few_queries(django_assert_max_num_queries):
    edition = make_edition()
    send(edition, "192.0.2.1")
    with django_assert_max_num_queries(2):
        send(edition, "192.0.2.2")


@pytest.mark.django_db(transaction=True)
def test_readers_at_once_are_all_counted_and_each_once(newsroom):
    edition = Edition.objects.live().first()
    Read.objects.all().delete()

    def of(number):
        try:
            return send(edition, f"192.0.2.{number % 10}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(of, range(40))) == {204}
    assert sum(totals().values()) == 10
    assert ReadMark.objects.count() == 10


# The ranking


def test_the_ranking_is_of_live_stories_by_their_reads_of_a_day():
    first, second, old, gone, once = [make_edition() for _ in range(5)]
    set_reads(first, 5)
    set_reads(first, 5, hours_ago=23)
    set_reads(second, 9)
    set_reads(old, 100, hours_ago=24)
    set_reads(gone, 50)
    set_reads(once, ranking.FEWEST - 1)
    publishing.withdraw(gone.article, by=make_user("Editor"), reason="Gone.")
    assert ranking.refresh()
    ranked = MostRead.objects.values_list("article", flat=True)
    assert list(ranked) == [first.article_id, second.article_id]


def test_the_ranking_of_a_section_is_on_its_front_however_little_it_is_read(newsroom):
    section = make_section(name="Quiet", slug="quiet")
    quiet = make_edition(section=section)
    Read.objects.all().delete()
    for each in Edition.objects.live():
        set_reads(each, ranking.FEWEST if each == quiet else 100)
    ranking.refresh()
    assert MostRead.objects.count() > 25
    containers = [Container(layout=Layout.RANKED, source=Source.MOST_READ)]
    (shown,) = read_front(section.pk, [section], timezone.now(), containers)
    assert shown.stories == [quiet]


def test_the_table_changes_only_with_the_ranking():
    first, second = make_edition(), make_edition()
    set_reads(first, 5)
    set_reads(second, 4)
    assert ranking.refresh()
    before = list(MostRead.objects.values_list("pk"))
    Read.objects.filter(article=first.article).update(count=50)
    assert not ranking.refresh()
    assert list(MostRead.objects.values_list("pk")) == before
    Read.objects.filter(article=second.article).update(count=60)
    assert ranking.refresh()


def test_the_newest_follow_while_few_are_read():
    newest, read, oldest = [make_edition(days_ago=days) for days in (1, 2, 3)]
    set_reads(read, 9)
    ranking.refresh()
    assert most_read(timezone.now()) == [read, newest, oldest]
    assert most_read(timezone.now(), 2) == [read, newest]
    assert most_read(timezone.now(), 1) == [read]


def test_a_ranked_story_that_is_withdrawn_is_not_shown(client):
    gone, other = make_edition(headline="Gone story"), make_edition(headline="Other story")
    set_reads(gone, 9)
    ranking.refresh()
    publishing.withdraw(gone.article, by=make_user("Editor"), reason="Wrong.")
    page = client.get("/most-read/").content.decode()
    assert "Gone story" not in page and other.headline in page


def test_the_page_takes_the_same_few_queries_however_many_are_read(
    client, django_assert_max_num_queries
):
    editions = [make_edition() for _ in range(25)]
    with django_assert_max_num_queries(5):
        client.get("/most-read/")
    for number, edition in enumerate(editions, start=3):
        set_reads(edition, number)
    ranking.refresh()
    with django_assert_max_num_queries(3):
        page = client.get("/most-read/").content.decode()
    assert page.count("card-headline") == 20
    assert page.index(editions[-1].headline) < page.index(editions[10].headline)


def test_an_empty_site_has_the_page_too(client):
    assert "No stories yet" in client.get("/most-read/").content.decode()


def test_the_ranking_is_read_by_an_index_however_large_the_archive(newsroom):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM articles_edition WHERE live_from <= now()"
            " AND (live_until IS NULL OR live_until > now())"
            " AND article_id IN (SELECT article_id FROM articles_mostread)"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on articles_edition" not in plan, plan


# The task


def test_a_read_plans_the_ranking_once_and_it_goes_on_while_there_are_reads(settings, time_machine):
    settings.TASKS = QUEUE
    edition = make_edition()
    time_machine.move_to(hour_of(timezone.now()))
    for number in range(4):
        send(edition, f"192.0.2.{number}")
    planned = DBTaskResult.objects.get(task_path=ranking.rank.module_path)
    assert planned.run_after > timezone.now() + timedelta(minutes=4)

    ranking.rank.func()  # another one waits already
    assert DBTaskResult.objects.filter(task_path=ranking.rank.module_path).count() == 1
    DBTaskResult.objects.all().delete()
    ranking.rank.func()
    assert DBTaskResult.objects.filter(task_path=ranking.rank.module_path).count() == 1
    assert MostRead.objects.get().article_id == edition.article_id

    DBTaskResult.objects.all().delete()
    time_machine.shift(timedelta(hours=26))
    ranking.rank.func()  # empties the ranking, and ends
    assert not MostRead.objects.exists() and not DBTaskResult.objects.exists()
    time_machine.shift(timedelta(days=40))
    ranking.rank.func()
    assert not Read.objects.exists()


def test_without_a_worker_reads_are_counted_all_the_same(settings):
    settings.TASKS = NO_WORKER
    send(make_edition())
    assert sum(totals().values()) == 1


# The desk


def test_editors_see_the_reads_of_each_hour(newsroom):
    edition = Edition.objects.live().latest_first().first()
    Read.objects.all().delete()
    set_reads(edition, 4321)
    page = newsroom.client("Editor").get("/admin/articles/read/").content.decode()
    assert "4321" in page and edition.article.headline.split()[0] in page
    assert newsroom.client("Writer").get("/admin/articles/read/").status_code == 403
