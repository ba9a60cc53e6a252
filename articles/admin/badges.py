"""Small HTML renderings of a story, shared by the desk's list, form and front page."""

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from newsroom.translation import Text


def badge(article: Article, status: str = "") -> SafeString:
    """Render a story's publication status; it says so if the draft is in review.

    Args:
        status: the story's status, if the caller has it already.
    """
    status = Article.Status(status or article.status)
    key: str = status.value
    label: Text = status.label
    if article.stage == Article.Stage.REVIEW:
        if status in (Article.Status.DRAFT, Article.Status.WITHDRAWN):
            key, label = "review", _("In review")
        elif status == Article.Status.CHANGED:
            label = _("Live, changes in review")
    return format_html('<span class="status {}">{}</span>', key, label)


def saved(article: Article) -> SafeString:
    """Render when, as a relative time, and by whom a story was last saved.

    The exact time is in the tooltip.
    """
    at = timezone.localtime(article.saved_at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>{}',
        at.isoformat(timespec="seconds"),
        date_format(at, _("j F Y, H:i")),
        naturaltime(article.saved_at),
        format_html(' <span class="by">{}</span>', _("by {user}").format(user=article.saved_by))
        if article.saved_by
        else "",
    )


def thumbnail(article: Article) -> SafeString:
    """Render the lead picture as a thumbnail; an empty frame if there is none."""
    if article.picture is None:
        return SafeString('<span class="thumbnail"></span>')
    return format_html(
        '<img class="thumbnail" src="{}" alt="" width="72" height="48" loading="lazy">',
        article.picture.url_at(article.picture.widths[0], "jpg"),
    )


def editing(article: Article) -> SafeString:
    """Return who lately typed into the story's form without saving (`for_desk`), "" if nobody did."""
    if not (names := getattr(article, "editing", None)):
        return SafeString("")
    editing = ngettext("{names} is editing", "{names} are editing", len(names))
    return format_html(
        '<span class="editing">{}</span>', editing.format(names=get_text_list(names, _("and")))
    )
