"""Places are held in batches: whoever asks while a transaction is in flight is in the next one.

The database alone decides, by the function the portal calls too. The queue is bounded; beyond it one is told to come
again, and loses nothing by it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from math import ceil
from time import monotonic
from typing import NamedTuple

from mpaspor.core import clock
from mpaspor.web.opening.database import Away, Link

# While one batch is written the next is read; one batch for all would let each wait for the other (ADR 0013).
LARGEST_BATCH = 96
LONGEST_QUEUE = 2000

# `are_many`: others of the account ask in this batch too. It looks up file by file, whatever else is held in the house.
# An account's files take turns within a batch; two desks may each let one more in at the same instant (ADR 0013).
BOOK = """
WITH ask AS (
  SELECT ask.number::integer, slot, application, actor, mark, key, to_timestamp(ask.until) AS until, most FROM unnest(
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], %s::text[], %s::float8[], %s::integer[]
  ) WITH ORDINALITY AS ask(slot, application, actor, mark, key, until, most, number)
), party AS MATERIALIZED (
  SELECT ask.*, file.owner, people.applicants, people.persons, count(*) OVER (PARTITION BY file.owner) > 1 AS are_many
    FROM ask CROSS JOIN LATERAL (
    SELECT owner_id AS owner FROM applications_application WHERE id = ask.application OFFSET 0
  ) AS file CROSS JOIN LATERAL (
    SELECT array_agg(id) AS applicants, array_agg(person_key) AS persons,
           sha256(string_agg(person_key, ''::bytea ORDER BY person_key)) AS whole
      FROM applications_applicant WHERE application_id = ask.application AND stage <> 'closed'
  ) AS people WHERE substr(people.whole, 1, 8) = ask.mark
), known AS (
  SELECT party.*, (
    SELECT count(*) FROM applications_application AS other
     WHERE other.owner_id = party.owner AND other.id <> party.application AND (
       (SELECT bool_or(place.state = 'held') FROM appointments_appointment AS place
         WHERE place.application_id = other.id)
       OR party.are_many AND EXISTS (
         SELECT FROM party AS earlier WHERE earlier.application = other.id AND earlier.number < party.number)
     )) >= party.most AS is_over
    FROM party
), wish AS (
  SELECT array_agg(number) AS numbers, array_agg(slot) AS slots, array_agg(application) AS applications,
         array_agg(applicant) AS applicants, array_agg(person) AS persons, array_agg(key) AS keys,
         array_agg(NULL::bigint) AS given_up, array_agg(0) AS moves, array_agg(until) AS until,
         array_agg(false) AS offered, array_agg(actor) AS actors
    FROM known CROSS JOIN LATERAL unnest(applicants, persons) AS one(applicant, person) WHERE NOT is_over
)
SELECT answer.ask, answer.outcome, answer.room, answer.slot,
       CASE WHEN answer.outcome = 'again' THEN (
         SELECT state IN ('held', 'confirmed') FROM appointments_appointment WHERE id = answer.appointment
       ) ELSE true END
  FROM wish CROSS JOIN LATERAL book_places(
    wish.numbers, wish.slots, wish.applications, wish.applicants, wish.persons, wish.keys, wish.given_up, wish.moves,
    wish.until, wish.offered, wish.actors, %s::timestamptz, ''
  ) AS answer WHERE wish.numbers IS NOT NULL
 UNION ALL SELECT number, 'account', NULL, slot, true FROM known WHERE is_over
"""


log = logging.getLogger(__name__)


class Ask(NamedTuple):
    """Somebody admitted wants a place in an hour for everybody in the file; its account may have `most` unpaid."""

    slot: int
    application: int
    actor: int
    mark: bytes
    key: str
    until: float
    most: int


class Answer(NamedTuple):
    """What the database decided, as `book_places` says it; or one of three more words.

    `changed`: the people are others; `ended`: given up since; `account`: it keeps too many unpaid places for other
    files. `room` was free; `people` got a place just now.
    """

    outcome: str
    slot: int = 0
    room: int = 0
    people: int = 0


class Busy(Exception):
    """More ask than are served; `seconds` later there is room again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Desk:
    """Where the asks of this process wait, and the one connection that serves them."""

    def __init__(self, link: Link, *, longest: int = LONGEST_QUEUE) -> None:
        self._link = link
        self._longest = longest
        self._waiting: deque[tuple[Ask, asyncio.Future[Answer]]] = deque()
        self._woken = asyncio.Event()
        self._pace = 100.0
        self.refused = 0

    @property
    def queue(self) -> int:
        return len(self._waiting)

    async def hold(self, ask: Ask) -> Answer:
        """Wait for the next transaction and its answer. Raises `Busy`, `Away`."""
        if len(self._waiting) >= self._longest:
            self.refused += 1
            raise Busy(1 + ceil(len(self._waiting) / self._pace))
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, answer))
        self._woken.set()
        return await answer

    async def serve(self, held: Callable[[int, int], None]) -> None:
        """Serve until cancelled; `held` is told of each hour and how many places went in it."""
        while True:
            await self._woken.wait()
            batch = [self._waiting.popleft() for _ in range(min(LARGEST_BATCH, len(self._waiting)))]
            if not self._waiting:
                self._woken.clear()
            await self._serve(batch, held)

    async def _serve(
        self, batch: Sequence[tuple[Ask, asyncio.Future[Answer]]], held: Callable[[int, int], None]
    ) -> None:
        began = monotonic()
        try:
            answers = await self._link.again(lambda: self._book([ask for ask, _ in batch]))
        except Exception as problem:
            if not isinstance(problem, Away):
                log.exception("a batch failed")
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(Away())
            return
        self._pace += (len(batch) / max(monotonic() - began, 1e-4) - self._pace) * 0.2
        for (_, waiting), answer in zip(batch, answers, strict=True):
            if answer.people:
                held(answer.slot, answer.people)
            if not waiting.done():
                waiting.set_result(answer)

    def _book(self, asks: Sequence[Ask]) -> Awaitable[list[Answer]]:
        return book(self._link, asks)


async def book(link: Link, asks: Sequence[Ask]) -> list[Answer]:
    """One transaction for all; the first asked goes first."""
    slots, applications, actors, marks, keys, until, most = zip(*asks, strict=True)
    told = [slots, applications, actors, [f'"\\\\x{mark.hex()}"' for mark in marks], keys, until, most]
    rows = await link.rows(BOOK, [*(f"{{{','.join(map(str, column))}}}" for column in told), clock.now()])
    found: list[list[tuple[int, str, int | None, int, bool]]] = [[] for _ in asks]
    for row in rows:
        found[row[0] - 1].append(row)
    return [_read(ask, answered) for ask, answered in zip(asks, found, strict=True)]


def _read(ask: Ask, rows: list[tuple[int, str, int | None, int, bool]]) -> Answer:
    if not rows:
        return Answer("changed")
    _, outcome, room, slot, active = rows[0]
    if any(row[1] == "person" for row in rows):
        return Answer("person", slot)
    if slot != ask.slot:
        return Answer("other", slot)
    if not active:
        return Answer("ended", slot)
    return Answer(outcome, slot, room or 0, len(rows) if outcome == "held" else 0)
