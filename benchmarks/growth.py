"""Measure what grows with the archive: readers' pages, the desk's lists, publishing, a tag's rename.

`python -m benchmarks.growth` measures the database at DATABASE_URL and prints JSON;
`python -m benchmarks growth` runs it at each size and compares.
"""

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from benchmarks.measuring import Cost, Measurement, cost, rounded

DESK = "/admin/articles"
# What readers search for, by its address.
SEARCHES = {
    "search, rare words": "/search/?q=kirsten+carey",
    "search, common word": "/search/?q=train",
    "search, common word, newest first": "/search/?q=train&sort=date",
    "search, phrase of common words": "/search/?q=%22quiet+train%22",
    "search, mistyped": "/search/?q=kristen+careyy",
    "search, suggestions": "/search/suggestions/?q=tra",
}
# The lists of the desk, by their addresses.
LISTS = {
    "desk: first page": "/admin/",
    "desk: stories": f"{DESK}/article/",
    "desk: stories, page 20": f"{DESK}/article/?p=20",
    "desk: stories, drafts": f"{DESK}/article/?status=draft",
    "desk: stories, scheduled": f"{DESK}/article/?status=scheduled",
    "desk: stories, live": f"{DESK}/article/?status=live",
    "desk: stories, withdrawn": f"{DESK}/article/?status=withdrawn",
    "desk: stories, in review": f"{DESK}/article/?stage__exact=review",
    "desk: stories, one section": f"{DESK}/article/?section__id__exact=1",
    "desk: stories, saved lately": f"{DESK}/article/?saved=30",
    "desk: stories, mine": f"{DESK}/article/?mine=1",
    "desk: stories, one author": f"{DESK}/article/?author=1",
    "desk: stories by headline": f"{DESK}/article/?o=1",
    "desk: search, common word": f"{DESK}/article/?q=train",
    "desk: search, two words": f"{DESK}/article/?q=train+quiet",
    "desk: search, one story": f"{DESK}/article/?q=metallic+rouge",
    "desk: search, no story": f"{DESK}/article/?q=xylophone+quartz",
    "desk: palette": "/admin/search/?q=train",
    "desk: editions": f"{DESK}/edition/",
    "desk: editions, search": f"{DESK}/edition/?q=metallic+rouge",
    "desk: tags": f"{DESK}/tag/",
    "desk: pictures": "/admin/images/image/",
    "desk: ledger": "/admin/disclosures/link/",
    "desk: ledger, search": "/admin/disclosures/link/?q=metallic",
    "desk: choosing a story": (
        "/admin/autocomplete/?app_label=articles&model_name=articlerelated&field_name=story&term=rouge"
    ),
}


# Every page, feed and list takes at most this many times its time with the smallest archive.
MOST_RATIO = 1.5
# Below this many milliseconds a ratio means nothing.
LEAST_MS = 10
# Milliseconds, whatever the size: of processor time for publishing, of waiting for others.
GOALS = {
    "publishing": 50,
    "search, rare words": 15,
    "search, common word": 60,
    "renaming a tag on 50,000 stories": 1000,
    "desk: stories": 100,
    "desk: search, one story": 100,
}


def compare(costs: dict[int, dict[str, Cost]]) -> Iterator[Measurement]:
    """Yield the costs at each size, and how they grow from the smallest size to the largest."""
    sizes = sorted(costs)
    for name in costs[sizes[0]]:
        found = [costs[size][name] for size in sizes]
        if len(sizes) > 1:
            ratio = found[-1].cpu_ms / found[0].cpu_ms
            # A goal in milliseconds says more than a ratio.
            no_goal = name in GOALS or found[-1].cpu_ms < LEAST_MS
            goal = None if no_goal else MOST_RATIO
            yield Measurement("growth", name, "growth", "", rounded(ratio), goal)
        for size, each in zip(sizes, found, strict=True):
            goal = GOALS.get(name)
            yield Measurement("growth", name, f"CPU, {size:,}", "ms", each.cpu_ms, goal)
        for size, each in zip(sizes, found, strict=True):
            yield Measurement("growth", name, f"time, {size:,}", "ms", each.ms)
        yield Measurement("growth", name, "queries", "", found[-1].queries)


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)  # every 404
    print(json.dumps({name: vars(found) for name, found in measure()}))


def measure() -> Iterator[tuple[str, Cost]]:
    """Yield the cost of every page, list and action."""
    from django.test import Client

    from benchmarks import paths

    reader = Client(SERVER_NAME="localhost")
    for kind, addresses in paths.by_kind(stories=50).items():
        yield kind, cost(requests(reader, addresses))
    for name, address in SEARCHES.items():
        yield name, cost(requests(reader, [address]))
    editor = Client(SERVER_NAME="localhost", raise_request_exception=True)
    editor.force_login(superuser())
    for name, address in LISTS.items():
        yield name, cost(requests(editor, [address]), times=5)
    yield "publishing", cost(publishing())
    yield "renaming a tag on 50,000 stories", cost(renaming(), times=5)


def requests(client: Any, addresses: list[str]) -> Callable[[], None]:
    """Return a function that requests the next of the addresses, and checks that it has a page."""
    following = cycle(addresses)

    def request() -> None:
        address = next(following)
        status = client.get(address).status_code
        assert status in (200, 404), f"{address}: {status}"

    return request


def publishing() -> Callable[[], None]:
    """Return a function that changes another story's draft each time, and publishes it."""
    from articles import publishing
    from articles.models import Article

    by = superuser()
    stories = Article.objects.filter(slug__endswith="7", editions__live_until=None).order_by("-pk")
    drafts = iter(list(stories[:100]))

    def publish() -> None:
        draft = next(drafts)
        draft.standfirst = f"Changed at {time.time_ns()}."
        draft.save(update_fields=["standfirst"])
        publishing.publish(draft, by=by)

    return publish


def renaming() -> Callable[[], None]:
    """Return a function that renames the tag, in a transaction of its own."""
    from articles.models import Tag

    tag = Tag.objects.get(slug="subject-1")
    names = cycle(["Subject one", "Subject 1"])

    def rename() -> None:
        tag.name = next(names)
        tag.save(update_fields=["name"])

    return rename


def superuser() -> Any:
    """Return a user who may do everything, created on first use."""
    from staff.models import User

    found = User.objects.filter(username="benchmark").first()
    return found or User.objects.create_superuser("benchmark")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    main()
