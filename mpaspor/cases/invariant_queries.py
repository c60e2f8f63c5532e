"""The questions of `invariants`, one statement each: (reference, detail) of every row that breaks the rule."""

from __future__ import annotations

# Slots and appointments are not tied by a foreign key (ADR 0004): a place in no slot at all is found here too.
PLACES = """
SELECT 'slot ' || coalesce(slot.id, counted.slot_id) AS reference,
       format('taken %%s, held by appointments %%s, capacity %%s',
              coalesce(slot.taken, 0), coalesce(counted.places, 0), coalesce(slot.capacity, 0)) AS detail
  FROM appointments_slot AS slot
  FULL JOIN (SELECT slot_id, count(*) AS places FROM appointments_appointment
              WHERE state IN ('held', 'confirmed', 'attended', 'missed') GROUP BY slot_id) AS counted
    ON counted.slot_id = slot.id
 WHERE coalesce(slot.taken, 0) <> coalesce(counted.places, 0) OR coalesce(slot.taken, 0) > coalesce(slot.capacity, 0)
"""

# What is kept for the waiting list is what was given back and has not yet returned to everybody.
KEPT = """
SELECT 'slot ' || coalesce(slot.id, freed.slot_id) AS reference,
       format('kept %%s, given back %%s', coalesce(slot.kept, 0), coalesce(freed.places, 0)) AS detail
  FROM appointments_slot AS slot
  FULL JOIN (SELECT slot_id, sum(places) AS places FROM appointments_freedplaces GROUP BY slot_id) AS freed
    ON freed.slot_id = slot.id
 WHERE coalesce(slot.kept, 0) <> coalesce(freed.places, 0)
"""

ONE_PLACE = """
SELECT string_agg(application.reference, ' ' ORDER BY application.reference) AS reference,
       format('%%s active places for one person', count(*)) AS detail
  FROM appointments_appointment AS place
  JOIN applications_application AS application ON application.id = place.application_id
 WHERE place.state IN ('held', 'confirmed')
 GROUP BY place.person_key HAVING count(*) > 1
"""

LEDGER = """
SELECT 'ledger ' || transaction.id AS reference,
       format('%%s: %%s lines, sum %%s', transaction.cause, count(line.id), coalesce(sum(line.amount), 0)) AS detail
  FROM payments_ledgertransaction AS transaction
  LEFT JOIN payments_ledgerline AS line ON line.transaction_id = transaction.id
 GROUP BY transaction.id HAVING count(line.id) < 2 OR sum(line.amount) <> 0
"""

# What the bank took is in the books to the rupiah; as every transaction sums to zero, so is what became of it.
MONEY = """
SELECT 'payment ' || payment.source || ' ' || payment.request_id AS reference,
       format('%%s received as %%s, booked %%s', payment.amount, payment.outcome, coalesce(sum(line.amount), 0))
       AS detail
  FROM payments_payment AS payment
  LEFT JOIN payments_ledgertransaction AS transaction ON transaction.payment_id = payment.id
  LEFT JOIN payments_ledgerline AS line ON line.transaction_id = transaction.id AND line.account = 'received'
 GROUP BY payment.id HAVING coalesce(sum(line.amount), 0) <> payment.amount
"""

# A credit follows its owner from file to file; without an account it stays with the file. One that is asked back is in
# the books as a credit until two have approved.
CREDITS = """
WITH file AS (
  SELECT id, reference, coalesce('owner ' || owner_id, 'file ' || id) AS holder FROM applications_application
)
SELECT min(file.reference) AS reference,
       format('open credits %%s, in the books %%s', sum(counted.kept), sum(counted.booked)) AS detail
  FROM (SELECT application_id, amount AS kept, 0 AS booked
          FROM payments_credit AS credit
         WHERE state = 'open' OR (state = 'claimed' AND NOT EXISTS (
           SELECT FROM payments_refund AS refund
            WHERE refund.credit_id = credit.id AND refund.approved_at IS NOT NULL AND refund.state <> 'declined'))
         UNION ALL
        SELECT coalesce(bill.application_id, credit.application_id), 0, -line.amount
          FROM payments_ledgerline AS line
          JOIN payments_ledgertransaction AS transaction ON transaction.id = line.transaction_id
          LEFT JOIN payments_bill AS bill ON bill.id = transaction.bill_id
          LEFT JOIN payments_credit AS credit ON credit.id = transaction.credit_id
         WHERE line.account = 'credits') AS counted
  JOIN file ON file.id = counted.application_id
 GROUP BY file.holder HAVING sum(counted.kept) <> sum(counted.booked)
"""

# A bill is settled by one payment or by credits, and its fee is booked; one that is not settled has taken nothing.
# What was given back of it later is told by the outcome.
SETTLED = """
SELECT application.reference AS reference,
       format('bill %%s is %%s over %%s: %%s payments, %%s credits, booked %%s', bill.code, bill.state, bill.amount,
              coalesce(paid.times, 0), coalesce(used.times, 0), coalesce(booked.amount, 0)) AS detail
  FROM payments_bill AS bill
  JOIN applications_application AS application ON application.id = bill.application_id
  LEFT JOIN (SELECT bill_id, count(*) AS times FROM payments_payment WHERE outcome = 'settled' GROUP BY bill_id) AS paid
    ON paid.bill_id = bill.id
  LEFT JOIN (SELECT used_for_id, count(*) AS times FROM payments_credit GROUP BY used_for_id) AS used
    ON used.used_for_id = bill.id
  LEFT JOIN (SELECT transaction.bill_id, -sum(line.amount) AS amount
               FROM payments_ledgerline AS line
               JOIN payments_ledgertransaction AS transaction ON transaction.id = line.transaction_id
              WHERE line.account = 'fees' AND transaction.outcome_id IS NULL GROUP BY transaction.bill_id) AS booked
    ON booked.bill_id = bill.id
 WHERE CASE WHEN bill.state <> 'settled'
            THEN paid.times IS NOT NULL OR used.times IS NOT NULL OR coalesce(booked.amount, 0) <> 0
            ELSE coalesce(booked.amount, 0) <> bill.amount
                 OR (bill.amount > 0 AND coalesce(paid.times, 0) <> 1 AND used.times IS NULL) END
"""

# Without the address, and without what the mail server said of it: findings go to the log.
MESSAGES = """
SELECT coalesce(application.reference, 'message ' || message.id) AS reference,
       format('message %%s, %%s: %%s, %%s attempts', message.id, message.kind, message.state, message.attempts)
       AS detail
  FROM notifications_message AS message
  LEFT JOIN applications_application AS application ON application.id = message.application_id
 WHERE (message.state = 'queued' AND message.queued_at < %s) OR (message.state = 'failed' AND message.queued_at < %s)
"""

# These begin in their first state with the entry of what they belong to; all others with an entry of their own.
BEGIN_SILENTLY = frozenset({"application", "applicant", "message"})
RECORD_STATES = """
SELECT '{record}' AS record, id AS record_id, '{field}' AS field, {field}::text AS state,
       CASE WHEN {silent} THEN '{first}' END AS first
  FROM {table}
"""
TRAIL = """
SELECT told.record || ' ' || told.record_id AS reference,
       format('is %%s, the trail says %%s', told.state, coalesce(entry.state, 'nothing')) AS detail
  FROM ({records}) AS told
  LEFT JOIN (SELECT DISTINCT ON (record, record_id) record, record_id, coalesce(new->>'state', new->>'stage') AS state
               FROM audit_entry WHERE new ?| ARRAY['state', 'stage']
              ORDER BY record, record_id, id DESC) AS entry
    ON entry.record = told.record AND entry.record_id = told.record_id
 WHERE coalesce(entry.state, told.first) IS DISTINCT FROM told.state
"""

BLANKS = """
SELECT coalesce(book.number, passport.number) AS reference,
       format('blank %%s, passport %%s %%s', coalesce(book.state, 'none'), coalesce(passport.state, 'none'),
              coalesce(passport.number, '')) AS detail
  FROM (SELECT * FROM passports_blankbook WHERE state = 'used') AS book
  FULL JOIN (SELECT * FROM passports_passport WHERE number IS NOT NULL) AS passport ON passport.book_id = book.id
 WHERE book.id IS NULL OR passport.id IS NULL OR passport.number <> book.number
"""

REGISTER = """
SELECT passport.number AS reference, format('passport %%s, not in the register', passport.state) AS detail
  FROM passports_passport AS passport
  LEFT JOIN applications_issuedpassport AS issued
    ON issued.number = passport.number AND issued.expires_on = passport.expires_on
   AND (issued.cancelled_on IS NOT NULL) >= (passport.state = 'cancelled')
 WHERE passport.state IN ('ready', 'collected', 'cancelled') AND issued.id IS NULL
"""

# What must be there for each stage a person can be in, as the records of the stages say.
STAGES = """
SELECT application.reference AS reference,
       format('person %%s is in stage %%s %%s: place %%s, bill due %%s, visit %%s, decision %%s, passport %%s',
              person."order", person.stage, person.close_reason, coalesce(place.state, 'none'), bill.id IS NOT NULL,
              coalesce(visit.state, 'none'), coalesce(decision.state, 'none'), coalesce(passport.state, 'none'))
       AS detail
  FROM applications_applicant AS person
  JOIN applications_application AS application ON application.id = person.application_id
  LEFT JOIN (SELECT DISTINCT ON (applicant_id) * FROM appointments_appointment ORDER BY applicant_id, id DESC) AS place
    ON place.applicant_id = person.id
  LEFT JOIN payments_bill AS bill ON bill.application_id = application.id AND bill.state = 'due'
   AND (bill.applicant_id IS NULL OR bill.applicant_id = person.id)
  LEFT JOIN (SELECT DISTINCT ON (applicant_id) * FROM visits_visit ORDER BY applicant_id, id DESC) AS visit
    ON visit.applicant_id = person.id
  LEFT JOIN decisions_decision AS decision ON decision.applicant_id = person.id
  LEFT JOIN passports_passport AS passport ON passport.applicant_id = person.id
 WHERE NOT coalesce(CASE person.stage
   WHEN 'application' THEN coalesce(place.state, 'none') IN ('none', 'released', 'expired') AND bill.id IS NULL
   WHEN 'appointment' THEN application.state = 'ready' AND place.state = 'held' AND bill.id IS NULL
   WHEN 'payment' THEN place.state = 'held' AND bill.id IS NOT NULL
   WHEN 'visit' THEN decision.id IS NULL AND (
     (place.state = 'confirmed' AND visit.id IS NULL)
     OR (place.state = 'attended' AND visit.state <> 'enrolled'))
   WHEN 'decision' THEN visit.state = 'enrolled' AND decision.state IN ('screening', 'ready', 'papers_wanted')
   WHEN 'passport' THEN decision.state = 'granted' AND passport.state NOT IN ('collected', 'cancelled')
   WHEN 'closed' THEN coalesce(place.state, 'none') NOT IN ('held', 'confirmed') AND CASE person.close_reason
     WHEN 'done' THEN passport.state = 'collected'
     WHEN 'not_collected' THEN passport.state = 'cancelled'
     WHEN 'refused' THEN decision.state = 'refused' AND passport.id IS NULL
     WHEN 'incomplete' THEN coalesce(decision.state, 'refused') = 'refused' AND passport.id IS NULL
     WHEN 'missed' THEN place.state = 'missed' AND visit.id IS NULL
     WHEN 'withdrawn' THEN decision.id IS NULL AND bill.id IS NULL
   END
 END, FALSE)
"""
