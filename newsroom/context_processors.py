from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str | bool]:
    """Return the publication's name, tagline, logo and styles; they are settings, so no query."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_logo": settings.SITE_LOGO,
        "site_styles": settings.SITE_STYLES,
        "has_disclosures": settings.DISCLOSURES,
    }
