"""The demo newsroom: a magazine with people, pictures and stories, loaded through the same doors
that editors use. Words lie in content/, pictures are painted by pictures/."""

import io
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, ArticleByline, ArticleRelated, Policy, Section
from authors.models import Author, Interest, Link
from images.models import Image
from newsroom.demo import earning
from newsroom.demo.logins import LOGINS
from newsroom.demo.past import made_up_past
from newsroom.demo.pictures import PORTRAITS, SCENES, paint
from newsroom.demo.reading import CONTENT, instant, read

CREDIT = "The Afterglow/Newsroom demo"


def is_loaded() -> bool:
    """Whether a former start finished loading; it is all or nothing."""
    return User.objects.filter(username=LOGINS[0].username).exists()


def load(report: Callable[[str], None], *, width: int = 1600) -> None:
    """Load the whole demo into an empty database, in one transaction.

    Args:
        report: is told, in a few words, what comes next.
        width: how wide the pictures are painted, in pixels; tests take small ones.
    """
    report("Painting the pictures")
    painted = dict(_painted([*SCENES, *PORTRAITS], width))
    with transaction.atomic(), made_up_past():
        report("Hiring the staff")
        users = _users()
        pictures = {key: _picture(key, painted[key]) for key in painted}
        authors = _authors(pictures, users)
        earning.prepare()
        for policy in read("policies.toml")["policy"]:
            Policy.objects.create(**policy)
        report("Printing the stories")
        _stories(pictures, authors, users)
        earning.click()


def _painted(keys: list[str], width: int) -> Iterable[tuple[str, bytes]]:
    """Each picture's key and JPEG, painted on all of the machine's cores."""
    with ProcessPoolExecutor() as pool:
        yield from zip(keys, pool.map(_jpeg, keys, [width] * len(keys)), strict=True)


def _jpeg(key: str, width: int) -> bytes:
    buffer = io.BytesIO()
    paint(key, width if key in SCENES else width // 2).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _users() -> dict[str, User]:
    users = {}
    for login in LOGINS:
        user = User.objects.create_user(login.username, password=login.password, is_staff=True)
        user.groups.add(Group.objects.get(name=login.role))
        users[login.username] = user
    return users


def _picture(key: str, jpeg: bytes) -> Image:
    scene = SCENES.get(key) or PORTRAITS[key]
    file = ContentFile(jpeg, f"{key}.jpg")
    return Image.objects.create(file=file, alt=scene.alt, caption=scene.caption, credit=CREDIT)


def _authors(pictures: dict[str, Image], users: dict[str, User]) -> dict[str, Author]:
    authors = {}
    for entry in read("authors.toml")["author"]:
        author = Author.objects.create(
            **{key: entry[key] for key in ("slug", "name", "pronouns", "role", "bio")},
            portrait=pictures[entry["portrait"]],
            user=users.get(entry["login"]),
        )
        for position, link in enumerate(entry["links"]):
            Link.objects.create(author=author, position=position, **link)
        for text in entry.get("interests", []):
            Interest.objects.create(author=author, text=text)
        authors[author.slug] = author
    return authors


def _stories(
    pictures: dict[str, Image], authors: dict[str, Author], users: dict[str, User]
) -> None:
    sections = {
        entry["slug"]: Section.objects.create(**entry, position=position)
        for position, entry in enumerate(read("sections.toml")["section"])
    }
    entries = [read(path) for path in sorted((CONTENT / "stories").glob("*.toml"))]
    # Oldest first, so that rows made together come in the order of publication.
    entries.sort(key=lambda entry: instant(entry["published"]))
    drafts = {
        entry["slug"]: _draft(entry, sections, pictures, authors, users["writer"])
        for entry in entries
    }
    for entry in entries:
        for position, slug in enumerate(entry["related"]):
            ArticleRelated.objects.create(
                content_object=drafts[entry["slug"]], story=drafts[slug], position=position
            )
    for entry in entries:
        _print(entry, drafts[entry["slug"]], pictures, users["editor"])


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
    """Bring a draft to where the demo wants it, by the verbs that editors use."""
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
    """Print the next edition: with a notice, or as a minor edit where there is nothing to tell."""
    article.body = article.body.replace(update["was"], update["now"])
    article.save()
    told = {name: update[name] for name in ("kind", "text", "place") if name in update}
    notice = publishing.NewNotice(**told) if told else None
    publishing.publish(article, by=editor, minor=notice is None, notice=notice)


def _body(body: str, pictures: dict[str, Image]) -> str:
    """The body with the pictures' keys in place of the scenes' names."""

    def known(found: re.Match[str]) -> str:
        image = pictures[found[1]]
        width = image.widths[min(3, len(image.widths) - 1)]
        return f'<img src="{image.url_at(width, "jpg")}" alt="" data-file="{image.pk}">'

    return re.sub(r'<img src="" alt="" data-file="([\w-]+)">', known, body)
