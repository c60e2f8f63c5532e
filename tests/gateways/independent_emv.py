"""A reader of QRIS codes written only from what the domain's notes say of the format; it shares nothing with ours."""

from __future__ import annotations

from dataclasses import dataclass

_WITHIN = {"26", "51", "62"}


class Wrong(Exception):
    """The text is not what the notes describe."""


@dataclass(frozen=True)
class Said:
    """What a wallet would show, and what it would send."""

    dynamic: bool
    currency: str
    amount: int
    country: str
    name: str
    city: str
    merchant_pan: str
    national_number: str
    bill_number: str


def read(text: str) -> Said:
    check_sum(text)
    tags = split(text)
    if next(iter(tags)) != "00" or [*tags][-1] != "63" or tags["00"] != "01":
        raise Wrong("00 first, 63 last")
    inner = {name: split(tags[name]) for name in _WITHIN & set(tags)}
    return Said(
        dynamic=tags["01"] == "12",
        currency=tags["53"],
        amount=int(tags["54"]),
        country=tags["58"],
        name=tags["59"],
        city=tags["60"],
        merchant_pan=inner["26"]["01"],
        national_number=inner["51"]["02"],
        bill_number=inner["62"]["01"],
    )


def split(text: str) -> dict[str, str]:
    """Two digits of id, two of decimal length, the value."""
    found: dict[str, str] = {}
    left = list(text)
    while left:
        name = left.pop(0) + left.pop(0)
        length = int(left.pop(0) + left.pop(0))
        if len(left) < length:
            raise Wrong(f"{name} is cut short")
        found[name] = "".join(left[:length])
        del left[:length]
    return found


def check_sum(text: str) -> None:
    """Polynomial 0x1021 from 0xFFFF over everything including "6304"; four upper-case hexadecimal digits."""
    rest = 0xFFFF
    for letter in text[:-4]:
        for bit in f"{ord(letter):08b}":
            top = rest >> 15
            rest = (rest << 1) & 0xFFFF
            if top ^ int(bit):
                rest ^= 0x1021
    if text[-4:] != f"{rest:04X}":
        raise Wrong("checksum")
