"""Load the demo's stories: drafts first, then editions, with the actions that editors use."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles import publishing
from articles.models import (
    Article,
    ArticleByline,
    ArticleRelated,
    PromotedResult,
    Section,
    Series,
    Tag,
)
from authors.models import Author
from images.models import Image
from newsroom.demo.reading import CONTENT, instant, read
from newsroom.languages import site_language
from staff.models import User


def load_stories(
    pictures: dict[str, Image], authors: dict[str, Author], users: dict[str, User]
) -> None:
    """Create the sections and all stories, each in the status that its file names."""
    sections = {
        entry["slug"]: Section.objects.create(**entry, position=position)
        for position, entry in enumerate(read("sections.toml")["section"])
    }
    series = {
        entry["slug"]: Series.objects.create(**entry | {"picture": pictures[entry["picture"]]})
        for entry in read("series.toml")["series"]
    }
    entries = [read(path) for path in sorted((CONTENT / "stories").glob("*.toml"))]
    # Oldest first, so that keys follow the order of publication.
    entries.sort(key=lambda entry: instant(entry["published"]))
    drafts: dict[str, Article] = {}
    for entry in entries:
        entry["series"] = series.get(entry.get("series", ""))
        entry["body"] = _with_cards(entry["body"], drafts)
        drafts[entry["slug"]] = _draft(entry, sections, pictures, authors, users["writer"])
    for tag in read("tags.toml")["tag"]:
        picture = pictures.get(tag.get("picture", ""))
        Tag.objects.filter(name=tag["name"]).update(intro=tag["intro"], picture=picture)
    for entry in entries:
        for position, slug in enumerate(entry["related"]):
            ArticleRelated.objects.create(
                content_object=drafts[entry["slug"]], story=drafts[slug], position=position
            )
    for entry in entries:
        _print(entry, drafts[entry["slug"]], pictures, users["editor"])


def promote_stories() -> None:
    """Put stories first for the searches that a file names."""
    for entry in read("searches.toml")["promoted"]:
        for position, slug in enumerate(entry["stories"]):
            PromotedResult.objects.create(
                searches=entry["searches"],
                story=Article.objects.get(slug=slug),
                position=position,
            )


def _draft(
    entry: dict[str, Any],
    sections: dict[str, Section],
    pictures: dict[str, Image],
    authors: dict[str, Author],
    writer: User,
) -> Article:
    article = Article.objects.create(
        headline=entry["headline"],
        standfirst=entry.get("standfirst", ""),
        slug=entry["slug"],
        section=sections[entry["section"]],
        genre=entry.get("genre", ""),
        # The magazine is in English, whichever language the site is in.
        language="" if site_language() == "en" else "en",
        series=entry["series"],
        series_part=entry.get("series_part"),
        picture=pictures[entry["picture"]],
        body=_body(entry["body"], pictures),
        videos=entry["videos"],
        connection=entry.get("connection", ""),
        connection_with=entry.get("connection_with", ""),
        paid_links=entry.get("paid_links", []),
        stage=Article.Stage.REVIEW if entry["status"] == "review" else Article.Stage.WRITING,
        saved_at=min(instant(entry["published"]), timezone.now()) - timedelta(minutes=40),
        saved_by=authors[entry["bylines"][0]["author"]].user or writer,
    )
    article.tags.add(*entry["tags"])
    for position, byline in enumerate(entry["bylines"]):
        ArticleByline.objects.create(
            content_object=article,
            author=authors[byline["author"]],
            role=byline["role"],
            position=position,
        )
    return article


def _print(
    entry: dict[str, Any], article: Article, pictures: dict[str, Image], editor: User
) -> None:
    """Publish, schedule or withdraw a draft until it has the status that its file names."""
    at, status = instant(entry["published"]), entry["status"]
    if status in ("draft", "review"):
        return
    if status == "scheduled":
        publishing.schedule(article, by=editor, at=at)
        return
    publishing.publish(article, by=editor, live_from=at)
    for update in entry.get("updates", []):
        _update(update, article, editor)
    if status == "withdrawn":
        publishing.withdraw(article, by=editor, reason=entry["reason"])
    if status == "changed":
        article.headline = entry["changed_headline"]
        article.body = _body(entry["changed_body"], pictures)
        article.save()


def _update(update: dict[str, str], article: Article, editor: User) -> None:
    """Publish a change with the file's notice, or as a minor edit if it has none."""
    article.body = article.body.replace(update["was"], update["now"])
    article.save()
    given = {name: update[name] for name in ("kind", "text", "place") if name in update}
    notice = publishing.NewNotice(**given) if given else None
    publishing.publish(article, by=editor, minor=notice is None, notice=notice)


def _with_cards(body: str, older: dict[str, Article]) -> str:
    """Return the body with the keys of older stories in place of the names in its story cards."""
    return re.sub(
        r'data-story="([\w-]+)"', lambda found: f'data-story="{older[found[1]].pk}"', body
    )


def _body(body: str, pictures: dict[str, Image]) -> str:
    """Return the body with pictures' keys and URLs in place of their names."""

    def known(found: re.Match[str]) -> str:
        image = pictures[found[1]]
        width = image.widths[min(3, len(image.widths) - 1)]
        return f'<img src="{image.url_at(width, "jpg")}" alt="" data-file="{image.pk}">'

    return re.sub(r'<img src="" alt="" data-file="([\w-]+)">', known, body)
