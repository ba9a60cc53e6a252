"""The private key that signs evidence, and the published public keys.

The private key is in the environment or in a file that only its owner can read, never in the
database. So neither SECRET_KEY nor the database's password suffices to forge a signature.
"""

import base64
import os
import stat
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.urls import reverse

from articles.evidence import verifier
from articles.models import DaySeal, EvidenceKey

# The number of latest days whose heads are published with the keys.
HEADS = 400


class BadKey(Exception):
    """The private key can't be used; the message says what to do."""


def private_key() -> Ed25519PrivateKey | None:
    """Return the key of EVIDENCE_KEY or EVIDENCE_KEY_FILE; None if neither is set.

    Raises:
        BadKey: the key can't be read, isn't an Ed25519 key, or others can read its file.
    """
    pem = settings.EVIDENCE_KEY.replace("\\n", "\n").encode() or _read(settings.EVIDENCE_KEY_FILE)
    if not pem:
        return None
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise BadKey("The evidence key is no private key in PEM without a password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(
            "The evidence key is not of the kind Ed25519. Make one: manage.py evidence_key"
        )
    return key


def new_key() -> bytes:
    """Return a new private key in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def write_key(path: Path, pem: bytes) -> None:
    """Write a private key to a new file, created readable by its owner only.

    Raises:
        OSError: the file can't be written; FileExistsError if it exists.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def public_of(key: Ed25519PrivateKey) -> bytes:
    """Return the public key, 32 bytes."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def current_key() -> tuple[Ed25519PrivateKey, str] | None:
    """Return the key to sign with and its id; None if no key is set.

    Raises:
        BadKey: as `private_key`; or its public key isn't the latest that is published.
    """
    key = private_key()
    if key is None:
        return None
    name = verifier.key_id(public_of(key))
    latest = EvidenceKey.objects.last()
    if latest is None or latest.name != name:
        raise BadKey("The evidence key isn't published. Publish it: manage.py evidence_key")
    return key, name


def signed(content: bytes, key: Ed25519PrivateKey, name: str) -> bytes:
    """Return `content` followed by its signature and the end of the HTML file."""
    signature = base64.b64encode(key.sign(content)).decode()
    entry = {"algorithm": "Ed25519", "key": name, "signature": signature}
    return content + verifier.SIGNATURE + verifier.canonical(entry) + verifier.END


def publish(key: Ed25519PrivateKey) -> EvidenceKey:
    """Store the public key, unless it is already the latest, and return its row.

    Only the role that owns the tables may insert it.

    Raises:
        BadKey: the key was in use before and has been replaced.
    """
    public = public_of(key)
    name = verifier.key_id(public)
    latest = EvidenceKey.objects.last()
    if latest is not None and latest.name == name:
        return latest
    if EvidenceKey.objects.filter(name=name).exists():
        raise BadKey("That key was replaced once and can't come back. Make a new one.")
    return EvidenceKey.objects.create(name=name, public=base64.b64encode(public).decode())


def published() -> dict[str, Any]:
    """Return the content of /.well-known/newsroom-evidence.json: all keys, and the latest heads."""
    keys = list(EvidenceKey.objects.all())
    ends = [key.since.isoformat() for key in keys[1:]]
    seals = DaySeal.objects.order_by("-day").values_list("day", "head")[:HEADS]
    return {
        "format": verifier.FORMAT,
        "algorithm": "Ed25519",
        "verifier": reverse("evidence-verifier"),
        "keys": [
            {"id": key.name, "public": key.public, "from": key.since.isoformat(), "until": end}
            for key, end in zip(keys, [*ends, None][: len(keys)], strict=True)
        ],
        "heads": {str(day): head for day, head in seals},
    }


def _read(name: str) -> bytes:
    if not name:
        return b""
    try:
        with open(name, "rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise BadKey(f"Others can read the evidence key. Run: chmod 600 {name}")
            return file.read()
    except OSError as error:
        raise BadKey(f"The evidence key {name} can't be read: {error.strerror}.") from None
