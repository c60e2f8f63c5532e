"""Reading what partners send: a missing field and a field of the wrong form are refused by name, nothing else is.

Names within names are written with a point: "paidAmount.value".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mpaspor.gateways.snap import codes, moments
from mpaspor.gateways.snap.codes import Refused

_AMOUNT = re.compile(r"([0-9]{1,16})\.([0-9]{2})")
_CURRENCY = "IDR"
_ABSENT: tuple[object, ...] = (None, "")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in hundredths, as it is written; `rupiah` is None where hundredths are left over."""

    sen: int
    currency: str = _CURRENCY

    @property
    def rupiah(self) -> int | None:
        """Whole rupiah."""
        whole, rest = divmod(self.sen, 100)
        return whole if self.currency == _CURRENCY and not rest else None


def write_amount(rupiah: int) -> dict[str, str]:
    """An amount as it travels: text, two decimals."""
    return {"value": f"{rupiah}.00", "currency": _CURRENCY}


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises `Refused` with 400xx00."""
    try:
        content = json.loads(body.decode(), parse_constant=_refuse_constant)
    # Brackets within brackets, thousands deep, end the parser in another way than other nonsense does.
    except (ValueError, RecursionError) as unreadable:
        raise Refused(codes.BAD_REQUEST) from unreadable
    if not isinstance(content, dict):
        raise Refused(codes.BAD_REQUEST)
    return content


def require(content: dict[str, Any], names: Iterable[str]) -> None:
    """Raises `Refused` with 400xx02 for the first name that is absent, null or empty."""
    for name in names:
        parent, _, last = name.rpartition(".")
        within = _find(content, parent) if parent else content
        # What is there and of the wrong form is refused as such, by who reads it.
        if isinstance(within, dict) and within.get(last) in _ABSENT:
            raise Refused(codes.MISSING_FIELD, name)


def text(content: Mapping[str, Any], name: str, *, longest: int, pattern: re.Pattern[str] | None = None) -> str:
    """The text under `name`, "" where there is none; a bare number counts as its digits. Raises `Refused`, 400xx01."""
    value = _find(content, name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**longest:
        value = str(value)
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise Refused(codes.INVALID_FORMAT, name)
    if value and pattern is not None and not pattern.fullmatch(value):
        raise Refused(codes.INVALID_FORMAT, name)
    return value


def amount(content: Mapping[str, Any], name: str) -> Amount | None:
    """The amount under `name`: {"value": "650000.00", "currency": "IDR"}. Raises `Refused`, 400xx01."""
    given = _find(content, name)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise Refused(codes.INVALID_FORMAT, name)
    value = text(content, f"{name}.value", longest=19)
    match = _AMOUNT.fullmatch(value)
    if match is None or not isinstance(given.get("value"), str):
        raise Refused(codes.INVALID_FORMAT, f"{name}.value")
    if given.get("currency") != _CURRENCY:
        raise Refused(codes.INVALID_FORMAT, f"{name}.currency")
    return Amount(int(match[1]) * 100 + int(match[2]))


def optional_amount(content: Mapping[str, Any], name: str) -> Amount | None:
    """The same where banks may also send it empty: {"value": "", "currency": ""}. Raises `Refused`, 400xx01."""
    given = _find(content, name)
    if isinstance(given, dict) and given.get("value") in _ABSENT:
        return None
    return amount(content, name)


def moment(content: Mapping[str, Any], name: str) -> datetime | None:
    """The moment under `name`, in UTC. Raises `Refused`, 400xx01."""
    given = text(content, name, longest=35)
    if not given:
        return None
    try:
        return moments.read(given)
    except moments.NoMoment as wrong:
        raise Refused(codes.INVALID_FORMAT, name) from wrong


def _find(content: Mapping[str, Any], name: str) -> Any:
    found: Any = content
    for part in name.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
