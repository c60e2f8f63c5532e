"""Key pairs of a local house: ours, and those of the outside systems it plays."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

# What we sign calls with; the bank, the treasury and the acquirer sign theirs. Only the sandbox needs the last three.
PAIRS = ("MPASPOR_GATEWAY", "MPASPOR_BANK", "MPASPOR_TREASURY", "MPASPOR_ACQUIRER")
_BITS = 2048


def names(pair: str) -> tuple[str, str]:
    """The private key's name and the public one's."""
    return f"{pair}_KEY", f"{pair}_PUBLIC_KEY"


def draw(pair: str) -> dict[str, str]:
    """A new pair, in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return dict(zip(names(pair), (private.decode(), public.decode()), strict=True))
