from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Return the publication's name and tagline; they come from the settings, so no query."""
    return {"site_name": settings.SITE_NAME, "site_tagline": settings.SITE_TAGLINE}
