"""Where partners' calls come in: who calls, under which token, signed how, for the first time today.

Nothing here reads a clock or a database: who the partners are and what was seen is asked of two functions.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from mpaspor.gateways.snap import codes, moments, reading, signing, tokens
from mpaspor.gateways.snap.codes import Refused, Service
from mpaspor.gateways.snap.port import Partner

TIMESTAMP, SIGNATURE, CLIENT_KEY = "X-TIMESTAMP", "X-SIGNATURE", "X-CLIENT-KEY"
AUTHORIZATION, PARTNER_ID, EXTERNAL_ID, CHANNEL_ID = "Authorization", "X-PARTNER-ID", "X-EXTERNAL-ID", "CHANNEL-ID"
SKEW_SECONDS = 300
_BEARER = "bearer "
_LONGEST = {TIMESTAMP: 35, SIGNATURE: 1024, CLIENT_KEY: 128, AUTHORIZATION: 2100}
_LONGEST_ID = {PARTNER_ID: 36, EXTERNAL_ID: 36, CHANNEL_ID: 5}
_TOKEN_HEADERS = (CLIENT_KEY, TIMESTAMP, SIGNATURE)
_PROOF_HEADERS = (AUTHORIZATION, TIMESTAMP, SIGNATURE, PARTNER_ID)
_CALL_HEADERS = (AUTHORIZATION, TIMESTAMP, SIGNATURE, PARTNER_ID, EXTERNAL_ID, CHANNEL_ID)
_GRANT = "client_credentials"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it came: `path` as called, with its query; header names found whatever their case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    address: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be answered, as JSON."""

    status: int
    content: dict[str, Any]


class Repeated(Refused):
    """An authentic call under an X-EXTERNAL-ID of today: who called, and what it said."""

    def __init__(self, partner: Partner, said: Any) -> None:
        super().__init__(codes.CONFLICT)
        self.partner = partner
        self.said = said


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """What a service must be told (names as in `reading`), and the function that reads it."""

    mandatory: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], T]


@dataclass(frozen=True, slots=True)
class Door:
    """Judges calls.

    `partner_of` finds a partner by client key. `remember` notes an X-EXTERNAL-ID of a partner for a day of the banks'
    calendar and says whether it is new. `token_key` seals our tokens.
    """

    partner_of: Callable[[str], Partner | None]
    remember: Callable[[Partner, str, date], bool]
    token_key: str
    skew_seconds: float = SKEW_SECONDS

    def token(self, call: Call, *, at: datetime) -> Reply:
        """Service 73: a token for whoever signs with a partner's private key."""
        try:
            return Reply(200, self._issue(call, at))
        except Refused as refusal:
            return refused(Service.TOKEN, refusal)

    def admit(self, call: Call, form: Form[T], *, at: datetime) -> tuple[Partner, T]:
        """Who calls and what it says.

        Raises `Refused`, in the standard's order: first what is missing, then what has the wrong form, then the token,
        the signature, and at last the X-EXTERNAL-ID (`Repeated`).
        """
        content = parse(call)
        given = require_headers(call, _CALL_HEADERS)
        reading.require(content, form.mandatory)
        signed_at = check_headers(given)
        said = form.read(content)
        partner = self._signer(call, given, signed_at, at)
        if not self.remember(partner, given[EXTERNAL_ID], moments.day(at)):
            raise Repeated(partner, said)
        return partner, said

    def is_authentic(self, call: Call, *, at: datetime) -> bool:
        """Whether the partner it names sent it, now, whatever it says."""
        try:
            given = require_headers(call, _PROOF_HEADERS)
            self._signer(call, given, check_headers(given), at)
        except Refused:
            return False
        return True

    def _issue(self, call: Call, at: datetime) -> dict[str, Any]:
        content = parse(call)
        given = require_headers(call, _TOKEN_HEADERS)
        # Before version 1.0.2 the field had no capital.
        grant = "granttype" if "grantType" not in content and "granttype" in content else "grantType"
        reading.require(content, (grant,))
        signed_at = check_headers(given)
        if content[grant] != _GRANT:
            raise Refused(codes.INVALID_FORMAT, grant)
        partner = self.partner_of(given[CLIENT_KEY])
        if partner is None or not partner.is_active:
            raise Refused(codes.UNAUTHORIZED, "Unknown client")
        _check_address(partner, call.address)
        self._check_age(signed_at, at)
        try:
            signing.verify_token_request(partner.public_keys, given[SIGNATURE], partner.client_key, given[TIMESTAMP])
        except (signing.WrongSignature, signing.UnusableKey) as wrong:
            raise Refused(codes.UNAUTHORIZED, "Signature") from wrong
        return {
            **codes.head(Service.TOKEN, codes.SUCCESSFUL),
            "accessToken": tokens.issue(self.token_key, partner.client_key, at=at),
            "tokenType": "Bearer",
            "expiresIn": str(tokens.LIFETIME_SECONDS),
        }

    def _signer(self, call: Call, given: Mapping[str, str], signed_at: datetime, at: datetime) -> Partner:
        token = _bearer(given[AUTHORIZATION])
        partner = self._holder(token, at)
        _check_partner(partner, given[PARTNER_ID], call.address)
        self._check_age(signed_at, at)
        _check_signature(partner, call, given, token)
        return partner

    def _holder(self, token: str, at: datetime) -> Partner:
        try:
            partner = self.partner_of(tokens.client_of(self.token_key, token, at=at))
        except tokens.InvalidToken as invalid:
            raise Refused(codes.INVALID_TOKEN) from invalid
        if partner is None or not partner.is_active:
            raise Refused(codes.INVALID_TOKEN)
        return partner

    def _check_age(self, signed_at: datetime, at: datetime) -> None:
        if not moments.are_near(signed_at, at, seconds=self.skew_seconds):
            raise Refused(codes.UNAUTHORIZED, "Timestamp")


def parse(call: Call) -> dict[str, Any]:
    """What a POST carries. Raises `Refused`."""
    if call.method != "POST":
        raise Refused(codes.OPERATION_NOT_ALLOWED)
    return reading.parse(call.body)


def said(call: Call) -> dict[str, Any]:
    """The same, or nothing: for an answer that mirrors what it can."""
    try:
        return parse(call)
    except Refused:
        return {}


def refused(service: Service, refusal: Refused, content: Mapping[str, Any] | None = None) -> Reply:
    """The answer that says so, with what the service adds to it."""
    return Reply(refusal.case.status, {**codes.head(service, refusal.case, refusal.detail), **(content or {})})


def require_headers(call: Call, names: tuple[str, ...]) -> dict[str, str]:
    """What they say. Raises `Refused`, 400xx02, for the first that lacks."""
    given = {name: call.headers.get(name, "").strip() for name in names}
    for name, value in given.items():
        if not value:
            raise Refused(codes.MISSING_FIELD, name)
    return given


def check_headers(given: Mapping[str, str]) -> datetime:
    """The moment the call was signed at. Raises `Refused`, 400xx01, for the first header of another form."""
    for name, longest in (_LONGEST | _LONGEST_ID).items():
        value = given.get(name, "")
        if len(value) > longest or not (value.isascii() and value.isprintable()):
            raise Refused(codes.INVALID_FORMAT, name)
    try:
        return moments.read(given[TIMESTAMP])
    except moments.NoMoment as wrong:
        raise Refused(codes.INVALID_FORMAT, TIMESTAMP) from wrong


def _bearer(authorization: str) -> str:
    if not authorization.lower().startswith(_BEARER):
        raise Refused(codes.INVALID_TOKEN)
    return authorization[len(_BEARER) :].strip()


def _check_partner(partner: Partner, named: str, address: str) -> None:
    if named != partner.code:
        raise Refused(codes.UNAUTHORIZED, "Unknown client")
    _check_address(partner, address)


def _check_address(partner: Partner, address: str) -> None:
    if partner.networks and not _lies_within(address, partner.networks):
        raise Refused(codes.UNAUTHORIZED, "Connection not allowed")


def _lies_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        caller = ipaddress.ip_address(address)
        return any(caller in ipaddress.ip_network(network, strict=False) for network in networks)
    except ValueError:
        return False


def _check_signature(partner: Partner, call: Call, given: Mapping[str, str], token: str) -> None:
    try:
        signing.verify(
            # During a change there are two; a partner that has none yet is nobody's to imitate.
            filter(None, partner.secrets),
            given[SIGNATURE],
            method=call.method,
            path=call.path,
            token=token,
            body=call.body,
            timestamp=given[TIMESTAMP],
        )
    except signing.WrongSignature as wrong:
        raise Refused(codes.UNAUTHORIZED, "Signature") from wrong
