"""Say whether a receipt of M-Paspor is genuine: whether its text was signed with the published key.

Needs Python 3.11 or newer and nothing else: no network, no database, and no other part of M-Paspor. Copy this one file
and read it; what it checks is written down in docs/receipts.md.

    python verify_receipt.py TEXT --key FILE
    python verify_receipt.py FILE --key FILE

TEXT is what the code on the paper says, or the same as it stands in print; FILE may hold it. The key is what is
published at /receipts/key, or its PEM.
"""

import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from urllib.parse import unquote

# What each word of the text says, in order.
FACTS = {
    "key": "key",
    "code": "billing code",
    "number": "payment number",
    "amount": "amount in rupiah",
    "paid_at": "paid at (UTC)",
    "payer": "paid by",
    "office": "office",
}
WORD = "[A-Za-z0-9._~%-]{1,400}"
# The address of a page that checks receipts, at whatever house; then the text.
TEXT = re.compile(
    "(?:[^#]+/receipts#)?"
    f"(MP1/([0-9a-f]{{8}})/([0-9]{{15}})/({WORD})/(0|[1-9][0-9]{{0,14}})/([0-9]{{8}}T[0-9]{{6}}Z)/({WORD})/({WORD}))"
    "/([A-Za-z0-9_-]{86})"
)
# All that is a blank somewhere: to this program, to a browser, or to an editor that begins a file with one.
BLANK = re.compile("[\\s\ufeff]")
PEM = re.compile("-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", re.DOTALL)
# What stands before x and y in a public key of this curve (RFC 5480), in hexadecimal digits.
HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200" + "04")

# ------------------------------------------------------------------------ 1. the curve P-256 (FIPS 186-4, SEC 2: 2.4.2)

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = -3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

Point = tuple[int, int] | None  # None is the point at infinity


def is_on_curve(x: int, y: int) -> bool:
    """Whether y² = x³ - 3x + b."""
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def add(one: Point, other: Point) -> Point:
    """The sum of two points: the line through them meets the curve once more."""
    if one is None or other is None:
        return other if one is None else one
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x3 = (slope * slope - x1 - x2) % P
    return (x3, (slope * (x1 - x3) - y1) % P)


def times(number: int, point: Point) -> Point:
    """The point added to itself so many times."""
    total: Point = None
    while number:
        if number & 1:
            total = add(total, point)
        point = add(point, point)
        number >>= 1
    return total


def is_signed(message: bytes, signature: bytes, key: tuple[int, int]) -> bool:
    """ECDSA with SHA-256; the signature is r and s, 32 bytes each."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not (0 < r < ORDER and 0 < s < ORDER) or not is_on_curve(*key):
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, ORDER)
    found = add(times(digest * inverse % ORDER, BASE), times(r * inverse % ORDER, key))
    return found is not None and found[0] % ORDER == r


# ------------------------------------------------------------------------------------------------ 2. the keys in a file


class Key:
    """A published key: its id, its point, and until which day receipts of it were paid ("" while it is in use)."""

    def __init__(self, pem: str, until: str = "") -> None:
        body = PEM.search(pem)
        content = base64.b64decode("".join(body[1].split()), validate=True) if body else b""
        if len(content) != len(HEAD) + 64 or not content.startswith(HEAD):
            raise ValueError("not a public key of the curve P-256")
        self.name = hashlib.sha256(content).hexdigest()[:8]
        self.point = (int.from_bytes(content[-64:-32], "big"), int.from_bytes(content[-32:], "big"))
        self.until = until


def keys_of(text: str) -> dict[str, Key]:
    """The keys of a file by their id: the JSON of /receipts/key, or any number of PEM blocks. Raises `ValueError`."""
    if text.lstrip().startswith("{"):
        keys = [Key(one["pem"], one.get("until") or "") for one in json.loads(text)["keys"]]
    else:
        keys = [Key(found[0]) for found in PEM.finditer(text)]
    if not keys:
        raise ValueError("no public key in it")
    return {key.name: key for key in keys}


# ----------------------------------------------------------------------------------------------------- 3. the receipt


class NotGenuine(Exception):
    """The text is not what was signed; the message says how that shows."""


class OtherKey(NotGenuine):
    """Signed with a key that is not among those given; the message is its id."""


def verify(text: str, keys: dict[str, Key]) -> dict[str, str]:
    """The facts of a genuine receipt. Raises `NotGenuine`.

    The address of a page may stand before it, and blanks and ends of lines are the paper's: neither is part of it.
    """
    found = TEXT.fullmatch(BLANK.sub("", text))
    if found is None:
        raise NotGenuine("this is not the whole text of a receipt")
    message, *words, written = found.groups()
    signature = base64.urlsafe_b64decode(written + "==")
    # The last letter has bits to spare: of the ways to write the same signature only one is right.
    if base64.urlsafe_b64encode(signature).decode().rstrip("=") != written:
        raise NotGenuine("the signature is not written as it must be")
    key = keys.get(words[0])
    if key is None:
        raise OtherKey(words[0])
    if not is_signed(message.encode(), signature, key.point):
        raise NotGenuine("the signature does not belong to this text")
    facts = dict(zip(FACTS, map(unquote, words), strict=True))
    if key.until and facts["paid_at"][:8] > key.until.replace("-", ""):
        raise NotGenuine(f"its key was no longer in use: key {key.name} ended {key.until}")
    return facts


def main(arguments: list[str]) -> int:
    """Say what was found. Returns 0 when the receipt is genuine, 1 when it is not, 2 when that was not asked."""
    if len(arguments) != 3 or arguments[1] != "--key":
        sys.stdout.write(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    given, _, path = arguments
    try:
        keys = keys_of(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        sys.stdout.write(f"{path}: no key can be read from it ({wrong})\n")
        return 2
    try:
        facts = verify(read(given), keys)
    except OtherKey as other:
        sys.stdout.write(f"Not known: it names the key {other}, and {path} holds {', '.join(keys)}.\n")
        return 1
    except NotGenuine as found:
        sys.stdout.write(f"Not genuine: {found}.\n")
        return 1
    sys.stdout.write("Genuine: every letter of it was signed.\n")
    for name, value in facts.items():
        sys.stdout.write(f"  {FACTS[name]:<17} {value}\n")
    return 0


def read(given: str) -> str:
    """The text itself, or what the file of that name holds."""
    # A text is longer than most systems let a name be, and holds what no name does.
    if TEXT.search(BLANK.sub("", given)):
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
