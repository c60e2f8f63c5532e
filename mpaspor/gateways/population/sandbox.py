"""A registry for people who do not exist.

Whoever was registered in the town (PUT /town/<nik>) is compared field by field. Of anyone else the last four digits
decide: 0404 not found, 0414 inactive, 0444 deceased, 0503 the service itself answers 503. All other well-formed numbers
agree in everything except birth date and sex, which must be those in the number's digits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import alike
from mpaspor.gateways.book import Book
from mpaspor.gateways.population import protocol
from mpaspor.gateways.population.port import Sex
from mpaspor.gateways.small_web import Answer, Call, Refused, Route

_STATES = {"active": None, "inactive": protocol.INACTIVE, "deceased": protocol.DECEASED}
_ENDINGS = {"0404": protocol.NOT_FOUND, "0414": protocol.INACTIVE, "0444": protocol.DECEASED}
_OUT_OF_SERVICE = "0503"
_WRONG_ACCESS = "05"
_REMARKS = {
    protocol.DECEASED: "Data Ditemukan, Meninggal Dunia",
    protocol.NOT_FOUND: "Data Tidak Ditemukan",
    protocol.INACTIVE: "Data Ditemukan, Status Tidak Aktif silakan hubungi Dinas Dukcapil",
    protocol.MALFORMED: "Data Tidak Ditemukan, NIK tidak sesuai format",
    _WRONG_ACCESS: "User ID atau password tidak dikenal",
}
_NIK = re.compile(r"((?!00)\d\d){3}(?P<day>\d\d)(?P<month>0[1-9]|1[0-2])(?P<year>\d\d)(?!0000)\d{4}", re.ASCII)
_WOMEN_ADD, _LAST_DAY = 40, 31
_QUOTA = 1_000_000


class PopulationSandbox:
    """The registry's service and the town behind it."""

    def __init__(self, town: Book, *, user: str, password: str) -> None:
        self._book = town
        self._town = {entry["nik"]: entry for entry in town.entries}
        self._access = (user, password)
        self._quota = itertools.count(_QUOTA, -1)

    def routes(self) -> list[Route]:
        """The service's address and the way to register a person."""
        return [
            Route("POST", protocol.path("[^/]+"), self.verify),
            Route("PUT", r"/town/([0-9]{16})", self.register),
        ]

    def verify(self, call: Call) -> Answer:
        """Compare what was sent with what is known."""
        asked = call.json()
        if (asked.get("USER_ID"), asked.get("PASSWORD")) != self._access:
            return self._envelope(_coded(_WRONG_ACCESS))
        nik = str(asked.get("NIK", ""))
        if nik in self._town:
            return self._envelope(_compared(asked, self._town[nik]))
        if nik.endswith(_OUT_OF_SERVICE):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "out of service")
        return self._envelope(_by_digits(asked, nik))

    def register(self, call: Call, nik: str) -> Answer:
        """Let a person live in the town, or correct one who does."""
        resident = {"nik": nik, **_resident(call.json())}
        self._book.write(resident)
        self._town[nik] = resident
        return Answer(resident)

    def _envelope(self, content: Mapping[str, str]) -> Answer:
        return Answer(
            {
                "content": [content],
                "lastPage": True,
                "firstPage": True,
                "numberOfElements": 1,
                "totalElements": 1,
                "number": 0,
                "size": 1,
                "sort": None,
                "quotaLimiter": next(self._quota),
            }
        )


def _coded(code: str) -> dict[str, str]:
    return {"RESPONSE_CODE": code, "RESPONSE_DESC": _REMARKS[code], "RESPON": _REMARKS[code]}


def _by_digits(asked: Mapping[str, Any], nik: str) -> dict[str, str]:
    digits = _NIK.fullmatch(nik)
    if digits is None:
        return _coded(protocol.MALFORMED)
    if nik[-4:] in _ENDINGS:
        return _coded(_ENDINGS[nik[-4:]])
    day = int(digits["day"])
    sex = Sex.FEMALE if day > _WOMEN_ADD else Sex.MALE
    day -= _WOMEN_ADD if sex is Sex.FEMALE else 0
    if not 1 <= day <= _LAST_DAY:
        return _coded(protocol.MALFORMED)
    born = str(asked.get(protocol.BIRTH_ON, ""))
    agrees = re.fullmatch(rf"{day:02}-{digits['month']}-[0-9][0-9]{digits['year']}", born)
    return _verdicts(asked, {protocol.SEX: protocol.SEXES[sex], protocol.BIRTH_ON: born if agrees else ""})


def _compared(asked: Mapping[str, Any], resident: Mapping[str, Any]) -> dict[str, str]:
    code = _STATES[resident["state"]]
    if code is not None:
        return _coded(code)
    born = date.fromisoformat(resident["birth_on"])
    known = {
        protocol.NAME: resident["full_name"],
        protocol.BIRTH_PLACE: resident["birth_place"],
        protocol.BIRTH_ON: born.strftime(protocol.DATE),
        protocol.SEX: protocol.SEXES[Sex(resident["sex"])],
    }
    optional = {protocol.KK: resident["kk"], protocol.MOTHER_NAME: resident["mother_name"]}
    return _verdicts(asked, known | {element: value for element, value in optional.items() if value})


def _verdicts(asked: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    """A verdict on each element asked about; what the registry does not know agrees."""
    threshold = _threshold(asked)
    said = {"NIK": str(asked["NIK"])}
    for element in protocol.FIELDS:
        if element in asked:
            claimed = str(asked[element])
            said[element] = _verdict(element, claimed, known.get(element, claimed), threshold)
    return said


def _threshold(asked: Mapping[str, Any]) -> int:
    try:
        return int(asked.get("TRESHOLD") or 100)
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "TRESHOLD is a number") from error


def _verdict(element: str, asked: str, known: str, threshold: int) -> str:
    if element not in protocol.SCORED:
        return protocol.AGREES if asked == known else protocol.DIFFERS
    score = alike.percent(asked, known)
    return f"{protocol.AGREES if score >= threshold else protocol.DIFFERS} ({score})"


def _resident(given: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {
            "full_name": str(given["full_name"]),
            "birth_place": str(given["birth_place"]),
            "birth_on": date.fromisoformat(str(given["birth_on"])).isoformat(),
            "sex": Sex(given["sex"]),
            "kk": str(given.get("kk") or ""),
            "mother_name": str(given.get("mother_name") or ""),
            "state": next(state for state in _STATES if state == given.get("state", "active")),
        }
    except (KeyError, ValueError, StopIteration) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"not a resident: {error!r}") from error
