from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str | bool]:
    """Return the publication's name, tagline and logo; they are settings, so no query."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_logo": settings.SITE_LOGO,
        "has_disclosures": settings.DISCLOSURES,
    }
