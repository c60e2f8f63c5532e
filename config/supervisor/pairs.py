"""Key pairs of a local house: ours, and those of the outside systems it plays."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mpaspor.core import clock
from mpaspor.core.dates import CAPITAL

# What we sign receipts with. The day since when goes with it; its public half is published by us, who derive it.
RECEIPT = "MPASPOR_RECEIPT"
# What we sign calls with; the bank, the treasury and the acquirer sign theirs. Only the sandbox needs the last three.
PAIRS = ("MPASPOR_GATEWAY", "MPASPOR_BANK", "MPASPOR_TREASURY", "MPASPOR_ACQUIRER", RECEIPT)
_BITS = 2048


def names(pair: str) -> tuple[str, str]:
    """The private key's name, and the public one's or the day's."""
    return f"{pair}_KEY", f"{pair}_KEY_SINCE" if pair == RECEIPT else f"{pair}_PUBLIC_KEY"


def draw(pair: str) -> dict[str, str]:
    """A new pair: keys in PEM."""
    if pair == RECEIPT:
        return dict(zip(names(pair), (_pem(ec.generate_private_key(ec.SECP256R1())), _today()), strict=True))
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return dict(zip(names(pair), (_pem(key), public.decode()), strict=True))


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _today() -> str:
    return clock.today(CAPITAL).isoformat()
