"""Where somebody admitted chooses an hour."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

from mpaspor.core import clock
from mpaspor.stages.appointments.line.tickets import Claim
from mpaspor.web.opening import requests
from mpaspor.web.opening.answers import Answers, Reply
from mpaspor.web.opening.board import Line
from mpaspor.web.opening.database import Away
from mpaspor.web.opening.holding import Answer, Ask, Busy
from mpaspor.web.opening.pages import State
from mpaspor.web.opening.requests import Receive, Request
from mpaspor.web.opening.room import Room

_LONGEST_KEY = 200
_OTHER_BODY = 422


class Counter:
    """Takes what a form or a program sends, asks the desk, tells the answer."""

    def __init__(self, room: Room, answers: Answers) -> None:
        self._room = room
        self._answers = answers

    async def hold(self, request: Request, receive: Receive, line: Line, claim: Claim, number: int) -> Reply:
        """Hold the hour for everybody in the file; asked again with the same key, it is the same place."""
        if not request.is_ours(self._room.terms.trusted):
            return self._answers.outside(request, "refused", line, reason="origin")
        try:
            sent = requests.fields(request, await requests.body(receive))
        except requests.TooLarge:
            return self._answers.outside(request, "refused", line, status=413)
        at = clock.seconds()
        position = line.rounds.position(number, claim.lot)
        slot = sent.get("slot", "")
        hour = line.hours.get(int(slot)) if slot.isascii() and slot.isdigit() and len(slot) < 19 else None
        reason = self._refusal(line, position, at, slot) or (hour.refusal(claim.kinds, at) if hour else "unknown")
        if reason or hour is None:
            return self._no(request, line, claim, number, reason)
        key = request.said(b"idempotency-key") or sent.get("key", "") or uuid4().hex
        until = line.held_until(hour, at)
        hashed = sha256(key[:_LONGEST_KEY].encode()).hexdigest()
        ask = Ask(hour.id, claim.application, claim.actor, claim.mark, hashed, until, line.unpaid_files)
        try:
            answer = await self._room.desk.hold(ask)
        except Busy as busy:
            return self._answers.outside(request, "busy", line, retry=busy.seconds)
        except Away:
            return self._answers.outside(request, "away", line)
        return self._tell(request, line, claim, number, answer)

    def _refusal(self, line: Line, position: int | None, at: float, slot: str) -> str:
        if not line.is_open(at):
            return "early" if at < line.opens or not line.awarded else "past"
        if not self._room.board.may_choose(line, position):
            return "wait"
        return "" if slot else "none"

    def _tell(self, request: Request, line: Line, claim: Claim, number: int, answer: Answer) -> Reply:
        if answer.outcome not in {"held", "again"}:
            return self._no(request, line, claim, number, answer.outcome, answer.room)
        there = f"/applications/{claim.reference}/payment"
        if request.wants_json:
            return self._answers.json(200, outcome="held", slot=answer.slot, application=claim.reference, next=there)
        return Reply(303, [(b"location", there.encode()), (b"cache-control", b"no-store")], b"")

    def _no(self, request: Request, line: Line, claim: Claim, number: int, reason: str, room: int = 0) -> Reply:
        status = _OTHER_BODY if reason == "other" else 409
        if request.wants_json:
            return self._answers.json(status, outcome=reason, free=room or None)
        at = clock.seconds()
        told = self._answers.words[request.language].reasons.get(reason, "")
        told = told % {"free": room} if reason == "few" else told
        state = State(self._room.board, line, claim, number, at)
        return self._answers.page(request, line, claim, state, at, told)._replace(status=status)
