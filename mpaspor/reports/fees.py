"""Passports issued by month, what the tariff says they cost, and what the books have of them as fees.

A passport counts in the month it was issued, as in `issuance`, whenever its bill was made and paid; its price is that
of the day the bill was made. Kind and years are read from the book itself, so that a bill cannot bear itself out; only
that a migrant worker's first one is free of charge is taken from the bill, for the answers are sealed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection

from mpaspor.offices.models import Office
from mpaspor.stages.payments import books

_FEES = """
WITH book AS (
  SELECT passport.id, passport.applicant_id, passport.issued_on, office.zone, person.service,
         passport.kind || '_' || round((passport.expires_on - passport.issued_on) / 365.25) AS code,
         EXISTS (SELECT FROM appointments_appointment AS place
                   JOIN appointments_slot AS slot ON slot.id = place.slot_id
                  WHERE place.applicant_id = person.id AND place.state = 'attended'
                    AND slot.service_class = 'accelerated') AS is_fast,
         EXISTS (SELECT FROM applications_bap AS bap WHERE bap.applicant_id = person.id
                    AND bap.service = person.service AND bap.outcome = 'waived') AS is_waived
    FROM passports_passport AS passport
    JOIN applications_applicant AS person ON person.id = passport.applicant_id
    JOIN offices_office AS office ON office.id = passport.office_id
   WHERE passport.issued_on IS NOT NULL AND (%(office)s::bigint IS NULL OR passport.office_id = %(office)s)
), charged AS (
  SELECT book.id, bill.id AS bill_id, bill.amount, (bill.issued_at AT TIME ZONE book.zone)::date AS on,
         sum(item.amount) AS share, bool_or(tariff.code = 'first_migrant_worker') AS is_first
    FROM book
    JOIN payments_billitem AS item ON item.applicant_id = book.applicant_id
    JOIN payments_bill AS bill ON bill.id = item.bill_id AND bill.state = 'settled'
    JOIN payments_tariff AS tariff ON tariff.id = item.tariff_id
   GROUP BY book.id, book.zone, bill.id
), taken AS (
  SELECT entry.bill_id, -sum(line.amount) AS amount
    FROM payments_ledgertransaction AS entry
    JOIN payments_ledgerline AS line ON line.transaction_id = entry.id AND line.account = 'fees'
   WHERE entry.outcome_id IS NULL GROUP BY entry.bill_id
), returned AS (
  SELECT outcome.applicant_id, sum(line.amount) AS amount
    FROM payments_ledgertransaction AS entry
    JOIN payments_ledgerline AS line ON line.transaction_id = entry.id AND line.account = 'fees'
    JOIN payments_feeoutcome AS outcome ON outcome.id = entry.outcome_id
   GROUP BY outcome.applicant_id
), booked AS (
  SELECT charged.id, max(charged.on) AS on, bool_or(is_first) AS is_first,
         sum(CASE WHEN charged.amount = 0 THEN 0 ELSE coalesce(taken.amount, 0) * share / charged.amount END) AS amount
    FROM charged LEFT JOIN taken ON taken.bill_id = charged.bill_id GROUP BY charged.id
), priced AS (
  SELECT book.*, coalesce(booked.amount, 0) - coalesce(returned.amount, 0) AS booked,
         coalesce(booked.on, book.issued_on) AS on,
         ARRAY_REMOVE(ARRAY[
           CASE WHEN booked.is_first AND service = 'new' AND code LIKE 'ordinary%%' THEN 'first_migrant_worker'
                ELSE code END,
           CASE WHEN is_waived THEN NULL
                WHEN service = 'lost' THEN 'burden_lost' WHEN service = 'damaged' THEN 'burden_damaged' END,
           CASE WHEN is_fast THEN 'acceleration' END], NULL) AS codes
    FROM book
    LEFT JOIN booked ON booked.id = book.id
    LEFT JOIN returned ON returned.applicant_id = book.applicant_id
)
SELECT extract(year FROM issued_on)::int, extract(month FROM issued_on)::int, array_to_string(codes, ' + '),
       price.amount, count(*), count(*) * price.amount, sum(booked)
  FROM priced
 CROSS JOIN LATERAL (
   SELECT coalesce(sum(amount), 0) AS amount
     FROM (SELECT DISTINCT ON (code) amount FROM payments_tariff
            WHERE code = ANY(priced.codes) AND valid_from <= priced.on AND coalesce(valid_to, priced.on) >= priced.on
            ORDER BY code, valid_from DESC) AS holding) AS price
 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""

COLUMNS = ("year", "month", "passports", "expected", "booked", "difference")


@dataclass(frozen=True, slots=True)
class Row:
    """Passports of one kind and price in a month (0: the year), whole rupiah."""

    year: int
    month: int
    tariff: str
    price: int
    passports: int
    expected: int
    booked: int

    @property
    def difference(self) -> int:
        return self.booked - self.expected

    def figures(self) -> dict[str, int | str]:
        return {**asdict(self), "difference": self.difference}


@dataclass(frozen=True, slots=True)
class Table:
    """A year: each kind in each month, the months, the year."""

    kinds: list[Row]
    months: list[Row]
    sum: Row
    others: int
    """Fees in the books of people without a passport, of all years: not issued yet, or kept after a refusal."""

    @property
    def differs(self) -> bool:
        """Whether passports times tariff is not what the books have, of any kind in any month."""
        return any(row.difference for row in self.kinds)


def at_office(office: Office, year: int) -> Table:
    """The twelve months of one office."""
    return _table(office, year)


def national(year: int) -> Table:
    """The twelve months of all offices together."""
    return _table(None, year)


def _table(office: Office | None, year: int) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(_FEES, {"office": office.pk if office else None})
        rows = [Row(*row[:3], *map(int, row[3:])) for row in cursor.fetchall()]
    kinds = [row for row in rows if row.year == year]
    months = [_sum(year, month, [row for row in kinds if row.month == month]) for month in range(1, 13)]
    fees = books.trial(whose=office or "all").total.balance.fees
    return Table(kinds, months, _sum(year, 0, kinds), fees - sum(row.booked for row in rows))


def _sum(year: int, month: int, rows: list[Row]) -> Row:
    figures = (sum(getattr(row, name) for row in rows) for name in ("passports", "expected", "booked"))
    return Row(year, month, "", 0, *figures)
