"""The benchmarks' archive consists of valid rows, and their report says what changed."""

import os
import re
from urllib.request import urlopen

import pytest

from articles.audit import coverage
from articles.ledger import scanning
from articles.models import Article, Edition
from benchmarks import archive, paths, report
from benchmarks.growth import compare
from benchmarks.measuring import Cost, Measurement, processor_seconds, tree
from benchmarks.servers import newsroom
from benchmarks.site import site
from benchmarks.stories import LONGEST, SHORTEST
from disclosures.models import Finding, Link
from newsroom.html import clean

in_newsroom = pytest.mark.usefixtures("newsroom")
STORIES = 30


@in_newsroom
def test_the_archive_is_as_if_published_and_its_pages_are_served(client):
    plan = archive.fill(STORIES)
    drafts = Article.objects.filter(pk__gt=plan.base)
    editions = Edition.objects.live().filter(article__in=drafts)
    assert drafts.count() == editions.count() == STORIES
    # One in ten was updated.
    assert Edition.objects.filter(article__in=drafts).count() == STORIES + STORIES // 10

    for draft in drafts:
        assert draft.status == Article.Status.LIVE
        draft.full_clean()
        assert clean(draft.body) == draft.body
        assert SHORTEST <= len(draft.body.split()) <= LONGEST * 1.4
    answers = {
        kind: client.get(addresses[-1]).status_code
        for kind, addresses in paths.by_kind(stories=5).items()
        # Of so few stories, there aren't forty pages, nor one by each author.
        if kind not in ("page 40", "author")
    }
    assert answers.pop("404") == 404
    assert len(answers) >= 10 and set(answers.values()) == {200}, answers


@in_newsroom
def test_a_scan_agrees_with_the_ledger_of_the_archive():
    before = coverage.audit()
    plan = archive.fill(STORIES)
    added = Edition.objects.live().filter(pk__gt=plan.editions)
    links = Link.objects.filter(edition__in=added)
    earning = links.commercial().values("edition").distinct().count()
    assert 0 < earning < STORIES

    assert scanning.scan_editions(added) == 0
    assert not Finding.objects.filter(edition__in=added)
    after = coverage.audit()
    assert after.total.stories - before.total.stories == STORIES
    assert after.total.earning - before.total.earning == earning
    assert after.total.missing == before.total.missing


@in_newsroom
def test_two_archives_of_one_seed_have_the_same_stories():
    first, again, other = (archive.prepare_writer(10, [], ["a"], seed) for seed in (1, 1, 2))
    assert first.path(7) == again.path(7) != other.path(7)


def test_the_site_that_is_measured_serves_the_magazine(tmp_path):
    with site(tmp_path, stories=0) as environment, newsroom(environment) as server:
        with urlopen(server.url) as home:
            page = home.read().decode()
        style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
        with urlopen(server.url + style) as answer:
            assert answer.status == 200 and server.worker_mb() > 10


def run(**values: float) -> list[Measurement]:
    made = [
        Measurement("pages cached", name, "CPU per request", "ms", value, 4)
        for name, value in values.items()
    ]
    return [*made, Measurement("desk", "list", "queries", "", 13)]


def test_a_report_survives_a_round_trip_and_says_what_changed(tmp_path):
    former = run(home=4.5, story=2.0, feed=20)
    former.append(Measurement("lighthouse", "home", "CLS", "", 0, 0))
    (tmp_path / "latest.json").write_text(report.as_json({"date": "2026-11-01"}, former))
    facts, read = report.read(tmp_path / "latest.json")
    assert (facts, read) == ({"date": "2026-11-01"}, former)

    new = [*run(home=3.0, story=2.1, feed=40)[:3], Measurement("desk", "list", "queries", "", 14)]
    changed = report.changes(read, new)
    assert changed == [
        "pages cached, feed: CPU per request 20 ms → 40 ms (+100%, worse)",
        "pages cached, home: CPU per request 4.5 ms → 3 ms (-33%, better)",
        "desk, list: queries 13 → 14 (+8%, worse)",
    ]


def test_a_report_shows_every_figure_and_the_goals_that_were_missed():
    found = run(home=5, story=2, **{"<feed>": 0})
    page = report.page({"date": "2026-11-21"}, found, ["feed is <worse>"])

    assert page.count("<svg") == 2 and page.count('class="bar miss"') == 1
    assert '<td class="miss">5 ms' in page and "<td>2 ms" in page
    assert "&lt;feed&gt;" in page and "feed is &lt;worse&gt;" in page
    assert "5 ms !" in report.table(found)


def test_benchmarks_that_did_not_run_keep_their_figures():
    former, new = run(home=1), [Measurement("audit", "scan", "time", "s", 9)]
    assert report.merged(former, new) == [*former, *new]
    assert report.merged(former, run(home=2)) == run(home=2)


def test_growth_is_the_ratio_of_the_largest_size_to_the_smallest():
    costs = {100: {"home": Cost(9, 20, 5)}, 1000: {"home": Cost(20, 50, 6)}}
    found = {each.metric: each for each in compare(costs)}
    assert found["growth"].value == 2.5 and found["growth"].misses
    assert found["CPU, 100"].value == 20
    assert (found["time, 1,000"].value, found["queries"].value) == (20, 6)


def test_processor_time_includes_this_process():
    assert os.getpid() in tree(os.getpid())
    before = processor_seconds([os.getpid()])
    sum(range(3_000_000))
    assert processor_seconds([os.getpid()]) > before


def test_figures_have_three_digits():
    given = (1.23456, 0.0142, 1234.5)
    found = [Measurement("a", "b", "c", "ms", value).as_json()["value"] for value in given]
    assert found == [1.23, 0.0142, 1234]
