"""What is asked at the pretend bank's counter, read."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from mpaspor.core import clock
from mpaspor.gateways.small_web import Refused
from mpaspor.gateways.snap import codes
from mpaspor.gateways.snap.bank_books import Taken

_CODE = re.compile(r"[0-9]{15}")
_MOST_REPEATS = 20
_LONGEST_DELAY = 60
_LARGEST_AMOUNT = 10**12


@dataclass(frozen=True, slots=True)
class Wish:
    """How a payment is told: how often; repeats as advice; after how many seconds; signed wrongly; never."""

    repeat: int = 1
    advise: bool = True
    delay: int = 0
    wrong_signature: bool = False
    hold: bool = False


def wish(content: Mapping[str, Any]) -> Wish:
    """Raises `small_web.Refused`."""
    return Wish(
        repeat=whole(content, "repeat", 1, least=1, most=_MOST_REPEATS),
        advise=bool(content.get("advise", True)),
        delay=whole(content, "delay", 0, least=0, most=_LONGEST_DELAY),
        wrong_signature=bool(content.get("wrong_signature")),
        hold=bool(content.get("hold")),
    )


def taken(content: Mapping[str, Any], service_id: str = "") -> Taken:
    """The payment to be written down. Raises `small_web.Refused`."""
    paid_at = moment(content)
    return Taken(
        request_id=str(content.get("request_id") or number(paid_at))[:128],
        service_id=service_id,
        billing_code=billing_code(content),
        amount=whole(content, "amount", None, least=1, most=_LARGEST_AMOUNT),
        channel=str(content.get("channel") or "6011")[:16],
        paid_at=paid_at,
        reference=f"{secrets.randbelow(10**12):012}",
    )


def billing_code(content: Mapping[str, Any]) -> str:
    """Raises `small_web.Refused`."""
    code = content.get("billing_code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise Refused(HTTPStatus.BAD_REQUEST, "billing_code has 15 digits")
    return code


def whole(content: Mapping[str, Any], name: str, default: int | None, *, least: int, most: int) -> int:
    """Raises `small_web.Refused`."""
    value = content.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is a whole number from {least} to {most}")
    return value


def moment(content: Mapping[str, Any], name: str = "paid_at") -> datetime:
    """The moment named, or now. Raises `small_web.Refused`."""
    given = content.get(name)
    if given is None:
        return clock.now()
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is a moment with its offset") from error
    if at.tzinfo is None:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is a moment with its offset")
    return at


def day(given: object) -> date:
    """Raises `codes.Refused`."""
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        raise codes.Refused(codes.INVALID_FORMAT, "startDate") from error


def number(at: datetime) -> str:
    """A number of the bank's: moment and chance."""
    return f"{at:%Y%m%d%H%M%S}{secrets.randbelow(10**8):08}"
