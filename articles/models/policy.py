"""Policies: the pages on which the newsroom publishes the rules it works by."""

from django.db import models

from articles.models.copy import CleanHtmlField


class Policy(models.Model):
    """A page below /about/. It has no draft: saving it changes what readers see."""

    class Kind(models.TextChoices):
        """The policies of schema.org/NewsMediaOrganization, and DISCLOSURE: how we earn money."""

        MISSION = "mission", "Mission and coverage"
        ETHICS = "ethics", "Ethics"
        CORRECTIONS = "corrections", "Corrections"
        OWNERSHIP = "ownership", "Ownership and funding"
        DISCLOSURE = "disclosure", "Disclosure of interests"
        VERIFICATION = "verification", "Verification and fact-checking"
        SOURCES = "sources", "Unnamed sources"
        DIVERSITY = "diversity", "Diversity"
        FEEDBACK = "feedback", "Feedback from readers"
        MASTHEAD = "masthead", "Masthead"

    kind = models.CharField(
        max_length=20,
        choices=Kind,
        unique=True,
        help_text="Its address (/about/ethics/) and its type for search engines.",
    )
    title = models.CharField(max_length=120)
    body: "models.TextField[str, str]" = CleanHtmlField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/about/{self.kind}/"
