"""Pages about the publication itself: its rules of work, privacy, terms, imprint, contact."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.copy import CleanHtmlField


class SitePageQuerySet(models.QuerySet["SitePage"]):
    def in_footer(self) -> Self:
        """Return the pages that the footer links to, in its order."""
        return self.exclude(place="")


class SitePage(models.Model):
    """A page below /about/. It has no draft: saving it changes what readers see."""

    class Place(models.TextChoices):
        """The list of the footer that links to it."""

        ABOUT = "about", _("Footer: about us")
        LEGAL = "legal", _("Footer: legal and contact")

    # The names of table and column are those of the version before, which still runs during an upgrade.
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        db_column="kind",
        help_text=_(
            "The end of its address: /about/privacy/. Search engines know ethics, corrections, "
            "ownership, mission, disclosure, verification, sources, diversity, feedback and "
            "masthead as the pages on these subjects."
        ),
    )
    title = models.CharField(max_length=120)
    body: "models.TextField[str, str]" = CleanHtmlField()
    place = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=Place,
        help_text=_(
            "Every page is listed on /about/; those in the footer are on all pages of the site."
        ),
    )
    position = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text=_("Its place in these lists: the lowest number is the first."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = SitePageQuerySet.as_manager()

    class Meta:
        db_table = "articles_policy"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/about/{self.slug}/"
