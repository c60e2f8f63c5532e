"""A list of three people who do not exist. A name alike by 85 % is a candidate, whatever else differs."""

from __future__ import annotations

import hmac
from datetime import date
from http import HTTPStatus

from mpaspor.core import clock
from mpaspor.gateways import alike
from mpaspor.gateways.small_web import Answer, Call, Refused, Route
from mpaspor.gateways.watchlist import client

_ALIKE_FROM = 85
_ORDERS = (
    {
        "name": "AHMAD FAUZI",
        "birthDate": "1979-02-03",
        "birthPlace": "MEDAN",
        "nik": "1271010302790002",
        "fatherName": "SYAHRIL",
        "orderReference": "CEGAH-0217/CONTOH",
        "requestedBy": "Kejaksaan",
    },
    {
        "name": "HENDRA WIJAYAKUSUMA",
        "birthDate": "1968-11-21",
        "birthPlace": "SEMARANG",
        "nik": "3374022111680004",
        "fatherName": "SOEPARDI",
        "orderReference": "CEGAH-0305/CONTOH",
        "requestedBy": "KPK",
    },
    {
        "name": "MARLINA TAMPUBOLON",
        "birthDate": "1985-07-09",
        "birthPlace": "PEMATANGSIANTAR",
        "nik": "1272014907850003",
        "fatherName": "JONGGI",
        "orderReference": "CEGAH-0311/CONTOH",
        "requestedBy": "Kementerian Keuangan",
    },
)
_ZONE = "Asia/Jakarta"


class WatchlistSandbox:
    """The list's service."""

    def __init__(self, *, key: str) -> None:
        self._key = key

    def routes(self) -> list[Route]:
        """Screening, and the count of orders."""
        return [Route("POST", client.SCREENINGS, self.screen), Route("GET", client.ORDERS, self.count)]

    def screen(self, call: Call) -> Answer:
        """Everyone on the list whose name is like the one asked about."""
        self._admit(call)
        name = call.json().get("name")
        if not isinstance(name, str) or not name.strip():
            raise Refused(HTTPStatus.BAD_REQUEST, "a screening needs a name")
        return Answer({"candidates": _alike(name)})

    def count(self, call: Call) -> Answer:
        """How many orders are in force."""
        self._admit(call)
        return Answer({"count": len(_ORDERS)})

    def _admit(self, call: Call) -> None:
        given = call.headers.get(client.KEY_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._key.encode()):
            raise Refused(HTTPStatus.UNAUTHORIZED, "unknown key")


def _alike(name: str) -> list[dict[str, object]]:
    # Orders end on 30 April of the next year, so that the demonstration never outlives them.
    until = date(clock.today(_ZONE).year + 1, 4, 30).isoformat()
    scored = ((alike.percent(name, order["name"]), order) for order in _ORDERS)
    return [{**order, "until": until, "score": score} for score, order in scored if score >= _ALIKE_FROM]
