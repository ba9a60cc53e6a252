"""Runs of link checks: which links are due, the recorded results, and the next dates."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import publishing
from disclosures.addresses import family
from disclosures.linkcheck import DUMMY, Health, Outcome, carries_id, runs
from disclosures.linkcheck.runs import LinkCheckRun, cleaned, due, ids_of, not_followed, places_of
from disclosures.matching import Rulebook
from disclosures.models import LinkCheck
from disclosures.rules.packs import packs
from disclosures.rules.rulebook import rulebook
from tests.disclosures.linkcheck.fake_shop import page, to
from tests.factories import make_article, make_edition, make_programme, make_user, make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme():
    make_wording()
    return make_programme(patterns="shop.example\nother.example/a/", ids_in="tag\n/a/")


def linking(*addresses, **fields):
    links = "".join(f'<a href="{address}">Buy</a> ' for address in addresses)
    return make_edition(body=f"<p>{links}</p>", **fields)


def pages(**options):
    return [found.page for found in due(**options)]


def look(shop, **options):
    return list(LinkCheckRun(due(**options), client=shop.client()))


def checked(page="https://shop.example/1", **fields):
    now = timezone.now()
    fields = {"health": Health.OK, "checked_at": now, "next_check_at": now} | fields
    return LinkCheck.objects.create(page=page, address=page, **fields)


def test_commercial_links_that_readers_see_are_due():
    linking("https://shop.example/1?tag=a-20", "https://ordinary.example/", "/go/1", "mailto:a@b.c")
    later = timezone.now() + timedelta(days=1)
    draft = make_article(body='<a href="https://shop.example/2">Buy</a>')
    publishing.schedule(draft, by=make_user("Editor"), at=later)
    linking("https://shop.example/3", paid_links=["https://ordinary.example/paid"])
    linking("https://ordinary.example/paid", paid_links=["https://ordinary.example/paid"])
    assert pages() == [
        "https://ordinary.example/paid",
        "https://shop.example/1",
        "https://shop.example/3",
    ]


def test_a_page_is_requested_once_whoever_links_to_it():
    linking("https://shop.example/1", "http://www.shop.example/1?tag=a-20#x")
    linking("https://shop.example/1?tag=a-20")
    found = due(host="shop.example")
    assert "https://shop.example/1" in {one.page for one in found}
    assert len({one.page for one in found}) == len(found)
    assert next(one for one in found if one.page == "https://shop.example/1").target.endswith(
        "a-20"
    )


def test_what_was_looked_at_lately_is_not_due_and_the_most_overdue_comes_first():
    linking(*(f"https://shop.example/{n}" for n in range(4)))
    now = timezone.now()
    checked("https://shop.example/0", next_check_at=now + timedelta(hours=1))
    checked("https://shop.example/1", next_check_at=now - timedelta(hours=1))
    checked("https://shop.example/2", next_check_at=now - timedelta(hours=2))
    assert pages() == [f"https://shop.example/{n}" for n in (3, 2, 1)]
    assert pages(limit=2) == [f"https://shop.example/{n}" for n in (3, 2)]


def test_a_round_may_be_about_one_host_or_some_pages():
    linking("https://shop.example/1", "https://other.example/a/77/1")
    check = checked("https://other.example/a/1")
    assert pages(host="other.example") == [p for p in pages() if "other" in p]
    assert pages(checks=[check.pk]) == [p for p in pages() if p == check.page]
    assert pages(checks=[]) == []


def test_a_look_goes_on_record(shop):
    linking(shop.address("/1?tag=a-20"), shop.address("/2"))
    shop.pages["/1"] = page()
    look(shop)
    works, dead = LinkCheck.objects.order_by("page")
    assert (works.health, works.failures, works.status) == (Health.OK, 0, 200)
    assert works.final == shop.address(f"/1?tag={DUMMY}")
    assert (dead.health, dead.failures, dead.status) == (Health.DEAD, 1, 404)
    assert not pages()
    assert not any("a-20" in path for _, path, _ in shop.requests)


def test_a_link_that_works_again_is_noted(shop):
    linking(shop.address("/1"))
    look(shop)
    LinkCheck.objects.update(next_check_at=timezone.now())
    shop.pages["/1"] = page()
    look(shop)
    check = LinkCheck.objects.get()
    assert (check.health, check.failures) == (Health.OK, 0)


def test_no_id_of_the_ledger_is_sent_wherever_it_stands(shop):
    linking(shop.address("/1?tag=daily-20"), shop.address("/2?ref=daily-20"))
    look(shop)
    unsure = LinkCheck.objects.get(health=Health.UNSURE)
    assert "without our id" in unsure.sentence
    assert not any("daily" in path for _, path, _ in shop.requests)


def test_a_redirect_that_names_our_id_is_cleaned(shop):
    linking(shop.address("/1?tag=daily-20"))
    shop.pages |= {"/1": to("/1/kettle?tag=daily-20"), "/1/kettle": page()}
    (check,) = look(shop)
    assert check.health == Health.OK
    assert "/1/kettle?tag=" + DUMMY in " ".join(shop.request_lines())
    assert not any("daily" in path for _, path, _ in shop.requests)


def test_an_address_of_any_length_is_one_page(shop):
    long = shop.address("/1?q=" + "x" * 9000)
    linking(long)
    look(shop)
    LinkCheck.objects.update(next_check_at=timezone.now())
    look(shop)
    assert LinkCheck.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "requested", "not_requested"),
    [
        ({"patterns": "net.example", "targets_in": "url"}, [], ["net.example"]),
        ({"patterns": "/go/", "passes_on": True, "targets_in": "u"}, [], ["ourselves.invalid"]),
        ({"shorteners": "shrt.example"}, ["amazon.com"], ["shrt.example"]),
        ({"patterns": "net.example?id", "ids_in": "id", "targets_in": "u"}, [], ["net.example"]),
        ({"patterns": "ebay.ie?campid", "targets_in": "m"}, ["ebay.ie"], ["rover.ebay.com"]),
    ],
)
def test_who_only_sends_on_is_not_requested(fields, requested, not_requested):
    make_programme(**({"name": "Other"} | fields))
    hosts = not_followed(rulebook().rules)
    assert hosts >= {"amzn.to", *not_requested}
    assert hosts.isdisjoint(requested)


@pytest.mark.parametrize("example", [e for pack in packs() for e in pack.examples if e.earns])
def test_no_link_of_a_rule_pack_is_requested_with_its_id_or_at_a_network(example):
    rules = [pack.rule(number) for number, pack in enumerate(packs())]
    reading = Rulebook(rules).read(example.address)
    try:
        address = cleaned(reading.target, places=places_of(rules), ids=[])
    except ValueError:
        return
    asks_none = not set(family(reading.steps[-1].host)).isdisjoint(not_followed(rules))
    assert asks_none or DUMMY in address or not example.tracking_id or len(reading.steps) > 1
    assert asks_none or not carries_id(address, {example.tracking_id} - {""})
    through = reading.steps[-1].rule
    assert asks_none or through is None or not through.targets_in or "ebay" in address


def test_a_link_by_a_network_is_requested_at_its_target_only(shop):
    make_programme(name="Network", patterns="net.example", ids_in="id", targets_in="url")
    target = shop.address("/1?tag=daily-20")
    linking(f"https://net.example/click?id=77777&url={target}", "https://net.example/only?id=77777")
    shop.pages["/1"] = page()
    look(shop)
    found = dict(LinkCheck.objects.values_list("page", "health"))
    assert found == {
        shop.normalised("/1"): Health.OK,
        "https://net.example/only": Health.UNSURE,
    }
    assert not any("77777" in path for _, path, _ in shop.requests)


def test_a_page_that_is_our_own_at_a_shop_can_not_be_requested(shop):
    linking(shop.address("/a/the-gazette", "other.example"))
    (check,) = look(shop)
    assert (check.health, shop.requests) == (Health.UNSURE, [])


def test_our_ids_are_those_of_the_rules_and_of_the_ledger():
    make_programme(name="Other", patterns="x.example", own_ids="daily*-21\n*\nwords")
    linking("https://shop.example/1?tag=daily-20", "https://shop.example/2?tag=books")
    assert ids_of(rulebook().rules) == {"daily*-21", "daily-20"}


def test_places_are_those_of_the_hosts_rules():
    clean = {"places": places_of(rulebook().rules), "ids": ["daily-20"]}
    assert cleaned("https://www.shop.example/?tag=x", **clean).endswith(DUMMY)
    assert cleaned("https://ordinary.example/?tag=x", **clean).endswith("tag=x")
    with pytest.raises(ValueError, match="left"):
        cleaned("https://ordinary.example/?tag=daily-20", **clean)


@pytest.mark.parametrize(
    ("outcome", "waits"),
    [
        (Health.OK, [168, 168]),
        (Health.UNSURE, [336, 336]),
        (Health.DEAD, [24, 48, 96, 192, 384, 672, 672]),
        (Health.HOME, [24, 48]),
        (Health.FAILING, [1, 4, 24, 192]),
    ],
)
def test_when_a_page_is_looked_at_again(outcome, waits):
    now = timezone.now()
    check = LinkCheck(page="https://shop.example/")
    found = []
    for _ in waits:
        check.take(Outcome(outcome, "It is so.", 404 if outcome == Health.DEAD else None), now)
        found.append((check.next_check_at - now) / timedelta(hours=1))
    assert found == waits


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_for_time_is_looked_at_again_tomorrow(status):
    now = timezone.now()
    check = LinkCheck(page="https://shop.example/")
    check.take(Outcome(Health.UNSURE, "It is so.", status), now)
    assert check.next_check_at == now + timedelta(days=1)


def test_what_fails_for_long_is_dead():
    check = LinkCheck(page="https://shop.example/")
    healths = []
    for _ in range(4):
        check.take(Outcome(Health.FAILING, "It fails."), timezone.now())
        healths.append(check.health)
    assert healths == ["failing", "failing", "failing", "dead"]
    assert check.sentence == "It fails. So it has been 4 times in a row."


def test_how_often_it_failed_is_said_in_the_sites_language(settings):
    settings.LANGUAGE_CODE = "de"
    check = LinkCheck(page="https://a.example/", failures=3)
    check.take(Outcome(Health.FAILING, "Es geht nicht."), timezone.now())
    assert check.sentence == "Es geht nicht. Das war jetzt 4-mal nacheinander so."


def test_what_nobody_answers_for_is_dead_the_second_time():
    now = timezone.now()
    check = LinkCheck(page="https://shop.example/")
    check.take(Outcome(Health.DEAD, "There is no host."), now)
    assert (check.health, check.next_check_at) == (Health.FAILING, now + timedelta(hours=1))
    check.take(Outcome(Health.DEAD, "There is no host."), now)
    assert (check.health, check.next_check_at) == (Health.DEAD, now + timedelta(days=2))


def test_a_host_that_was_left_waits_and_the_record_of_its_pages_stays(shop):
    linking(*(shop.address(f"/{n}") for n in range(3)))
    known = checked(shop.normalised("/2"), health=Health.OK, sentence="It works.")
    shop.otherwise = page("", 429, Retry_After="9999")
    run = LinkCheckRun(due(), client=shop.client())
    assert len(list(run)) == 1
    assert "come back later" in run.left["shop.example"]
    known.refresh_from_db()
    assert known.health == Health.OK
    assert known.next_check_at > timezone.now() + timedelta(hours=5)
    assert not due()


def test_two_rounds_do_not_run_at_once(shop):
    linking(shop.address())
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [runs.RUN])
        with pytest.raises(runs.Busy, match="under way"):
            look(shop)
    finally:
        other.close()
    assert not shop.requests
    assert look(shop)
