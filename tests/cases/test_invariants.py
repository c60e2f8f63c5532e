"""Each check is empty over sound files, and finds the one row that is broken by hand behind the house's back."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from mpaspor.audit import seals
from mpaspor.cases import invariants, jobs
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.ledger import lines, sealing
from mpaspor.stages.passports import handover, printing
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def _break(sql: str) -> None:
    """As somebody with the database's own password would, past triggers and keys."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _found(check: str) -> list[tuple[str, str]]:
    return [(finding.reference, finding.detail) for finding in invariants.run(check, now())]


def _reference() -> str:
    return Application.objects.get().reference


def test_files_at_every_point_of_their_life_are_sound() -> None:
    factories.draft(factories.somebody(1))
    factories.ready(factories.somebody(2))
    office_day.held(factories.somebody(3))
    office_day.paid(factories.somebody(4))
    office_day.called(factories.somebody(5))
    office_day.captured(factories.somebody(6))
    office_day.to_decide(factories.somebody(7), answer=office_day.somebody_alike())
    printing.spoil(office_day.printed(factories.somebody(8)), "terlipat", by=None, at=now())
    passport = office_day.ready(people.RATNA, people.BAGUS, people.KIRANA)
    handover.collect(
        passport, collector="holder", name="Ratna", identity=people.RATNA.nik, by=people.handover(), at=now()
    )
    seals.seal(now())
    assert invariants.check(now()) == []


FREED = """
INSERT INTO appointments_freedplaces (slot_id, places, freed_at, returns_at)
SELECT id, 1, now(), now() FROM appointments_slot
"""
BROKEN = [
    ("places_counted", "UPDATE appointments_slot SET taken = taken + 1"),
    ("places_counted", "DELETE FROM appointments_slot"),
    ("places_told_in_the_ledger", "UPDATE appointments_slot SET capacity = capacity + 1"),
    ("places_told_in_the_ledger", "UPDATE appointments_placeline SET kind = 'reserved' WHERE kind = 'opened'"),
    ("places_told_in_the_ledger", "DELETE FROM appointments_placeline WHERE kind = 'held'"),
    ("places_within_their_release", "UPDATE appointments_slot SET starts_at = starts_at - interval '1 day'"),
    ("places_within_their_release", "UPDATE appointments_release SET last_on = last_on + 1, first_on = last_on + 1"),
    ("places_within_their_release", "UPDATE appointments_placeline SET release_id = 0 WHERE kind = 'confirmed'"),
    ("kept_counted", "UPDATE appointments_slot SET kept = kept + 1, capacity = capacity + 1"),
    ("kept_counted", FREED),
    ("ledger_sums_zero", "UPDATE payments_ledgerline SET amount = amount + 1 WHERE account = 'fees'"),
    ("ledger_sums_zero", "DELETE FROM payments_ledgerline"),
    ("money_received_is_booked", "UPDATE payments_payment SET amount = amount + 1"),
    ("money_received_is_booked", "DELETE FROM payments_ledgertransaction"),
    ("settled_bill_has_its_payment", "UPDATE payments_payment SET outcome = 'credit'"),
    ("settled_bill_has_its_payment", "UPDATE payments_bill SET state = 'void'"),
    ("settled_bill_has_its_payment", "UPDATE payments_bill SET amount = amount - 1"),
    ("no_state_without_its_trail", "UPDATE visits_visit SET state = 'parked'"),
    ("no_state_without_its_trail", "UPDATE applications_applicant SET stage = 'visit'"),
    ("no_state_without_its_trail", "DELETE FROM audit_entry WHERE record = 'passport'"),
    ("blanks_accounted_for", "UPDATE passports_blankbook SET state = 'used'"),
    ("blanks_accounted_for", "UPDATE passports_blankbook SET state = 'in_stock'"),
    ("blanks_accounted_for", "UPDATE passports_passport SET number = 'X7777777'"),
    ("issued_passports_registered", "DELETE FROM applications_issuedpassport"),
    ("issued_passports_registered", "UPDATE passports_passport SET state = 'cancelled'"),
    ("stage_agrees_with_records", "UPDATE applications_applicant SET stage = 'visit'"),
    ("stage_agrees_with_records", "UPDATE applications_applicant SET stage = 'closed', close_reason = 'done'"),
    ("stage_agrees_with_records", "UPDATE applications_applicant SET stage = 'closed'"),
    ("stage_agrees_with_records", "DELETE FROM passports_passport"),
]


@pytest.mark.parametrize(("check", "sql"), BROKEN, ids=[f"{check}-{sql[:40]}" for check, sql in BROKEN])
def test_a_row_changed_behind_the_houses_back_is_found(check: str, sql: str) -> None:
    office_day.ready()
    assert _found(check) == []
    _break(sql)
    assert _found(check) != []


def test_one_person_with_two_active_places_is_found() -> None:
    office_day.paid(people.RATNA)
    office_day.paid(people.SUPARMAN)
    assert _found("one_active_place_per_person") == []
    _break("DROP INDEX one_active_place_per_person")
    _break("UPDATE appointments_appointment SET person_key = '\\x00'")
    references = sorted(Application.objects.values_list("reference", flat=True))
    assert _found("one_active_place_per_person") == [(" ".join(references), "2 active places for one person")]


def test_a_credit_that_the_books_do_not_know_is_found() -> None:
    office_day.paid()
    _break(
        "INSERT INTO payments_credit (application_id, payment_id, amount, reason, state, created_at)"
        " SELECT bill.application_id, payment.id, 650000, 'over', 'open', now()"
        " FROM payments_payment AS payment JOIN payments_bill AS bill ON bill.id = payment.bill_id"
    )
    assert _found("credits_agree") == [(_reference(), "open credits 650000, in the books 0")]


def test_a_message_that_waits_too_long_or_failed_is_found() -> None:
    office_day.paid(email="ratna@contoh.id")
    letters = "UPDATE notifications_message SET queued_at = '2026-01-02T01:00Z', state = "
    for state in ("sent", "queued", "failed"):
        _break(f"{letters}'{state}'")
        later = invariants.run("messages_accounted_for", now() + timedelta(hours=2))
        assert bool(later) == (state != "sent"), state
        assert _found("messages_accounted_for") == []
    assert not any("@" in finding.reference + finding.detail for finding in later)


def test_a_changed_line_of_the_trail_breaks_its_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    office_day.paid()
    # Within the test's own transaction nothing is complete yet; a seal is made over all the same.
    query = seals._NEXT_RUN.replace("xid < %s + pg_snapshot_xmin(pg_current_snapshot())::text::bigint", "%s >= 0")  # noqa: SLF001
    monkeypatch.setattr(seals, "_NEXT_RUN", query)
    assert seals.seal(now()) > 0
    assert _found("seals_unbroken") == []
    _break("UPDATE audit_entry SET why = 'other' WHERE act = 'application.opened'")
    assert len(_found("seals_unbroken")) == 1


def test_a_changed_line_of_a_place_breaks_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    office_day.paid()
    # Within the test's own transaction nothing is complete yet; a seal is made over all the same.
    monkeypatch.setattr(lines, "complete", lambda: 2**62)
    assert sealing.seal(now()) == 1
    assert _found("chain_of_places_unbroken") == []
    _break("UPDATE appointments_placeline SET pseudonym = 'somebody else' WHERE kind = 'confirmed'")
    assert len(_found("chain_of_places_unbroken")) == 1


def test_the_nightly_proof_reports_each_broken_row(monkeypatch: pytest.MonkeyPatch) -> None:
    office_day.ready()
    _break("UPDATE passports_blankbook SET state = 'in_stock'")
    told: list[dict[str, str]] = []
    monkeypatch.setattr(jobs.log, "error", lambda _event, **facts: told.append(facts))
    jobs.prove(0)
    assert [one["reference"] for one in told] == ["X1234567"]


def test_what_is_broken_is_named_by_its_reference() -> None:
    office_day.ready()
    _break("UPDATE applications_applicant SET stage = 'closed', close_reason = 'refused'")
    assert [reference for reference, _ in _found("stage_agrees_with_records")] == [_reference()]


def test_the_command_says_that_all_holds() -> None:
    office_day.ready()
    told = StringIO()
    call_command("invariants", stdout=told)
    assert [line[:5] for line in told.getvalue().splitlines()] == ["holds"] * len(invariants.CHECKS)


def test_the_command_ends_with_1_and_names_what_is_broken() -> None:
    office_day.ready()
    _break("UPDATE passports_blankbook SET state = 'in_stock'")
    for json_wanted in (False, True):
        told = StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("invariants", json=json_wanted, stdout=told)
        assert end.value.code == 1
        assert "X1234567" in told.getvalue()
    answer = json.loads(told.getvalue())
    assert answer["sound"] is False
    assert answer["checks"]["blanks_accounted_for"][0]["reference"] == "X1234567"
    assert answer["checks"]["places_counted"] == []
