"""Our side of the banks' calls: each is judged, answered and kept in one transaction that is over when we answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from mpaspor.audit.states import StateChanged
from mpaspor.gateways.snap import codes, inquiries, payments
from mpaspor.gateways.snap import door as doors
from mpaspor.gateways.snap.codes import Refused, Service
from mpaspor.gateways.snap.door import Call, Door, Reply
from mpaspor.gateways.snap.port import Partner
from mpaspor.gateways.wiring import Section
from mpaspor.stages.payments import calls, offers, partners
from mpaspor.stages.payments.calls import Exchange

_REMEMBER = """
INSERT INTO payments_seenexternalid (partner_id, "on", external_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
# Somebody acts on the same bill or places at this moment: the second time it is over.
_TRIES = 3
_COLLISIONS = (DeadlockDetected, SerializationFailure)

_BEFORE_THE_SIGNATURE = {HTTPStatus.BAD_REQUEST, HTTPStatus.METHOD_NOT_ALLOWED}

Answer = tuple[Reply, bool]

log = logging.getLogger(__name__)


def token(call: Call, *, at: datetime) -> Reply:
    """Service 73."""
    return _serve(Service.TOKEN, call, lambda: (_door(at).token(call, at=at), False), at=at)


def inquiry(call: Call, *, at: datetime) -> Reply:
    """Service 24: whose bill, and how much."""

    def answer() -> Answer:
        return inquiries.answer(
            call, door=_door(at), find=lambda who, asked: offers.show(who, asked, at=at), at=at
        ), False

    return _serve(Service.VA_INQUIRY, call, answer, at=at)


def payment(call: Call, *, at: datetime) -> Reply:
    """Service 25: money was taken; noted once and committed before it is acknowledged."""

    def answer() -> Answer:
        verdicts: list[payments.Verdict] = []

        def take(partner: Partner, paid: payments.Payment) -> payments.Verdict:
            verdicts.append(offers.take(partner, paid, at=at))
            return verdicts[-1]

        reply = payments.answer(call, door=_door(at), take=take, noted=offers.noted, at=at)
        return reply, any(verdict.differs for verdict in verdicts)

    return _serve(Service.VA_PAYMENT, call, answer, at=at)


def out_of_order(service: Service, call: Call, *, milliseconds: int, at: datetime) -> Reply:
    """The answer when we cannot say: the bank asks again, and advises where it was about money.

    Kept as every other, if that is not what we cannot do.
    """
    refusal = Refused(codes.GENERAL_ERROR)
    refuse = {Service.VA_INQUIRY: inquiries.refuse, Service.VA_PAYMENT: payments.refuse}.get(service)
    reply = refuse(call, refusal) if refuse else doors.refused(service, refusal)
    try:
        with transaction.atomic():
            _keep(service, call, reply, milliseconds, at=at)
    except Exception:
        number = call.headers.get(doors.EXTERNAL_ID, "")
        log.warning("service %s: the call %.36r is answered and not kept", service, number, exc_info=True)
    return reply


def _serve(service: Service, call: Call, answer: Callable[[], Answer], *, at: datetime) -> Reply:
    began = time.perf_counter()

    def whole() -> Reply:
        reply, differs = answer()
        milliseconds = round((time.perf_counter() - began) * 1000)
        _keep(service, call, reply, milliseconds, differs=differs, at=at)
        return reply

    for _try in range(1, _TRIES):
        try:
            with transaction.atomic():
                return whole()
        except (StateChanged, OperationalError) as problem:
            if isinstance(problem, OperationalError) and not isinstance(problem.__cause__, _COLLISIONS):
                raise
    with transaction.atomic():
        return whole()


def _keep(
    service: Service, call: Call, reply: Reply, milliseconds: int, *, differs: bool = False, at: datetime
) -> None:
    # Refused for its form it may be the bank's all the same; whose it is, is seen to last.
    is_open = reply.status in _BEFORE_THE_SIGNATURE or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    is_proven = _door(at).is_authentic(call, at=at) if is_open else reply.status != HTTPStatus.UNAUTHORIZED
    calls.keep(Exchange(service, call, reply, milliseconds, differs=differs, is_proven=is_proven), at=at)


def _door(at: datetime) -> Door:
    key = Section("snap").text("token_key")
    return Door(partners.of_client, _remember, token_key=key, skew_seconds=partners.skew_seconds(at))


def _remember(partner: Partner, external_id: str, day: date) -> bool:
    """In the call's own transaction: a call that comes to nothing leaves its number free."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [partners.key_of(partner.code), day, external_id])
        return bool(cursor.rowcount)
