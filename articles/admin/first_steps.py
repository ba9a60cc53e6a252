"""The first steps of a new newsroom, on the desk's first page until all of them are done."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles.models import Edition, Section, SitePage
from authors.models import Author
from disclosures.models import Wording
from newsroom.translation import Text
from staff.models import User


@dataclass(frozen=True)
class Step:
    """A step: its name, why it is needed, the form that does it, and whether it is done."""

    name: Text
    about: Text
    url: str
    is_done: bool


# The key of each step, the permission for its form, the form's URL name, and the words.
_STEPS = [
    (
        "section",
        "articles.add_section",
        "admin:articles_section_add",
        gettext_lazy("Add a section"),
        gettext_lazy("Every story is in one. Readers see its name once a story is live in it."),
    ),
    (
        "author",
        "authors.add_author",
        "admin:authors_author_add",
        gettext_lazy("Add an author"),
        gettext_lazy("Every story has one in its byline. Authors needn’t have a login."),
    ),
    (
        "wording",
        "disclosures.add_wording",
        "admin:disclosures_wording_add",
        gettext_lazy("Write the disclosure of affiliate links"),
        gettext_lazy("A story with commercial links can’t be published without it."),
    ),
    (
        "page",
        "articles.add_sitepage",
        "admin:articles_sitepage_add",
        gettext_lazy("Publish a page about yourselves"),
        gettext_lazy(
            "Imprint, privacy, how you correct mistakes, who owns you: readers find them below "
            "/about/."
        ),
    ),
    (
        "colleague",
        "staff.add_user",
        "admin:staff_user_add",
        gettext_lazy("Add a colleague"),
        gettext_lazy("A login of their own and a role, so that the record says who did what."),
    ),
]


def first_steps(user: User) -> list[Step]:
    """Return the steps that the user may take; none once these are done, or readers see a story."""
    permitted = [step for step in _STEPS if user.has_perm(step[1])]
    if not settings.DISCLOSURES:
        permitted = [step for step in permitted if step[0] != "wording"]
    if not permitted:
        return []
    done = _done(user)
    # Somebody who publishes alone has no colleague to add.
    if all(done[key] for key, *_ in permitted) or Edition.objects.live().exists():
        return []
    return [Step(name, about, reverse(url), done[key]) for key, _, url, name, about in permitted]


def _done(user: User) -> dict[str, bool]:
    colleagues = User.objects.filter(is_active=True, is_staff=True).exclude(pk=user.pk)
    rows = User.objects.filter(pk=user.pk).values(
        has_section=Exists(Section.objects.all()),
        has_author=Exists(Author.objects.all()),
        has_wording=Exists(Wording.objects.in_force().general()),
        has_page=Exists(SitePage.objects.all()),
        has_colleague=Exists(colleagues),
    )
    return {name.removeprefix("has_"): bool(found) for name, found in rows.get().items()}
