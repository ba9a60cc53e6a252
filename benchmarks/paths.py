"""The addresses of each kind of page in an archive; `python -m benchmarks.paths` prints them."""

import json
import os

# Stories of an archive whose addresses are used: the rest costs the same.
STORIES = 200


def main() -> None:
    import django

    django.setup()
    print(json.dumps(by_kind()))


def by_kind(stories: int = STORIES) -> dict[str, list[str]]:
    """Return addresses of every kind of page, each of which the archive has."""
    from django.db import connection
    from django.urls import reverse
    from django.utils import timezone

    from articles.models import Edition, Section
    from authors.models import Author

    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM articles_edition")
        first, last = cursor.fetchone()
    step = max(1, (last - first) // (stories * 3))
    # Live editions from all parts of the archive, without reading it.
    keys = range(first, last + 1, step)
    live = Edition.objects.live().filter(pk__in=list(keys)).order_by("pk")[: stories * 3]
    editions = list(live.only("path", "published_at"))
    paths = [edition.get_absolute_url() for edition in editions][::3][:stories]
    months = {timezone.localtime(edition.published_at).strftime("%Y/%m") for edition in editions}
    author = Author.objects.filter(slug__startswith="contributor").order_by("pk")
    sections = Section.objects.public().order_by("pk")
    return {
        "home": ["/"],
        "latest": [reverse("latest")],
        "page 40": ["/latest/?page=40"],
        "most read": [reverse("most-read")],
        "story": paths,
        "section": [section.get_absolute_url() for section in sections],
        "tag on a third of all stories": ["/tags/subject-0/"],
        "tag on 50,000 stories": ["/tags/subject-1/"],
        "tag on 25 stories": ["/tags/subject-2/"],
        "author": [each.get_absolute_url() for each in author[:50]],
        "all series": [reverse("all-series")],
        "series": ["/series/places-we-have-played/"],
        "archive": [reverse("archive")],
        "archive of a year": sorted({f"/archive/{month[:4]}/" for month in months}),
        "archive of a month": sorted(f"/archive/{month}/" for month in months),
        "site page": ["/about/ethics/"],
        "feed": [reverse("feed")],
        "site map": [reverse("sitemap")],
        "site map, a part": [reverse("sitemap-of", args=["stories"])],
        "corrections": [reverse("corrections")],
        "404": [f"/anime/nothing-{number}/" for number in range(stories)],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    main()
