from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mpaspor.cases import file, timeline, withdrawal
from mpaspor.cases.timeline import Step
from mpaspor.core.clock import now
from mpaspor.gateways.watchlist.port import Answer
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.passports import handover
from mpaspor.stages.payments import billing
from mpaspor.stages.visits import day_end, queue
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

ALL = ["application", "place", "fee", "visit", "approved", "printed", "ready"]


def _steps() -> list[Step]:
    return timeline.steps(Applicant.objects.select_related("application__office").get(), now())


def _states(steps: list[Step]) -> str:
    return " ".join(step.state for step in steps)


def test_there_are_seven_steps_and_one_is_now() -> None:
    factories.draft()
    steps = _steps()
    assert [step.key for step in steps] == ALL
    assert _states(steps) == "now next next next next next next"


def test_a_complete_file_wants_a_place() -> None:
    factories.ready()
    steps = _steps()
    assert _states(steps) == "done now next next next next next"
    assert steps[1].note == "Pilih kantor, hari, dan jam"


def test_a_held_place_wants_its_fee() -> None:
    application = office_day.held()
    billing.issue(application, by=None, at=now() - office_day.DAYS_BEFORE)
    steps = _steps()
    assert _states(steps) == "done done look next next next next"
    assert steps[2].note.startswith("Bayar Rp")
    assert "disimpan sampai" in steps[1].note


def test_who_has_paid_knows_when_to_come_and_when_the_book_can_be_fetched() -> None:
    office_day.paid()
    steps = _steps()
    assert _states(steps) == "done done done now next next next"
    assert steps[2].title == "Biaya Rp950.000 diterima"
    assert (steps[3].when, steps[6].when, steps[6].estimated) == (now(), date(2026, 1, 8), True)


def test_at_the_office_the_ticket_is_told() -> None:
    office_day.here()
    assert _steps()[3].note == "Nomor 09-01"


def test_who_left_is_told_until_when_to_come_back() -> None:
    queue.leave(office_day.called(), "", by=None, at=now())
    steps = _steps()
    assert _states(steps) == "done done done look next next next"
    assert steps[3].note == "Kunjungan belum selesai. Datang lagi paling lambat Jumat 9 Januari 2026"


@pytest.mark.parametrize("answer", [office_day.NOBODY, office_day.somebody_alike()])
def test_while_it_is_decided_the_watchlist_does_not_show(answer: Answer) -> None:
    office_day.to_decide(answer=answer)
    steps = _steps()
    assert _states(steps) == "done done done done now next next"
    assert (steps[4].note, steps[6].when) == ("Berkas Anda sedang diperiksa", date(2026, 1, 8))


def test_papers_that_are_wanted_are_the_applicants_turn() -> None:
    decision = office_day.to_decide()
    adjudication.want_papers(decision, ["kk"], "Kabur.", by=people.pertiwi(), at=now())
    steps = _steps()
    assert _states(steps) == "done done done done look next next"
    assert (steps[4].note, steps[6].when) == ("Kirim dokumen yang diminta paling lambat Jumat 9 Januari 2026", None)


def test_a_granted_passport_is_in_the_print_line() -> None:
    office_day.queued()
    steps = _steps()
    assert _states(steps) == "done done done done done now next"
    assert (steps[5].note, steps[6].when) == ("Di antrean cetak", date(2026, 1, 5))


def test_a_printed_book_is_being_looked_at() -> None:
    office_day.printed()
    assert _steps()[5].note == "Sudah dicetak, sedang diperiksa"


def test_a_ready_book_waits_until_a_day() -> None:
    office_day.ready()
    steps = _steps()
    assert _states(steps) == "done done done done done done now"
    assert (steps[6].note, steps[6].estimated) == ("Ambil paling lambat Senin 2 Februari 2026", False)


def test_a_collected_book_is_the_end() -> None:
    passport = office_day.ready()
    handover.collect(
        passport, collector="holder", name="Ratna", identity=people.RATNA.nik, by=people.handover(), at=now()
    )
    steps = _steps()
    assert _states(steps) == "done done done done done done done"
    assert steps[6].title == "Sudah diambil"


def test_a_refusal_is_the_last_step_and_says_why() -> None:
    decision = office_day.to_decide()
    adjudication.refuse(decision, "data_mismatch", "Nama di akta berbeda.", by=people.pertiwi(), at=now())
    steps = _steps()
    assert _states(steps) == "done done done done wrong"
    assert (steps[-1].title, steps[-1].note) == (
        "Ditolak",
        "Data KTP, KK, dan akta tidak sama. Nama di akta berbeda.",
    )


def test_who_did_not_come_reads_so() -> None:
    office_day.paid()
    day_end.close(now() + timedelta(hours=15))
    steps = _steps()
    assert (_states(steps), steps[-1].note) == ("done done done wrong", "Anda tidak datang pada jam yang dipesan")


def test_what_was_taken_back_reads_so() -> None:
    application = factories.ready()
    withdrawal.withdraw(application, by=application.owner, at=now())
    steps = _steps()
    assert (_states(steps), steps[-1].note) == ("done wrong", "Permohonan ditarik atas permintaan Anda")


def test_the_steps_speak_english_too() -> None:
    office_day.ready()
    with translation.override("en"):
        assert "Monday 2 February 2026" in _steps()[6].note


def test_with_the_file_at_hand_the_steps_cost_two_statements_more() -> None:
    passport = office_day.queued()
    case = file.read(passport.applicant.application)
    with CaptureQueriesContext(connection) as asked:
        timeline.steps(case.people[0].applicant, now(), case=case)
    assert len(asked) <= 2


def test_a_moment_is_known_to_the_minute_where_it_is_one() -> None:
    office_day.ready()
    assert all(isinstance(step.when, datetime) for step in _steps())
