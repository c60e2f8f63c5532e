"""What the books must say, written again from the records that are their causes.

Payments, bills, credits, questions, refunds, outcomes: held against what is written, each difference has a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import connection

from mpaspor.stages.payments.models import Via

# Each part: cause, bill, payment, credit, question, refund, outcome, and the lines. A line of nothing is not written.
_EXPECTED = """
SELECT 'fee' AS cause, bill.id AS bill_id, payment.id AS payment_id, credit.id AS credit_id,
       NULL::bigint AS question_id, NULL::bigint AS refund_id, NULL::bigint AS outcome_id,
       payment.source, payment.channel, line.account, line.amount
  FROM payments_payment AS payment
  JOIN payments_bill AS bill ON bill.id = payment.bill_id
  LEFT JOIN payments_credit AS credit ON credit.payment_id = payment.id AND credit.reason = 'over'
 CROSS JOIN LATERAL (VALUES ('received', payment.amount), ('fees', -bill.amount), ('credits', -credit.amount))
    AS line (account, amount)
 WHERE payment.outcome = 'settled'
UNION ALL
SELECT 'credit', payment.bill_id, payment.id, credit.id, NULL, NULL, NULL, payment.source, payment.channel,
       line.account, line.amount
  FROM payments_payment AS payment
  LEFT JOIN payments_credit AS credit
    ON credit.payment_id = payment.id AND credit.reason IN ('late', 'short', 'double')
 CROSS JOIN LATERAL (VALUES ('received', payment.amount), ('credits', -credit.amount)) AS line (account, amount)
 WHERE payment.outcome = 'credit'
UNION ALL
SELECT 'question', payment.bill_id, payment.id, NULL, question.id, NULL, NULL, payment.source, payment.channel,
       line.account, line.amount
  FROM payments_payment AS payment
  LEFT JOIN payments_question AS question ON question.payment_id = payment.id
 CROSS JOIN LATERAL (VALUES ('received', payment.amount), ('questions', -payment.amount)) AS line (account, amount)
 WHERE payment.outcome = 'question'
UNION ALL
SELECT 'credit used', bill.id, NULL, NULL, NULL, NULL, NULL, '', '', line.account, line.amount
  FROM payments_bill AS bill
 CROSS JOIN LATERAL (VALUES ('credits', bill.amount), ('fees', -bill.amount)) AS line (account, amount)
 WHERE EXISTS (SELECT FROM payments_credit AS credit WHERE credit.used_for_id = bill.id)
UNION ALL
SELECT 'fee given back', outcome.bill_id, NULL, outcome.credit_id, NULL, NULL, outcome.id, '', '',
       line.account, line.amount
  FROM payments_feeoutcome AS outcome
 CROSS JOIN LATERAL (VALUES ('fees', outcome.amount), ('credits', -outcome.amount)) AS line (account, amount)
 WHERE outcome.verdict = 'credit'
UNION ALL
SELECT 'question credited', NULL, NULL, question.credit_id, question.id, NULL, NULL, '', '', line.account, line.amount
  FROM payments_question AS question
  JOIN payments_payment AS payment ON payment.id = question.payment_id
 CROSS JOIN LATERAL (VALUES ('questions', payment.amount), ('credits', -payment.amount)) AS line (account, amount)
 WHERE question.state = 'credited'
UNION ALL
SELECT step.cause, NULL, NULL, refund.credit_id, refund.question_id, refund.id, NULL, '', '',
       line.account, line.amount
  FROM payments_refund AS refund
 CROSS JOIN LATERAL (VALUES ('refund approved', 1), ('refund called off', -1)) AS step (cause, sign)
 CROSS JOIN LATERAL (VALUES
         (CASE WHEN refund.credit_id IS NULL THEN 'questions' ELSE 'credits' END, step.sign * refund.amount),
         ('refunds', -step.sign * refund.amount)) AS line (account, amount)
 WHERE refund.approved_at IS NOT NULL AND (step.cause = 'refund approved' OR refund.state = 'declined')
UNION ALL
SELECT 'refund paid', NULL, NULL, NULL, NULL, refund.id, NULL, '', '', line.account, line.amount
  FROM payments_refund AS refund
 CROSS JOIN LATERAL (VALUES ('refunds', refund.amount), ('paid_out', -refund.amount)) AS line (account, amount)
 WHERE refund.state = 'paid'
"""
_COMPARE = f"""
SELECT concat_ws(' ', cause, 'bill ' || bill_id, 'payment ' || payment_id, 'credit ' || credit_id,
                 'question ' || question_id, 'refund ' || refund_id, 'outcome ' || outcome_id) AS reference,
       format('%s: %s written, %s by its cause', account, sum(written), sum(expected)) AS detail,
       greatest(abs(sum(written) - sum(expected)), abs(sum(times))) AS amount
  FROM (SELECT *, 0 AS written, amount AS expected, 1 AS times FROM ({_EXPECTED}) AS cause WHERE amount <> 0
         UNION ALL
        SELECT entry.cause, entry.bill_id, entry.payment_id, entry.credit_id, entry.question_id, entry.refund_id,
               entry.outcome_id, entry.source, entry.channel, line.account, line.amount, line.amount, 0, -1
          FROM payments_ledgertransaction AS entry
          JOIN payments_ledgerline AS line ON line.transaction_id = entry.id) AS told
 GROUP BY cause, bill_id, payment_id, credit_id, question_id, refund_id, outcome_id, source, channel, account
HAVING sum(written) <> sum(expected) OR sum(times) <> 0
 ORDER BY 1, 2
"""  # noqa: S608 - our own text
# A closed day's money is on the next one that is open. A file's money is at an office where the file is or once had a
# place, for what was written stays where it was when the file moves; nobody's money is at none.
_MISPLACED = """
WITH told AS (
  SELECT entry.id, entry."on", entry.office_id,
         concat_ws(' ', entry.cause, 'bill ' || entry.bill_id, 'payment ' || entry.payment_id,
                   'credit ' || entry.credit_id, 'question ' || entry.question_id, 'refund ' || entry.refund_id,
                   'outcome ' || entry.outcome_id) AS reference,
         coalesce(bill.application_id, credit.application_id, going_back.application_id) AS file_id,
         (CASE entry.cause WHEN 'credit used' THEN bill.settled_at WHEN 'fee given back' THEN outcome.at
                           WHEN 'question credited' THEN question.ended_at
                           WHEN 'refund approved' THEN refund.approved_at
                           WHEN 'refund called off' THEN refund.declined_at WHEN 'refund paid' THEN refund.paid_at
                           ELSE payment.received_at END AT TIME ZONE 'Asia/Jakarta')::date AS since
    FROM payments_ledgertransaction AS entry
    LEFT JOIN payments_bill AS bill ON bill.id = entry.bill_id
    LEFT JOIN payments_payment AS payment ON payment.id = entry.payment_id
    LEFT JOIN payments_credit AS credit ON credit.id = entry.credit_id
    LEFT JOIN payments_question AS question ON question.id = entry.question_id
    LEFT JOIN payments_refund AS refund ON refund.id = entry.refund_id
    LEFT JOIN payments_credit AS going_back ON going_back.id = refund.credit_id
    LEFT JOIN payments_feeoutcome AS outcome ON outcome.id = entry.outcome_id
)
SELECT told.reference,
       format('written on %s at %s, by its cause on %s at %s', told."on", coalesce(written.name, 'no office'),
              told.since, coalesce(office.name, 'no office')) AS detail,
       (SELECT coalesce(sum(amount), 0) FROM payments_ledgerline WHERE transaction_id = told.id AND amount > 0)
  FROM told
  LEFT JOIN applications_application AS file ON file.id = told.file_id
  LEFT JOIN offices_office AS office ON office.id = file.office_id
  LEFT JOIN offices_office AS written ON written.id = told.office_id
 WHERE told."on" <> told.since AND told."on" - told.since <> (
         SELECT count(*) FROM payments_bookday AS book
          WHERE book.state = 'closed' AND book.office_id IS NOT DISTINCT FROM told.office_id
            AND book."on" >= told.since AND book."on" < told."on")
    OR told.office_id IS DISTINCT FROM coalesce(office.parent_id, office.id) AND NOT EXISTS (
         SELECT FROM appointments_appointment AS place
           JOIN appointments_slot AS slot ON slot.id = place.slot_id
           JOIN offices_office AS earlier ON earlier.id = slot.office_id
          WHERE place.application_id = told.file_id AND coalesce(earlier.parent_id, earlier.id) = told.office_id)
 ORDER BY 1, 2
"""

_UNTRACED = """
SELECT coalesce(sum(abs(paid.amount - paid.booked)), 0)
  FROM (SELECT payment.amount, coalesce(sum(line.amount), 0) AS booked
          FROM payments_payment AS payment
          LEFT JOIN payments_ledgertransaction AS entry ON entry.payment_id = payment.id
          LEFT JOIN payments_ledgerline AS line ON line.transaction_id = entry.id AND line.account = 'received'
         WHERE payment.via = ANY(%(ways)s) AND payment.booked_on = %(on)s AND {whose}
         GROUP BY payment.id) AS paid
"""


class Finding(NamedTuple):
    """A transaction that its cause does not bear out, or one that is lacking: what it is about, and by how much.

    One on another day or at another office than its cause counts with what it moves.
    """

    reference: str
    detail: str
    amount: int


def compare() -> list[Finding]:
    """Where the books and their causes differ. Reads everything: about a second for each 100,000 payments."""
    return [*_found(_COMPARE), *_found(_MISPLACED)]


def untraced(on: date, clause: str, named: Mapping[str, int]) -> int:
    """Whole rupiah told to be paid on a day that the books lack, or have too much of."""
    with connection.cursor() as cursor:
        cursor.execute(_UNTRACED.format(whose=clause), {"on": on, "ways": Via.values, **named})
        return int(cursor.fetchone()[0])


def _found(sql: str) -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [Finding(reference, detail, int(amount)) for reference, detail, amount in cursor.fetchall()]
