"""Payments of a day one by one, beside what those who took them say in their lists."""

from __future__ import annotations

from datetime import date

from django.db import connection

from mpaspor.offices.models import Office

# The payment's own source counts, also in a later day's list, and its last word; the post's list is the treasury's
# money seen by a second witness.
_TOLD = """
SELECT payment.id, told.amount
  FROM payments_payment AS payment
  JOIN payments_bill AS bill ON bill.id = payment.bill_id
  JOIN applications_application AS file ON file.id = bill.application_id
  JOIN offices_office AS office ON office.id = file.office_id
 CROSS JOIN LATERAL (
  SELECT amount FROM (
    SELECT statement.fetched_at AS at, line.amount
      FROM payments_statementline AS line JOIN payments_statement AS statement ON statement.id = line.statement_id
     WHERE line.payment_id = payment.id AND statement.source = payment.source
     UNION ALL
    SELECT difference.found_at, line.amount
      FROM payments_difference AS difference JOIN payments_statementline AS line ON line.id = difference.line_id
     WHERE difference.payment_id = payment.id AND difference.source = payment.source
  ) AS words ORDER BY at DESC LIMIT 1
 ) AS told
 WHERE payment.booked_on = %s AND coalesce(office.parent_id, office.id) = %s
"""


def told(on: date, office: Office) -> dict[int, int]:
    """What they say each payment of the day was, in whole rupiah, by our payment's key; absent: nothing yet.

    Of the office and its units.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [on, office.pk])
        return dict(cursor.fetchall())
