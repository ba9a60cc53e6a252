"""Verify an evidence file without the newsroom that made it: no database, no Django.

    pip install cryptography
    python verify.py FILE KEYS

FILE is the evidence; KEYS is what the newsroom publishes at /.well-known/newsroom-evidence.json.
Save KEYS early and from more than one place: if both are replaced, everything can be forged.

The program checks the signature (Ed25519, RFC 8032) over every byte; the digests; that each row the
record is built from is in the sealed Merkle tree of its day (RFC 6962); and that the record agrees
with those rows. It renders nothing and follows no link. It exits with 0 if the file verifies, with 1
and a line for each problem if not, and with 2 if it can't read FILE or KEYS.
"""

import base64
import hashlib
import html
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "newsroom-evidence/1"
STATEMENT = b'<script type="application/json" id="statement">'
SIGNATURE = b'<script type="application/json" id="signature">'
END = b"</script>\n</body>\n</html>\n"
FRAME = b'<iframe sandbox srcdoc="'
# Fields of a record's edition that are also columns of the edition's row.
SAME = ("number", "headline", "standfirst", "body", "connection", "connection_with", "paid_links")
DATES = ("live_from", "published_at", "printed_at")

Json = dict[str, Any]


def canonical(value: Any) -> bytes:
    """Return the canonical serialization of a JSON value, over which digests are computed."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


# The Merkle tree of a day. Source: RFC 6962, 2.1. The first hashed byte distinguishes leaves from
# nodes, so that no node can be passed off as a leaf.


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def row_hash(table: str, row: Json) -> bytes:
    """Return the leaf hash of a row, without its empty values (null, "", 0, false, [] and {}).

    So a column that is added later, and is empty in former rows, leaves their hashes as they were.
    """
    return leaf_hash(canonical({"row": {k: v for k, v in row.items() if v}, "table": table}))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a tree with these leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = _half(len(leaves))
    return _node(root_of(leaves[:half]), root_of(leaves[half:]))


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the sibling hashes from a leaf up to the root."""
    if len(leaves) <= 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*path_of(leaves[:half], index), root_of(leaves[half:])]
    return [*path_of(leaves[half:], index - half), root_of(leaves[:half])]


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root computed from a leaf and its path.

    None if the path doesn't fit a tree of `size` leaves.
    """
    if not 0 <= index < size:
        return None
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    half = _half(size)
    *rest, last = path
    if index < half:
        below = root_from(leaf, index, half, rest)
        return below and _node(below, last)
    below = root_from(leaf, index - half, size - half, rest)
    return below and _node(last, below)


def head_of(previous: str, day: str, size: int, root: str) -> str:
    """Return a day's head: it commits to the day's root and to the head of the day before."""
    fields = {"day": day, "previous": previous, "root": root, "size": size}
    return hashlib.sha256(b"\x02" + canonical(fields)).hexdigest()


def _half(size: int) -> int:
    """Return the largest power of two below `size`."""
    return int(1 << (size - 1).bit_length() - 1)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


# The file


def key_id(public: bytes) -> str:
    """Return the id of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def split(file: bytes) -> tuple[bytes, Json | None]:
    """Return the signed bytes of a file and its signature, or None if it has none.

    The signature must end the file and be in canonical form, so that nothing can be appended.
    """
    signed, found, rest = file.rpartition(SIGNATURE)
    if not found or not rest.endswith(END):
        return file, None
    signature = _json(rest.removesuffix(END))
    if signature is None or canonical(signature) + END != rest:
        return file, None
    return signed, signature


def statement_in(file: bytes) -> Json | None:
    """Return the statement in a file, or None if the file isn't evidence."""
    before, found, rest = file.rpartition(STATEMENT)
    if not found or STATEMENT in before:
        return None
    return _json(rest.partition(b"</script>")[0])


def problems(file: bytes, published: Json) -> list[str]:
    """Return the problems found when verifying a file with the published keys; [] if none."""
    signed, signature = split(file)
    statement = statement_in(signed)
    if statement is None:
        return ["This is no evidence file, or it was changed: it carries no statement."]
    if statement.get("format") != FORMAT:
        return ["This file is of a format that this program doesn't know. Get the newer program."]
    try:
        found = list(_signature_problems(signed, signature, statement, published))
        return found or [
            *_digest_problems(signed, statement),
            *_seal_problems(statement, published),
            *_record_problems(statement),
        ]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return [f"The file or the keys are incomplete: {type(error).__name__} {error}."]


def _signature_problems(
    signed: bytes, signature: Json | None, statement: Json, published: Json
) -> Iterator[str]:
    if signature is None:
        yield "The file isn't signed, or something was added after its signature."
        return
    keys = {key["id"]: key for key in published["keys"]}
    known = keys.get(signature["key"])
    if known is None:
        yield f"It is signed with the key {signature['key']}, which the newsroom doesn't publish."
        return
    public = base64.b64decode(known["public"], validate=True)
    made = datetime.fromisoformat(statement["made_at"])
    until = known["until"] and datetime.fromisoformat(known["until"])
    if made < datetime.fromisoformat(known["from"]) or (until and made >= until):
        yield f"The key {signature['key']} was not in use when the file says that it was made."
    if key_id(public) != signature["key"]:
        yield f"The published key {signature['key']} isn't the one of that name."
    try:
        bytes_ = base64.b64decode(signature["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(bytes_, signed)
    except InvalidSignature:
        yield "The file was changed after it was signed: the signature doesn't fit."


def _digest_problems(signed: bytes, statement: Json) -> Iterator[str]:
    if digest(statement["record"]) != statement["record_sha256"]:
        yield "The record's digest isn't the one that the file names."
    page = html.unescape(signed.partition(FRAME)[2].partition(b'"')[0].decode())
    if hashlib.sha256(page.encode()).hexdigest() != statement["page_sha256"]:
        yield "The digest of the page in the frame isn't the one that the file names."


def _seal_problems(statement: Json, published: Json) -> Iterator[str]:
    heads = published.get("heads", {})
    for day, seal in statement["days"].items():
        if head_of(seal["previous"], day, seal["size"], seal["root"]) != seal["head"]:
            yield f"The seal of {day} doesn't agree with itself."
        if heads.get(day, seal["head"]) != seal["head"]:
            yield f"The newsroom publishes another seal of {day}."
    for entry in statement["rows"]:
        if entry["day"] is None:
            continue
        seal = statement["days"][entry["day"]]
        leaf = row_hash(entry["table"], entry["row"])
        path = [bytes.fromhex(part) for part in entry["path"]]
        root = root_from(leaf, entry["index"], seal["size"], path)
        if root is None or root.hex() != seal["root"]:
            yield f"Row {entry['row']['id']} of {entry['table']} isn't in the seal of {entry['day']}."


def _record_problems(statement: Json) -> Iterator[str]:
    """Yield the differences between the record and the rows that it is built from."""
    record = statement["record"]
    rows: dict[str, dict[int, Json]] = {}
    for entry in statement["rows"]:
        rows.setdefault(entry["table"], {})[entry["row"]["id"]] = entry["row"]
    (edition,) = rows["articles_edition"].values()
    recorded = record["edition"]
    differing = [name for name in SAME if recorded[name] != edition[name]]
    differing += [name for name in DATES if _instant(recorded[name]) != _instant(edition[name])]
    if f"/{edition['path']}/" != record["path"]:
        differing.append("path")
    if differing:
        yield f"The record differs from the sealed edition in: {', '.join(differing)}."
    texts = {row["text"] for row in rows.get("articles_notice", {}).values()}
    if any(notice["text"] not in texts for notice in record["notices"]):
        yield "The record has a notice that no sealed row has."
    values = [row["values"] for row in rows.get("disclosures_rulechange", {}).values()]
    for rule in record["rules"]:
        if {k: v for k, v in rule.items() if k not in ("programme", "since")} not in values:
            yield f"The record has a rule that no sealed row has: {rule['name']}."
    for shown in record["disclosures"]:
        if "id" in shown and not _fits(shown, rows["disclosures_wording"][shown["id"]]):
            yield f"The record's wording {shown['id']} isn't the sealed one."


def _fits(shown: Json, wording: Json) -> bool:
    """Return whether a disclosure is the sealed wording with its placeholders filled in."""
    parts = re.split(r"\{\w+\}", wording["text"])
    return bool(re.fullmatch(".*".join(map(re.escape, parts)), shown["as_shown"], re.DOTALL))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _json(text: bytes) -> Json | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def main(arguments: list[str]) -> int:
    """Verify the file named first with the keys in the file named second; return the exit code."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        file, published = (Path(name).read_bytes() for name in arguments)
    except OSError as error:
        print(f"{error.filename} can't be read: {error.strerror}.", file=sys.stderr)
        return 2
    keys = _json(published)
    if keys is None:
        print(f"{arguments[1]} holds no keys.", file=sys.stderr)
        return 2
    found = problems(file, keys)
    statement = statement_in(split(file)[0]) or {"rows": [], "days": {}}
    unsealed = [entry for entry in statement["rows"] if entry["day"] is None]
    for line in found or [
        f"It holds: signed, and {len(statement['rows']) - len(unsealed)} rows are in the seals of "
        f"{len(statement['days'])} days; {len(unsealed)} are not sealed yet."
    ]:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
