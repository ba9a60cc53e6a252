from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from newsroom import clock


def site(request: HttpRequest) -> dict[str, str | bool | int]:
    """Return what all pages know of the publication and the year; settings, so it takes no query."""
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_publisher": settings.SITE_PUBLISHER,
        "site_logo": settings.SITE_LOGO,
        "site_styles": settings.SITE_STYLES,
        "has_disclosures": settings.DISCLOSURES,
        "year": timezone.localtime(clock.now()).year,
    }
