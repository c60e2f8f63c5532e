"""The watchlist over HTTP, with our key in a header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.watchlist.port import Answer, Candidate, Person

SCREENINGS = "/watchlist/screenings"
ORDERS = "/watchlist/orders/count"
KEY_HEADER = "X-API-Key"


class WatchlistClient:
    """Our access to the list."""

    def __init__(self, url: str, *, key: str, timeout: float) -> None:
        self._link = link.Link(url, timeout)
        self._headers = {KEY_HEADER: key}

    def screen(self, person: Person) -> Answer:
        """Ask who on the list is like this person. Raises `Unavailable`."""
        asked = {
            "name": person.full_name,
            "birthPlace": person.birth_place,
            "birthDate": person.birth_on.isoformat(),
            "nik": person.nik,
            "fatherName": person.father_name,
        }
        content = self._content(self._link.ask_json("POST", SCREENINGS, asked, headers=self._headers))
        try:
            candidates = [_candidate(one) for one in content["candidates"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Unavailable(f"the watchlist's answer cannot be read: {error!r}") from error
        return Answer(tuple(sorted(candidates, key=lambda candidate: -candidate.score)))

    def check(self) -> Check:
        """Ask how many orders are in force, which needs our key."""
        return link.check("watchlist", self._probe)

    def _probe(self) -> str:
        content = self._content(self._link.ask("GET", ORDERS, headers=self._headers))
        return f"answers, {content.get('count')} orders in force"

    def _content(self, reply: link.Reply) -> dict[str, Any]:
        if reply.status == HTTPStatus.UNAUTHORIZED:
            raise Unavailable("the watchlist does not accept our key")
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the watchlist answered {reply.status}")
        return reply.json()


def _candidate(given: Mapping[str, Any]) -> Candidate:
    return Candidate(
        name=str(given["name"]),
        birth_on=date.fromisoformat(given["birthDate"]),
        birth_place=str(given["birthPlace"]),
        nik=str(given["nik"]),
        father_name=str(given["fatherName"]),
        order_reference=str(given["orderReference"]),
        requested_by=str(given["requestedBy"]),
        until=date.fromisoformat(given["until"]),
        score=int(given["score"]),
    )
