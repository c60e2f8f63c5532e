"""The questions behind the signals. Each answers the rows of the largest signals, one signal after the other."""

from __future__ import annotations

# What is shared: key, account (a file an officer filed is an account of its own), file, moment, kind of paper, tail.
_FILES = """
SELECT {key} AS key, coalesce(file.owner_id, -file.id) AS account, file.id AS file_id, file.created_at AS at,
       '' AS paper, {tail} AS tail
  FROM applications_application AS file
 WHERE file.created_at > %s AND file.created_at <= %s AND {there}
"""
_PAPERS = """
SELECT paper.content_key AS key, coalesce(file.owner_id, -file.id) AS account, file.id AS file_id,
       paper.uploaded_at AS at, paper.kind AS paper, '' AS tail
  FROM applications_document AS paper
  JOIN applications_applicant AS person ON person.id = paper.applicant_id
  JOIN applications_application AS file ON file.id = person.application_id
 WHERE paper.uploaded_at > %s AND paper.uploaded_at <= %s AND paper.content_key IS NOT NULL
"""
SEEN = {
    "phone": _FILES.format(
        key="convert_to(file.contact_phone, 'UTF8')",
        tail="right(file.contact_phone, 3)",
        there="file.contact_phone <> ''",
    ),
    "device": _FILES.format(key="file.device", tail="''", there="file.device IS NOT NULL"),
    "paper": _PAPERS,
}

# since, until, least accounts, most signals, most rows of one.
SHARED = """
WITH seen AS ({seen}),
shared AS (
  SELECT key, count(DISTINCT account) AS accounts, count(DISTINCT file_id) AS files, count(*) AS times,
         min(at) AS first_at, max(at) AS last_at, max(tail) AS tail
    FROM seen GROUP BY key HAVING count(DISTINCT account) >= %s
   ORDER BY accounts DESC, last_at DESC, key LIMIT %s
),
numbered AS (
  SELECT seen.*, row_number() OVER (PARTITION BY key ORDER BY at DESC, file_id DESC, paper) AS number
    FROM seen WHERE key IN (SELECT key FROM shared)
)
SELECT left(encode(sha256(shared.key), 'hex'), 12) AS mark, shared.accounts, shared.files, shared.times,
       shared.first_at, shared.last_at, shared.tail,
       numbered.at, file.reference, file.owner_id, coalesce(office.name, ''), numbered.paper
  FROM shared
  JOIN numbered ON numbered.key = shared.key AND numbered.number <= %s
  JOIN applications_application AS file ON file.id = numbered.file_id
  LEFT JOIN offices_office AS office ON office.id = file.office_id
 ORDER BY shared.accounts DESC, shared.last_at DESC, shared.key, numbered.number
"""

# since, until, minutes, least times, most signals, most rows of one. A family's places are one handover.
HANDOVERS = """
WITH handover AS (
  SELECT DISTINCT entry.at, new.held_at AS taken_at, new.slot_id,
         giver.id AS giver, taker.id AS taker, giver.owner_id, giver.reference, taker.reference AS taken_by,
         least(giver.owner_id, taker.owner_id) AS one, greatest(giver.owner_id, taker.owner_id) AS other
    FROM appointments_appointment AS old
    JOIN audit_entry AS entry
      ON entry.application_id = old.application_id AND entry.record = 'appointment' AND entry.record_id = old.id
     AND entry.act IN ('appointment.released', 'appointment.expired') AND entry.at > %s AND entry.at <= %s
    JOIN appointments_appointment AS new
      ON new.slot_id = old.slot_id AND new.held_at >= entry.at AND new.held_at <= entry.at + %s * interval '1 minute'
    JOIN applications_application AS giver ON giver.id = old.application_id
    JOIN applications_application AS taker ON taker.id = new.application_id
   WHERE old.state IN ('released', 'expired') AND giver.owner_id <> taker.owner_id
),
shared AS (
  SELECT one, other, count(DISTINCT (giver, slot_id, at)) AS times,
         (SELECT count(DISTINCT file) FROM unnest(array_agg(giver) || array_agg(taker)) AS file) AS files,
         min(at) AS first_at, max(at) AS last_at
    FROM handover GROUP BY one, other HAVING count(DISTINCT (giver, slot_id, at)) >= %s
   ORDER BY times DESC, last_at DESC, one, other LIMIT %s
),
numbered AS (
  SELECT *, row_number() OVER (PARTITION BY one, other ORDER BY at DESC, giver DESC, taker DESC) AS number FROM handover
)
SELECT left(encode(sha256(convert_to(shared.one || ':' || shared.other, 'UTF8')), 'hex'), 12) AS mark,
       2 AS accounts, shared.files, shared.times, shared.first_at, shared.last_at, '' AS tail,
       numbered.at, numbered.reference, numbered.owner_id, office.name, numbered.slot_id, numbered.taken_by,
       numbered.taken_at
  FROM shared
  JOIN numbered ON numbered.one = shared.one AND numbered.other = shared.other AND numbered.number <= %s
  JOIN appointments_slot AS slot ON slot.id = numbered.slot_id
  JOIN offices_office AS office ON office.id = slot.office_id
 ORDER BY shared.times DESC, shared.last_at DESC, shared.one, shared.other, numbered.number
"""
