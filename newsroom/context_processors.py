from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """What every page says of the publication; from the settings, so it costs no query."""
    return {"site_name": settings.SITE_NAME, "site_tagline": settings.SITE_TAGLINE}
