"""Public views for verifying evidence: the public keys and the verifier program."""

import inspect

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles.evidence import signing, verifier
from newsroom.cache.readers import for_readers


@require_safe
@for_readers()
def keys(request: HttpRequest) -> HttpResponse:
    """Serve every public key with its dates, and the heads of the latest daily seals."""
    response = JsonResponse(signing.published(), json_dumps_params={"indent": 1})
    # Browser-based tools on any site may fetch the keys.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@for_readers()
def program(request: HttpRequest) -> HttpResponse:
    """Serve the source of the stand-alone verifier."""
    return HttpResponse(inspect.getsource(verifier), content_type="text/x-python; charset=utf-8")
