"""Timestamps of daily seals from an external authority (RFC 3161), if EVIDENCE_TSA_URL is set."""

import hashlib
import logging
from pathlib import Path

import certifi
import httpcore
from cryptography import x509
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import PKIStatus, TimeStampRequest

from articles.models import DaySeal, Timestamp

logger = logging.getLogger(__name__)

# The timeout of each network operation.
SECONDS = 20
# The maximum size of a response in bytes; a valid one carries only a few certificates.
LONGEST = 100_000


class NoTimestamp(Exception):
    """The authority returned no valid timestamp; the message says why."""


def stamp_missing() -> list[Timestamp]:
    """Request a timestamp for each head without one, and return the new timestamps.

    The first failure is logged and ends the run; the next run tries again.
    """
    if not settings.EVIDENCE_TSA_URL:
        return []
    made = []
    for seal in DaySeal.objects.filter(timestamps=None):
        try:
            response = stamp(bytes.fromhex(seal.head))
        except NoTimestamp:
            logger.exception("The seal of %s could not be stamped.", seal.day)
            break
        made.append(
            Timestamp.objects.create(
                seal=seal, authority=settings.EVIDENCE_TSA_URL, response=response
            )
        )
    return made


def stamp(data: bytes) -> bytes:
    """Request a timestamp for `data`, check it, and return the authority's response (DER).

    Raises:
        NoTimestamp: no response, a refusal, or a timestamp of other data.
    """
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _post(settings.EVIDENCE_TSA_URL, request.as_bytes())
    try:
        response = decode_timestamp_response(answer)
        if response.status not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
            raise NoTimestamp(f"The authority refuses: {'; '.join(response.status_string)}")
        _check(response, request, data)
    except (ValueError, VerificationError) as error:
        raise NoTimestamp(f"The authority's answer doesn't hold: {error}") from error
    return answer


def _check(response: TimeStampResponse, request: TimeStampRequest, data: bytes) -> None:
    """Check that a response is for `data` and this request.

    With EVIDENCE_TSA_ROOTS, also verify its signature.

    Raises:
        NoTimestamp, VerificationError: a check failed.
    """
    info = response.tst_info
    if info.message_imprint.message != hashlib.sha256(data).digest():
        raise NoTimestamp("The authority stamped something else.")
    if info.nonce != request.nonce:
        raise NoTimestamp("The authority answered another request.")
    if settings.EVIDENCE_TSA_ROOTS:
        verifier = VerifierBuilder.from_request(request)
        for root in x509.load_pem_x509_certificates(Path(settings.EVIDENCE_TSA_ROOTS).read_bytes()):
            verifier = verifier.add_root_certificate(root)
        verifier.build().verify_message(response, data)


def _post(url: str, body: bytes) -> bytes:
    headers: dict[bytes | str, bytes | str] = {
        "Content-Type": "application/timestamp-query",
        "Content-Length": str(len(body)),
    }
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    tls = httpcore.default_ssl_context()
    tls.load_verify_locations(certifi.where())
    try:
        with (
            httpcore.ConnectionPool(tls) as pool,
            pool.stream(
                "POST", url, headers=headers, content=body, extensions={"timeout": timeout}
            ) as response,
        ):
            answer = b""
            for chunk in response.iter_stream():
                answer += chunk
                if len(answer) > LONGEST:
                    raise NoTimestamp("The authority's answer is too long.")
            if response.status != 200:
                raise NoTimestamp(f"The authority answers {response.status}.")
            return answer
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise NoTimestamp(f"The authority can't be reached: {error}") from error
    except httpcore.UnsupportedProtocol:
        raise NoTimestamp("EVIDENCE_TSA_URL must begin with https:// or http://.") from None
