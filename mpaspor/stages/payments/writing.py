"""The statements that make a bill: the lock on its file, with what has to be known by then, and the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from mpaspor.core import references
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.payments import tariff
from mpaspor.stages.payments.models import Bill

# Whoever bills a file waits here for whoever does so already: nobody is billed alone and together with the others.
LOCK = """
SELECT ARRAY(SELECT issued.person_key FROM applications_issuedpassport AS issued
              WHERE issued.person_key IN (SELECT person.person_key FROM applications_applicant AS person
                                           WHERE person.application_id = file.id AND person.service = 'new')),
       ARRAY(SELECT place.applicant_id FROM appointments_appointment AS place
              WHERE place.application_id = file.id AND place.state = 'held'
                AND (SELECT bill.state FROM payments_bill AS bill
                      WHERE bill.application_id = file.id AND bill.issued_at >= place.held_at
                        AND (bill.applicant_id IS NULL OR bill.applicant_id = place.applicant_id)
                      ORDER BY bill.issued_at DESC, bill.id DESC LIMIT 1) = 'lapsed'),
       EXISTS (SELECT FROM payments_bill AS bill WHERE bill.application_id = file.id AND bill.state = 'due')
  FROM applications_application AS file WHERE file.id = %s FOR NO KEY UPDATE OF file
"""
# One statement: the bill only if its code is new and nothing else is due for these people, the lines only with it.
WRITE = """
WITH written AS (
  INSERT INTO payments_bill
    (application_id, applicant_id, code, amount, state, issued_at, expires_at, ask_at, extensions)
  SELECT %s, %s, %s, %s, 'due', %s, %s, %s, 0
   WHERE NOT EXISTS (SELECT FROM payments_bill AS other
                      WHERE other.application_id = %s AND other.state = 'due'
                        AND (other.applicant_id IS NULL OR %s::bigint IS NULL OR other.applicant_id = %s))
  ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO payments_billitem (bill_id, applicant_id, tariff_id, amount)
SELECT written.id, line.applicant, line.tariff, line.amount
  FROM written, unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS line (applicant, tariff, amount)
RETURNING bill_id, EXISTS (
  SELECT FROM payments_credit AS credit JOIN applications_application AS file ON file.id = credit.application_id
   WHERE credit.state = 'open' AND (file.id = %s OR file.owner_id = %s))
"""
# A day has a million codes: so many used ones in a row mean that something else is wrong.
MOST_TRIES = 50

Line = tuple[int, tariff.Item]


@dataclass(frozen=True, slots=True)
class Known:
    """What was found with the lock, as it stood when that was asked for.

    Who of those asking for a first passport is in the register; whose last bill lapsed; whether anything is due.
    """

    registered: frozenset[bytes]
    in_grace: frozenset[int]
    is_due: bool


class BillDue(Exception):
    """There is a bill to be paid already; `bill` is it."""

    def __init__(self, bill: Bill) -> None:
        super().__init__(bill.code)
        self.bill = bill


class NoCodeLeft(Exception):
    """No free code was found for the day."""


def lock(application: Application) -> Known:
    """Nobody else bills the file until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [application.pk])
        registered, in_grace, is_due = cursor.fetchone()
    return Known(frozenset(bytes(key) for key in registered), frozenset(in_grace), is_due)


def write(bill: Bill, lines: Sequence[Line], on: date) -> bool:
    """Give the bill a code of the day and write it with its lines; whether its owner has credit. Raises `BillDue`."""
    application, person = bill.application, bill.applicant_id
    columns = [
        [applicant_id for applicant_id, _ in lines],
        [item.tariff.pk for _, item in lines],
        [item.amount for _, item in lines],
    ]
    for _try in range(MOST_TRIES):
        bill.code = references.new_billing_code(on)
        values = [application.pk, person, bill.code, bill.amount, bill.issued_at, bill.expires_at, bill.ask_at]
        others = [application.pk, person, person]
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [*values, *others, *columns, application.pk, application.owner_id])
            row = cursor.fetchone()
        if row:
            bill.pk, has_credit = row
            bill._state.adding, bill._state.db = False, connection.alias  # noqa: SLF001 - saved by the statement above
            return bool(has_credit)
        existing = due(application, bill.applicant)
        if existing:
            raise BillDue(existing)
    raise NoCodeLeft(on)


def all_due(application: Application) -> list[Bill]:
    """The bills of the file that wait to be paid: one of all together, or some of one person each."""
    return list(application.bills.filter(state=Bill.State.DUE).select_related("applicant").order_by("pk"))


def due(application: Application, person: Applicant | None = None) -> Bill | None:
    """The first of them; of a `person`, hers or that of all together."""
    found = all_due(application)
    return next((bill for bill in found if person is None or bill.applicant_id in (None, person.pk)), None)
