"""The registry over HTTP, in the protocol of its service that verifies by element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import link
from mpaspor.gateways.link import Check, Unavailable
from mpaspor.gateways.population import protocol
from mpaspor.gateways.population.port import Answer, Claim, FieldMatch, Sex, State

_VERDICT = re.compile(r"(?P<differs>Tidak )?Sesuai(?: \((?P<score>[0-9]{1,3})\))?")
_NOBODY = "0" * 16


class RegistryClient:
    """One agency's access to the registry."""

    def __init__(
        self, url: str, *, user: str, password: str, timeout: float, agency: str, address: str, threshold: int
    ) -> None:
        self._link = link.Link(url, timeout)
        self._path = protocol.path(agency)
        self._access = {"USER_ID": user, "PASSWORD": password, "IP_USER": address, "TRESHOLD": str(threshold)}

    def verify(self, claim: Claim) -> Answer:
        """Compare a claim field by field. Raises `Unavailable`."""
        elements = _elements(claim)
        content, quota = self._ask({"NIK": claim.nik, **elements})
        if "RESPONSE_CODE" in content:
            return Answer(_state(content), quota_left=quota)
        fields = {protocol.FIELDS[name]: _match(name, content.get(name)) for name in elements}
        agrees = all(match.agrees for match in fields.values())
        return Answer(State.MATCHED if agrees else State.DIFFERS, fields, quota)

    def check(self) -> Check:
        """Ask about a number nobody has: the right answer is "not found"."""
        return link.check("population", self._probe)

    def _probe(self) -> str:
        content, quota = self._ask({"NIK": _NOBODY})
        _state(content)
        return "answers" if quota is None else f"answers, {quota} questions left"

    def _ask(self, elements: Mapping[str, str]) -> tuple[dict[str, Any], int | None]:
        reply = self._link.ask_json("POST", self._path, {**self._access, **elements})
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the registry answered {reply.status}")
        envelope = reply.json()
        quota = envelope.get("quotaLimiter")
        return _content(envelope.get("content")), quota if isinstance(quota, int) else None


def _elements(claim: Claim) -> dict[str, str]:
    elements = {
        protocol.NAME: claim.full_name,
        protocol.BIRTH_PLACE: claim.birth_place,
        protocol.BIRTH_ON: claim.birth_on.strftime(protocol.DATE),
        protocol.SEX: protocol.SEXES[Sex(claim.sex)],
        protocol.KK: claim.kk,
        protocol.MOTHER_NAME: claim.mother_name,
    }
    return {name: value for name, value in elements.items() if value}


def _content(content: object) -> dict[str, Any]:
    """The one record of the answer; errors are seen both as a record and as a list of one."""
    first = content[0] if isinstance(content, list) and content else content
    if not isinstance(first, dict):
        raise Unavailable("the registry answered without content")
    return first


def _state(content: Mapping[str, Any]) -> State:
    code = str(content.get("RESPONSE_CODE", ""))
    if code not in protocol.STATES:
        raise Unavailable(f"the registry answered code {code or 'nothing'}: {content.get('RESPONSE_DESC', '')}")
    return protocol.STATES[code]


def _match(element: str, verdict: object) -> FieldMatch:
    match = _VERDICT.fullmatch(verdict) if isinstance(verdict, str) else None
    if match is None:
        raise Unavailable(f"the registry gave no verdict on {element}")
    score = match["score"]
    return FieldMatch(agrees=match["differs"] is None, score=None if score is None else int(score))
