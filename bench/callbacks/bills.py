"""Files with a place and a bill that waits to be paid; those of every tenth are over."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

import psycopg

from bench import crowd, places
from bench.ground import Ground
from bench.places import Wish

BATCH = 250
A_SLOT = 500
AMOUNT = 950_000
OVER_EVERY = 10

_BILLS = """
WITH tariff AS (SELECT id FROM payments_tariff WHERE code = 'electronic_10' AND amount = %(amount)s LIMIT 1),
bill AS (
  INSERT INTO payments_bill (application_id, code, amount, state, issued_at, expires_at, extensions)
  SELECT file, '8' || lpad(file::text, 14, '0'), %(amount)s, 'due', now() - interval '3 hours',
         now() + CASE WHEN (file - %(first)s) %% %(every)s = 0 THEN interval '-90 minutes'
                      ELSE interval '100 minutes' END, 0
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS file
  RETURNING id, application_id
), item AS (
  INSERT INTO payments_billitem (bill_id, applicant_id, tariff_id, amount)
  SELECT bill.id, bill.application_id, tariff.id, %(amount)s FROM bill, tariff
), person AS (
  UPDATE applications_applicant SET stage = 'payment' FROM bill WHERE applications_applicant.id = bill.application_id
)
INSERT INTO audit_entry (at, kind, act, record, record_id, application_id, place, why, old, new)
SELECT now(), 'machine', 'bill.due', 'bill', id, application_id, '', '', '{}'::jsonb, '{"state": "due"}'::jsonb
  FROM bill
 UNION ALL
SELECT now(), 'machine', 'applicant.payment', 'applicant', application_id, application_id, '', '',
       '{"stage": "appointment"}'::jsonb, '{"stage": "payment"}'::jsonb FROM bill
"""


@dataclass(frozen=True)
class Bills:
    """One for each file, numbered on from `first`."""

    first: int
    count: int

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + self.count)

    @staticmethod
    def code(number: int) -> str:
        return f"8{number:014}"

    def is_over(self, number: int) -> bool:
        """Whether its time is over, and its bank was never shown it in time."""
        return (number - self.first) % OVER_EVERY == 0


def issue(ground: Ground, count: int) -> Bills:
    """People, places given by the house's own function, and bills."""
    with ground.connect() as db:
        people = crowd.gather(db, count)
        _seal(people)
        hours = crowd.publish(db, slots=max(count // A_SLOT, 1), places=count, line_minutes=0)
        wishes = [
            Wish(0, hours.slots[turn % len(hours.slots)], one, one, f"{one}") for turn, one in enumerate(people.numbers)
        ]
        for first in range(0, count, BATCH):
            _book(db, wishes[first : first + BATCH])
        facts = {"first": people.first, "last": people.first + count - 1, "amount": AMOUNT, "every": OVER_EVERY}
        db.execute(_BILLS.encode(), facts)
        db.execute("VACUUM ANALYZE")
    return Bills(people.first, count)


def _seal(people: crowd.People) -> None:
    """What is encrypted at rest can be opened: it is empty."""
    applicant = importlib.import_module("mpaspor.stages.applications.models").Applicant
    applicant.objects.filter(pk__in=people.numbers).update(nik="", kk="", answers={}, typed={})


def _book(db: psycopg.Connection, batch: list[Wish]) -> None:
    asked = [Wish(ask, wish.slot, wish.file, wish.person, wish.key) for ask, wish in enumerate(batch)]
    answers = places.book(db, asked)
    assert all(outcome == "held" for _, outcome in answers), answers[:3]
