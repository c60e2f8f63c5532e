"""Two digits of name, two digits of length in characters, the value; 00 comes first and 63, the checksum, last."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 512
CHECKSUM, CHECKSUM_HEAD = "63", "6304"
_CHECKSUM_VALUE = re.compile(r"[0-9A-F]{4}")


class Malformed(Exception):
    """The text is no code, or no lawful one: where (characters from its beginning) and why."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"at {offset}: {reason}")
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Element:
    """One part: its name, its value, and where its name begins in the whole text."""

    name: str
    value: str
    offset: int


def read(text: str) -> tuple[Element, ...]:
    """The parts, in order, checksum included and right. Raises `Malformed`."""
    if len(text) > LONGEST:
        raise Malformed(LONGEST, f"longer than {LONGEST} characters")
    elements = parts(text, 0)
    if not elements or elements[0].name != "00":
        raise Malformed(0, "the payload format (00) comes first")
    last = elements[-1]
    if last.name != CHECKSUM:
        raise Malformed(last.offset, "the checksum (63) comes last")
    if not _CHECKSUM_VALUE.fullmatch(last.value) or last.value != checksum(text[: last.offset + 4]):
        raise Malformed(last.offset, "the checksum is wrong")
    return elements


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE in four upper-case hexadecimal digits; `text` ends with "6304"."""
    return f"{binascii.crc_hqx(text.encode(errors='surrogatepass'), 0xFFFF):04X}"


def parts(text: str, offset: int) -> tuple[Element, ...]:
    """The parts of a text that begins at `offset` of the whole."""
    elements: list[Element] = []
    names: set[str] = set()
    position = 0
    while position < len(text):
        name, length = text[position : position + 2], text[position + 2 : position + 4]
        at = offset + position
        if len(name) < 2 or not (name.isascii() and name.isdecimal()):
            raise Malformed(at, "a name has two digits")
        if len(length) < 2 or not (length.isascii() and length.isdecimal()):
            raise Malformed(at + 2, "a length has two digits")
        if name in names:
            raise Malformed(at, f"{name} stands twice")
        value = text[position + 4 : position + 4 + int(length)]
        if not value or len(value) < int(length):
            raise Malformed(at + 2, f"{name} is {len(value)} long, not {int(length)}")
        names.add(name)
        elements.append(Element(name, value, at))
        position += 4 + int(length)
    return tuple(elements)


def join(parts: Iterable[tuple[str, str]]) -> str:
    """The parts that have a value; one longer than its two digits can say is refused where it stands."""
    text = ""
    for name, value in parts:
        if len(value) > 99:
            raise Malformed(len(text), f"{name} is longer than 99")
        text += f"{name}{len(value):02}{value}" if value else ""
    return text
