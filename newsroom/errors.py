from django.http import HttpRequest, HttpResponseNotFound
from django.utils.cache import patch_cache_control
from django.views import defaults


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Django's 404, which no cache keeps: a scheduled story may be there in a minute."""
    response = defaults.page_not_found(request, exception)
    patch_cache_control(response, no_cache=True)
    return response
