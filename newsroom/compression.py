"""Compress what the page cache doesn't: the desk, pages for browsers with a session, errors.

The page cache asks Django for pages without compression, and keeps them as gzip and Brotli.

BREACH (https://breachattack.com) finds out a secret of a page that repeats what an attacker sends,
by the compressed size. Two things prevent it: Django sends CSRF tokens, the secrets of our pages,
masked anew with each response, and its GZipMiddleware adds up to 100 random bytes to each ("Heal The
Breach", https://ieeexplore.ieee.org/document/9754554). Therefore pages of the desk are compressed too.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from newsroom.cache.page import COMPRESSED_TYPES


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
