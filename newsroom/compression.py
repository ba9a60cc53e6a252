"""Compress pages, feeds and JSON for browsers that accept it, unless the page cache did.

BREACH (https://breachattack.com) finds out a secret of a page that repeats what an attacker sends,
by the compressed size. Two things prevent it: Django sends CSRF tokens, the secrets of our pages,
masked anew with each response, and its GZipMiddleware adds up to 100 random bytes to each ("Heal The
Breach", https://ieeexplore.ieee.org/document/9754554). Therefore pages of the desk are compressed too.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# Pictures, fonts and archives are compressed already.
COMPRESSED_TYPES = (
    "text/",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/rss+xml",
    "application/xml",
    "image/svg+xml",
)


class Compress(GZipMiddleware):
    """Middleware that compresses text by gzip.

    A strong ETag stands for exact bytes (RFC 9110, 8.8.1), so a compressed response gets a weak one,
    and a 304 the same that its page has.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 304:
            patch_vary_headers(response, ("Accept-Encoding",))
            etag = response.get("ETag", "")
            if f"W/{etag}" in request.headers.get("If-None-Match", ""):
                response.headers["ETag"] = f"W/{etag}"
            return response
        if response.get("Content-Type", "").startswith(COMPRESSED_TYPES):
            return super().process_response(request, response)
        return response
