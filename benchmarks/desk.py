"""Measure the story list, the palette, the story's form, saving and publishing: time and queries.

`python -m benchmarks.desk` measures the database at DATABASE_URL and prints JSON.
"""

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.growth import superuser
from benchmarks.measuring import Cost, Measurement, cost

# Milliseconds of processor time, and queries.
GOALS = {
    "story form": (40, 20),
    "saving": (60, 40),
    "publishing on the form": (None, None),
    "publish()": (50, 25),
    # The yardstick: what any request of a user takes.
    "trivial view": (None, None),
    "list": (100, None),
    "list, mine": (100, None),
    "list, one author": (100, None),
    "list, saved lately": (100, None),
    "list, common word": (100, None),
    "list, two words": (100, None),
    "palette, nothing typed": (100, None),
    "palette, common word": (100, None),
    "palette, two words": (100, None),
}
LIST = "/admin/articles/article/"
PAGES = {
    "trivial view": "/admin/jsi18n/",
    "list": LIST,
    "list, mine": f"{LIST}?mine=1",
    "list, one author": f"{LIST}?author=",
    "list, saved lately": f"{LIST}?saved=30",
    "list, common word": f"{LIST}?q=the",
    "list, two words": f"{LIST}?q=metallic+rouge",
    "palette, nothing typed": "/admin/search/",
    "palette, common word": "/admin/search/?q=the",
    "palette, two words": "/admin/search/?q=metallic+rouge",
}


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    found = [
        each.as_json() for name, each_cost in measure() for each in measurements(name, each_cost)
    ]
    print(json.dumps(found))


def measurements(name: str, found: Cost) -> Iterator[Measurement]:
    """Yield the figures of one action."""
    most_ms, most_queries = GOALS[name]
    yield Measurement("desk", name, "CPU", "ms", found.cpu_ms, most_ms)
    yield Measurement("desk", name, "time", "ms", found.ms)
    yield Measurement("desk", name, "queries", "", found.queries, most_queries)


def measure() -> Iterator[tuple[str, Cost]]:
    """Yield the cost of each action, on the archive's newest story."""
    from django.test import Client

    from articles.models import Article, ArticleByline

    article = Article.objects.filter(slug__contains="-", embargo_until=None).order_by("-pk")[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(superuser())
    address = f"/admin/articles/article/{article.pk}/change/"
    author = ArticleByline.objects.order_by("-pk").values_list("author", flat=True)[0]
    for name, path in PAGES.items():
        yield name, cost(getting(client, path.replace("author=", f"author={author}")))
    yield "story form", cost(lambda: got(client.get(address)))
    yield "saving", cost(posting(client, article, address, "_continue"))
    yield "publishing on the form", cost(posting(client, article, address, "_publish"))
    yield "publish()", cost(publishing(article))


def getting(client: Any, path: str) -> Callable[[], None]:
    """Return a function that requests a page."""
    return lambda: got(client.get(path))


def posting(client: Any, article: Any, address: str, button: str) -> Callable[[], None]:
    """Return a function that changes the standfirst and posts the story's whole form."""
    from tests.desk import form_of

    def post() -> None:
        article.refresh_from_db()
        fields = form_of(article, standfirst=f"Changed at {time.time_ns()}.", **{button: "1"})
        fields = {name: "" if value is None else value for name, value in fields.items()}
        response = client.post(address, fields)
        assert response.status_code == 302, response.context and response.context["faults"]

    return post


def publishing(article: Any) -> Callable[[], None]:
    """Return a function that changes the standfirst and calls `publish`."""
    from articles import publishing

    by = superuser()

    def publish() -> None:
        article.refresh_from_db()
        article.standfirst = f"Changed at {time.time_ns()}."
        article.save(update_fields=["standfirst"])
        publishing.publish(article, by=by)

    return publish


def got(response: Any) -> None:
    assert response.status_code == 200, response.status_code


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    main()
