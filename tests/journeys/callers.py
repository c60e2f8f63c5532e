"""The crowd of an opening day: a few at phones of ours, the rest by plain HTTP, with cookies and forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import Any, TypeVar

import httpx

from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

Answer = TypeVar("Answer")

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
KEY = re.compile(r'name="key" value="(\w+)"')
HOUR = re.compile(r'name="slot" value="(\d+)" id="slot_\d+">')
# A number in line stands alone on the cover.
NUMBER = re.compile(r"<b>([\d.]+)</b></p>")
PRESENT, TURN, FULL, WAITING = "Anda sudah hadir", "Giliran Anda memilih", "Tempatnya sudah diambil semua", "Nomor Anda"


@dataclass
class Caller:
    """One file at one device."""

    address: str
    reference: str
    people: int
    session: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, timeout=60, follow_redirects=True, verify=False)  # noqa: S501 - no TLS here, and its set-up costs
        self.client.cookies.set("sessionid", self.session, domain="127.0.0.1")

    def opens(self, path: str) -> str:
        page = self.client.get(path)
        assert page.status_code == HTTPStatus.OK, (path, page.status_code, page.text)
        return unescape(page.text)

    def sends(self, path: str, form: dict[str, Any], *, shown: str = "") -> httpx.Response:
        """A form of the page at `shown`, by default at the same address."""
        token = TOKEN.search(self.opens(shown or path))
        assert token, path
        return self.client.post(path, data={"csrfmiddlewaretoken": token[1], **form}, headers={"Origin": self.address})

    def enters(self, release: int) -> str:
        """From the file into the line; the page of the line."""
        page = self.sends(f"/applications/{self.reference}/line/{release}", {})
        assert page.url.path == f"/line/{release}", page.text
        return page.text

    def position(self, release: int) -> int | None:
        found = NUMBER.search(self.opens(f"/line/{release}"))
        return int(found[1].replace(".", "")) if found else None

    def chooses(self, release: int) -> str:
        """The first hour with room, if it is her turn: `held`, or what the page says instead."""
        page = self.opens(f"/line/{release}")
        if TURN not in page:
            return FULL if FULL in page else WAITING
        hour, key = HOUR.search(page), KEY.search(page)
        assert hour, page
        assert key, page
        form = {"slot": hour[1], "key": key[1]}
        answer = self.client.post(f"/line/{release}/hold", data=form, headers={"Origin": self.address})
        if answer.url.path == f"/applications/{self.reference}/payment":
            return "held"
        assert answer.status_code == HTTPStatus.CONFLICT, answer.text
        return TURN


def together(act: Callable[[Caller], Answer], crowd: Iterable[Caller]) -> list[Answer]:
    """All of them at once, as far as this machine can."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(act, crowd))


def made(service: Service, what: str, *named: Any, **more: Any) -> dict[str, Any]:
    """What `crowd` made in the house."""
    said = ", ".join([*(repr(one) for one in named), *(f"{name}={value!r}" for name, value in more.items())])
    told = service.run("shell", "-c", f"from tests.journeys import crowd; crowd.{what}({said})")
    found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return found


def caller(service: Service, file: dict[str, Any], *, device: int = 0) -> Caller:
    return Caller(service.address, file["reference"], file["people"], file["sessions"][device])


def at_a_phone(arrive: Callable[..., Visitor], service: Service, file: dict[str, Any], **how: Any) -> Visitor:
    """Her phone, on which she has signed in before."""
    phone = arrive(**how)
    cookie = {"name": "sessionid", "value": file["sessions"][0], "url": service.address}
    phone.page.context.add_cookies([cookie])  # type: ignore[list-item]
    return phone
