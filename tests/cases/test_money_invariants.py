"""Each check of the money is empty over sound books, and finds what is broken by hand behind the house's back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from mpaspor.cases import invariants
from mpaspor.core.clock import now
from mpaspor.stages.payments import closing, matching, settlement, statements
from mpaspor.stages.payments.models import Bill, Via
from mpaspor.stages.payments.notices import Notice
from mpaspor.stages.payments.statement_files import Line
from tests import books, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

NOBODYS = "820260102999999"


def _break(*statements: str) -> None:
    """As somebody with the database's own password would, past triggers and keys."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _found(check: str) -> list[tuple[str, str]]:
    return [(finding.reference, finding.detail) for finding in invariants.run(check, now())]


def _a_day_of_all_sorts() -> None:
    """A fee, a second payment of its bill, and money for nobody's code; the lists are there, and the day is closed."""
    office_day.paid(people.RATNA)
    bill = Bill.objects.get()
    _tell(bill.code, bill.amount, "again")
    _tell(NOBODYS, 650_000, "nobody")
    on = now().date() - timedelta(days=3)
    listed = Line("bayar-again", bill.code, bill.amount, "6011", "Ragain", now())
    for source, day, lines in (("CONTOH", now().date(), [listed]), ("CONTOH", on, []), ("TREASURY", on, [])):
        matching.match(statements.keep(source, day, lines, by=None, at=now()), at=now())
    matching.match(statements.keep("CONTOH", on + timedelta(days=1), [], by=None, at=now()), at=now())
    office = people.jayapura()
    closing.sign(office, on, by=people.hendra(), at=now())
    closing.close(office, on, by=people.yuliana(), at=now())


def _tell(code: str, amount: int, number: str) -> None:
    notice = Notice(Via.BANK, "CONTOH", f"bayar-{number}", code, amount, "6011", f"R{number}", now())
    settlement.receive(notice, at=now())


def test_books_of_all_sorts_are_sound() -> None:
    _a_day_of_all_sorts()
    assert books.of_money() == []


OUTCOME = """
INSERT INTO payments_feeoutcome (applicant_id, bill_id, cause, verdict, amount, rule, why, at, credit_id)
SELECT item.applicant_id, item.bill_id, 'our_fault', 'credit', item.amount - {less}, '', '', now(), credit.id
  FROM payments_billitem AS item, payments_credit AS credit
"""
REFUND = """
INSERT INTO payments_refund
  (credit_id, question_id, amount, state, number, bank, account, holder, named, requested_at, reference, why,
   checked_by_id, approved_by_id, approved_at)
SELECT {of}, {amount}, '{state}', 'R1', '014', '', '', '', now(), '', '', {decided}
  FROM payments_credit AS credit, payments_question AS question
"""
OF_CREDIT, OF_QUESTION = "credit.id, NULL::bigint", "NULL::bigint, question.id"
DECIDED, UNDECIDED = "1, 2, now()", "NULL::bigint, NULL::bigint, NULL::timestamptz"
ANOTHER_BILL = """
INSERT INTO payments_bill (application_id, applicant_id, code, amount, state, issued_at, expires_at, extensions)
SELECT application_id, id, '820260102777777', 950000, 'due', now(), now() + interval '1 hour', 0
  FROM applications_applicant;
INSERT INTO payments_billitem (bill_id, applicant_id, tariff_id, amount)
SELECT bill.id, person.id, 1, 950000
  FROM payments_bill AS bill, applications_applicant AS person WHERE bill.state = 'due'
"""
USED = "UPDATE payments_credit SET state = 'used', used_for_id = bill.id FROM payments_bill AS bill"
CREDITED = "UPDATE payments_question SET state = 'credited', credit_id = credit.id FROM payments_credit AS credit"
OF_ANOTHER = "UPDATE payments_ledgertransaction SET office_id = (SELECT office_id FROM payments_bookday)"


def _refund(of: str, state: str, *, amount: int = 950_000, decided: str = UNDECIDED) -> str:
    return REFUND.format(of=of, state=state, amount=amount, decided=decided)


BROKEN = [
    ("money_in_is_all_somewhere", "UPDATE payments_payment SET amount = amount + 1"),
    ("money_in_is_all_somewhere", USED),
    ("money_in_is_all_somewhere", "DELETE FROM payments_question"),
    ("money_in_is_all_somewhere", "UPDATE payments_bill SET state = 'void'"),
    ("money_in_is_all_somewhere", "DELETE FROM payments_ledgerline WHERE account = 'questions'"),
    ("money_in_is_all_somewhere", _refund(OF_QUESTION, "paid", amount=650_000, decided=DECIDED)),
    ("money_in_is_all_somewhere", OUTCOME.format(less=0)),
    ("one_fee_for_a_settled_bill", "UPDATE payments_bill SET state = 'lapsed'"),
    ("one_fee_for_a_settled_bill", "UPDATE payments_ledgertransaction SET cause = 'fee'"),
    ("one_fee_for_a_settled_bill", "DELETE FROM payments_ledgertransaction WHERE cause = 'fee'"),
    ("nobody_pays_in_two_ways", ANOTHER_BILL),
    ("what_is_paid_twice_is_a_credit", "DELETE FROM payments_credit"),
    ("what_is_paid_twice_is_a_credit", "UPDATE payments_credit SET amount = amount - 1"),
    ("what_is_paid_twice_is_a_credit", "UPDATE payments_payment SET outcome = 'settled' WHERE bill_id IS NOT NULL"),
    ("questions_agree", "DELETE FROM payments_question"),
    ("questions_agree", "UPDATE payments_payment SET outcome = 'credit' WHERE outcome = 'question'"),
    ("questions_agree", "UPDATE payments_question SET state = 'returned'"),
    ("questions_agree", CREDITED),
    ("refunds_agree", "UPDATE payments_credit SET state = 'claimed'"),
    ("refunds_agree", "UPDATE payments_credit SET state = 'refunded'"),
    ("refunds_agree", _refund(OF_CREDIT, "requested")),
    ("refunds_agree", _refund(OF_CREDIT, "paid", decided=DECIDED)),
    ("refunds_agree", _refund(OF_QUESTION, "approved", amount=650_000, decided=DECIDED)),
    ("refunds_agree", _refund(OF_QUESTION, "requested", amount=1)),
    ("outcomes_agree", OUTCOME.format(less=0)),
    ("outcomes_agree", f"UPDATE payments_credit SET reason = 'outcome'; {OUTCOME.format(less=1)}"),  # noqa: S608 - our own words
    ("books_follow_from_their_causes", "DELETE FROM payments_ledgertransaction WHERE cause = 'question'"),
    ("books_follow_from_their_causes", "UPDATE payments_ledgertransaction SET credit_id = NULL"),
    ("books_follow_from_their_causes", "UPDATE payments_ledgertransaction SET source = 'OTHER'"),
    ("books_follow_from_their_causes", _refund(OF_CREDIT, "approved", decided=DECIDED)),
    ("lists_hold_what_they_say", "DELETE FROM payments_statementline"),
    ("lists_hold_what_they_say", "UPDATE payments_statement SET amount = amount + 1"),
    ("lists_hold_what_they_say", "UPDATE payments_payment SET amount = amount + 1"),
    ("closed_days_are_as_signed", OF_ANOTHER),
    ("closed_days_are_as_signed", "UPDATE payments_bookday SET balance = '{}'"),
    ("closed_days_are_as_signed", "UPDATE payments_bookday SET closed_by_id = NULL"),
]


@pytest.mark.parametrize(("check", "sql"), BROKEN, ids=[f"{check}-{sql[:40].strip()}" for check, sql in BROKEN])
def test_what_is_changed_behind_the_houses_back_is_found(check: str, sql: str) -> None:
    _a_day_of_all_sorts()
    assert _found(check) == []
    _break(*sql.split(";"))
    assert _found(check) != []
