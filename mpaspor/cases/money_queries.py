"""The questions of `invariants` about money, one statement each: (reference, detail) of what breaks the rule."""

from __future__ import annotations

# Asked of the records alone: whatever came is at this moment a fee, somebody's credit, a question, or on its way back.
# And each account of the books stands where the records do.
MONEY_IN = """
WITH going_back AS (
  SELECT *, state NOT IN ('paid', 'declined') AND approved_at IS NOT NULL AS is_owed FROM payments_refund
), held (account, amount) AS (
  VALUES
    ('received', (SELECT coalesce(sum(amount), 0) FROM payments_payment)),
    ('fees', (SELECT coalesce(sum(amount), 0) FROM payments_bill WHERE state = 'settled')
           - (SELECT coalesce(sum(amount), 0) FROM payments_feeoutcome WHERE verdict = 'credit')),
    ('credits', (SELECT coalesce(sum(amount), 0) FROM payments_credit AS credit
                  WHERE state IN ('open', 'claimed')
                    AND NOT EXISTS (SELECT FROM going_back WHERE credit_id = credit.id AND is_owed))),
    ('questions', (SELECT coalesce(sum(payment.amount), 0) FROM payments_question AS question
                     JOIN payments_payment AS payment ON payment.id = question.payment_id
                    WHERE question.state = 'open'
                      AND NOT EXISTS (SELECT FROM going_back WHERE question_id = question.id AND is_owed))),
    ('refunds', (SELECT coalesce(sum(amount), 0) FROM going_back WHERE is_owed)),
    ('paid_out', (SELECT coalesce(sum(amount), 0) FROM going_back WHERE state = 'paid'))
), booked AS (SELECT account, sum(amount) AS amount FROM payments_ledgerline GROUP BY account)
SELECT held.account AS reference,
       format('%%s by the records, %%s in the books', held.amount, abs(coalesce(booked.amount, 0))) AS detail
  FROM held LEFT JOIN booked ON booked.account = held.account
 WHERE held.amount <> coalesce(booked.amount, 0) * CASE held.account WHEN 'received' THEN 1 ELSE -1 END
UNION ALL
SELECT 'all', format('%%s came, %%s is known what became of', came, became)
  FROM (SELECT sum(amount) FILTER (WHERE account = 'received') AS came,
               sum(amount) FILTER (WHERE account <> 'received') AS became FROM held) AS sums
 WHERE came <> became
"""

# A bill that costs something is one fee: paid by one payment, or from credits. One that is not settled is none.
ONE_FEE = """
SELECT application.reference AS reference,
       format('bill %%s is %%s over %%s: %%s fees booked', bill.code, bill.state, bill.amount,
              count(entry.id)) AS detail
  FROM payments_bill AS bill
  JOIN applications_application AS application ON application.id = bill.application_id
  LEFT JOIN payments_ledgertransaction AS entry ON entry.bill_id = bill.id AND entry.cause IN ('fee', 'credit used')
 GROUP BY bill.id, application.reference
HAVING count(entry.id) <> CASE WHEN bill.state = 'settled' AND bill.amount > 0 THEN 1 ELSE 0 END
"""

# Nobody pays alone and with the others, nor a second fee before the first was given back.
ONE_WAY = """
SELECT application.reference AS reference,
       format('person %%s has %%s bills due and %%s fees paid', person."order", charged.due, charged.paid) AS detail
  FROM (SELECT item.applicant_id, count(DISTINCT bill.id) FILTER (WHERE bill.state = 'due') AS due,
               count(DISTINCT bill.id) FILTER (WHERE bill.state = 'settled' AND outcome.id IS NULL) AS paid
          FROM payments_billitem AS item
          JOIN payments_bill AS bill ON bill.id = item.bill_id AND bill.state IN ('due', 'settled')
          LEFT JOIN payments_feeoutcome AS outcome
            ON outcome.bill_id = bill.id AND outcome.applicant_id = item.applicant_id AND outcome.verdict = 'credit'
         GROUP BY item.applicant_id) AS charged
  JOIN applications_applicant AS person ON person.id = charged.applicant_id
  JOIN applications_application AS application ON application.id = person.application_id
 WHERE charged.due + charged.paid > 1
"""

# What came for a bill beyond its one fee is the applicant's, to the rupiah.
PAID_TWICE = """
SELECT application.reference AS reference,
       format('bill %%s took %%s in %%s payments: %%s fee, %%s credits', bill.code, sum(payment.amount),
              count(payment.id), coalesce(sum(bill.amount) FILTER (WHERE payment.outcome = 'settled'), 0),
              coalesce(sum(kept.amount), 0)) AS detail
  FROM payments_payment AS payment
  JOIN payments_bill AS bill ON bill.id = payment.bill_id
  JOIN applications_application AS application ON application.id = bill.application_id
  LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM payments_credit
              WHERE reason IN ('late', 'short', 'over', 'double') GROUP BY payment_id) AS kept
    ON kept.payment_id = payment.id
 GROUP BY bill.id, application.reference
HAVING sum(payment.amount) <> coalesce(sum(bill.amount) FILTER (WHERE payment.outcome = 'settled'), 0)
                            + coalesce(sum(kept.amount), 0)
    OR count(*) FILTER (WHERE payment.outcome = 'settled') > 1
"""

# Money without an owner: a question until it is somebody's credit, or has gone back.
QUESTIONS = """
SELECT 'payment ' || payment.source || ' ' || payment.request_id AS reference,
       format('%%s of %%s, question %%s, credit %%s, paid back %%s', payment.outcome, payment.amount,
              coalesce(question.state, 'none'), coalesce(credit.amount, 0), coalesce(refund.amount, 0)) AS detail
  FROM payments_payment AS payment
  FULL JOIN payments_question AS question ON question.payment_id = payment.id
  LEFT JOIN payments_credit AS credit ON credit.id = question.credit_id
  LEFT JOIN payments_refund AS refund ON refund.question_id = question.id AND refund.state = 'paid'
 WHERE (payment.outcome = 'question') <> (question.id IS NOT NULL)
    OR (question.state = 'credited' AND credit.amount <> payment.amount)
    OR (question.state = 'returned') <> (refund.id IS NOT NULL)
    OR refund.amount <> payment.amount
"""

# A refund is of one credit or question, all of it; what is owed and what went out is in the books.
REFUNDS = """
SELECT 'refund ' || refund.number AS reference,
       format('%%s over %%s of %%s: owed %%s, paid %%s in the books', refund.state, refund.amount,
              coalesce('credit ' || credit.state, 'question ' || question.state), coalesce(booked.owed, 0),
              coalesce(booked.paid, 0)) AS detail
  FROM payments_refund AS refund
  LEFT JOIN payments_credit AS credit ON credit.id = refund.credit_id
  LEFT JOIN payments_question AS question ON question.id = refund.question_id
  LEFT JOIN payments_payment AS payment ON payment.id = question.payment_id
  LEFT JOIN (SELECT entry.refund_id, -sum(line.amount) FILTER (WHERE line.account = 'refunds') AS owed,
                    -sum(line.amount) FILTER (WHERE line.account = 'paid_out') AS paid
               FROM payments_ledgertransaction AS entry
               JOIN payments_ledgerline AS line ON line.transaction_id = entry.id
              WHERE entry.refund_id IS NOT NULL GROUP BY entry.refund_id) AS booked
    ON booked.refund_id = refund.id
 WHERE refund.amount <> coalesce(credit.amount, payment.amount)
    OR coalesce(booked.owed, 0) <> CASE WHEN refund.approved_at IS NULL OR refund.state IN ('paid', 'declined')
                                        THEN 0 ELSE refund.amount END
    OR coalesce(booked.paid, 0) <> CASE refund.state WHEN 'paid' THEN refund.amount ELSE 0 END
    OR (refund.state = 'paid' AND NOT coalesce(credit.state = 'refunded', question.state = 'returned'))
    OR (refund.state NOT IN ('paid', 'declined') AND NOT coalesce(credit.state = 'claimed', question.state = 'open'))
UNION ALL
SELECT application.reference, format('credit %%s is %%s, without a refund', credit.id, credit.state)
  FROM payments_credit AS credit
  JOIN applications_application AS application ON application.id = credit.application_id
 WHERE credit.state IN ('claimed', 'refunded')
   AND NOT EXISTS (SELECT FROM payments_refund AS refund WHERE refund.credit_id = credit.id
                      AND refund.state <> 'declined' AND (refund.state = 'paid') = (credit.state = 'refunded'))
"""

# A fee given back is one person's part of a settled bill, is hers in full, and no bill gives back more than it took.
OUTCOMES = """
SELECT application.reference AS reference,
       format('person %%s, bill %%s: %%s of %%s given back, credit %%s', person."order", bill.code, outcome.amount,
              coalesce(share.amount, 0), coalesce(credit.amount, 0)) AS detail
  FROM payments_feeoutcome AS outcome
  JOIN payments_bill AS bill ON bill.id = outcome.bill_id
  JOIN applications_applicant AS person ON person.id = outcome.applicant_id
  JOIN applications_application AS application ON application.id = person.application_id
  LEFT JOIN payments_credit AS credit ON credit.id = outcome.credit_id
  LEFT JOIN (SELECT bill_id, applicant_id, sum(amount) AS amount FROM payments_billitem
              GROUP BY bill_id, applicant_id) AS share
    ON share.bill_id = bill.id AND share.applicant_id = person.id
 WHERE bill.state <> 'settled' OR outcome.amount IS DISTINCT FROM share.amount
    OR (outcome.verdict = 'credit' AND (credit.amount, credit.reason) IS DISTINCT FROM (outcome.amount, 'outcome'))
"""

# What a list says it holds it holds, and a line that is found is found as it is.
LISTS = """
SELECT statement.source || ' ' || statement."on" AS reference,
       format('%%s lines over %%s, the list says %%s over %%s', count(line.id), coalesce(sum(line.amount), 0),
              statement.count, statement.amount) AS detail
  FROM payments_statement AS statement
  LEFT JOIN payments_statementline AS line ON line.statement_id = statement.id
 GROUP BY statement.id HAVING count(line.id) <> statement.count OR coalesce(sum(line.amount), 0) <> statement.amount
UNION ALL
SELECT statement.source || ' ' || line.number,
       format('%%s for %%s, ours %%s for %%s', line.amount, line.code, payment.amount, payment.code)
  FROM payments_statementline AS line
  JOIN payments_statement AS statement ON statement.id = line.statement_id
  JOIN payments_payment AS payment ON payment.id = line.payment_id
 WHERE (line.amount, line.code) <> (payment.amount, payment.code)
"""

# A closed day is what two people signed.
CLOSED_DAYS = """
WITH moved AS (
  SELECT entry."on", coalesce(entry.office_id, 0) AS office_id,
         coalesce(sum(line.amount) FILTER (WHERE line.account = 'received'), 0) AS received,
         -coalesce(sum(line.amount) FILTER (WHERE line.account = 'fees'), 0) AS fees,
         -coalesce(sum(line.amount) FILTER (WHERE line.account = 'credits'), 0) AS credits,
         -coalesce(sum(line.amount) FILTER (WHERE line.account = 'questions'), 0) AS questions,
         -coalesce(sum(line.amount) FILTER (WHERE line.account = 'refunds'), 0) AS refunds,
         -coalesce(sum(line.amount) FILTER (WHERE line.account = 'paid_out'), 0) AS paid_out
    FROM payments_ledgertransaction AS entry
    JOIN payments_ledgerline AS line ON line.transaction_id = entry.id
   GROUP BY 1, 2
), told AS (
  SELECT day."on", office.name, day.signed_by_id, day.closed_by_id, day.balance AS signed,
         jsonb_build_object(
           'received', coalesce(moved.received, 0), 'fees', coalesce(moved.fees, 0),
           'credits', coalesce(moved.credits, 0), 'questions', coalesce(moved.questions, 0),
           'refunds', coalesce(moved.refunds, 0), 'paid_out', coalesce(moved.paid_out, 0)) AS stands
    FROM payments_bookday AS day
    LEFT JOIN offices_office AS office ON office.id = day.office_id
    LEFT JOIN moved ON moved."on" = day."on" AND moved.office_id = coalesce(day.office_id, 0)
   WHERE day.state = 'closed'
)
SELECT coalesce(name, 'centre') || ' ' || "on" AS reference,
       format('closed with %%s, stands at %%s', signed, stands) AS detail
  FROM told
 WHERE signed <> stands OR signed_by_id IS NULL OR closed_by_id IS NULL
"""
