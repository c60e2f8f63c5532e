"""Every letter of the office's stages says the state first, then facts, a way in, and what we never ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.cases import withdrawal
from mpaspor.core.clock import now
from mpaspor.notifications import delivery
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Application
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.passports import handover, printing
from mpaspor.stages.payments import billing
from mpaspor.stages.visits import day_end, queue
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

RATNA = "ratna@contoh.id"


def _collected() -> None:
    passport = office_day.ready(email=RATNA)
    handover.collect(
        passport, collector="holder", name="Ratna", identity=people.RATNA.nik, by=people.handover(), at=now()
    )


def _cancelled() -> None:
    office_day.ready(email=RATNA)
    handover.cancel_uncollected(now() + timedelta(days=40))


def _refused() -> None:
    decision = office_day.to_decide(email=RATNA)
    adjudication.refuse(decision, "data_mismatch", "Nama <berbeda> & lain.", by=people.pertiwi(), at=now())


def _papers_wanted() -> None:
    decision = office_day.to_decide(email=RATNA)
    adjudication.want_papers(decision, ["kk", "birth_proof"], "Nomor kabur.", by=people.pertiwi(), at=now())


def _reprinted() -> None:
    printing.spoil(office_day.printed(email=RATNA), "Halaman terlipat", by=people.printer(), at=now())


def _missed() -> None:
    office_day.paid(email=RATNA)
    day_end.close(now() + timedelta(hours=15))


def _left() -> None:
    office_day.called(email=RATNA)
    day_end.close(now() + timedelta(hours=15))


def _not_back() -> None:
    queue.leave(office_day.called(email=RATNA), "pulang", by=None, at=now())
    day_end.close(now() + timedelta(days=8))


def _withdrawn() -> None:
    withdrawal.withdraw(factories.ready(email=RATNA), by=people.ratna(), at=now())


LETTERS = {
    "decisions/opened": (
        lambda: office_day.enrolled(email=RATNA),
        "Kunjungan selesai, perkiraan siap Kamis 8 Januari 2026",
    ),
    "decisions/refused": (_refused, "Permohonan paspor Ratna Wulandari ditolak"),
    "decisions/papers_wanted": (
        _papers_wanted,
        "Kirim dokumen untuk paspor Ratna Wulandari paling lambat Jumat 9 Januari 2026",
    ),
    "cases/granted": (lambda: office_day.queued(email=RATNA), "Permohonan paspor Ratna Wulandari disetujui"),
    "cases/withdrawn": (_withdrawn, "Permohonan ditarik atas permintaan Anda"),
    "passports/reprinted": (_reprinted, "Paspor Ratna Wulandari dicetak ulang"),
    "passports/ready": (lambda: office_day.ready(email=RATNA), "Paspor Ratna Wulandari siap diambil"),
    "passports/collected": (_collected, "Paspor Ratna Wulandari sudah diambil"),
    "passports/cancelled": (_cancelled, "Paspor Ratna Wulandari dibatalkan karena tidak diambil"),
    "visits/missed": (_missed, "Anda tidak datang Jumat 2 Januari 2026"),
    "visits/incomplete": (_not_back, "Permohonan paspor Ratna Wulandari ditutup"),
    "visits/left": (_left, "Kunjungan Ratna Wulandari belum selesai"),
}


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_says_the_state_the_facts_the_way_in_and_what_we_never_ask(kind: str) -> None:
    happen, subject = LETTERS[kind]
    happen()  # type: ignore[no-untyped-call]
    letter = delivery.render(Message.objects.get(kind=kind))
    reference = Application.objects.get().reference
    assert letter.subject == subject
    assert letter.body.startswith("Halo Ratna Wulandari,")
    assert f"/applications/{reference}" in letter.body
    assert "Kami tidak pernah meminta kode" in letter.body
    facts = [line for line in letter.body.splitlines() if ": " in line and "://" not in line]
    assert all(line.partition(": ")[2].strip() for line in facts)
    assert len(facts) >= 3


def test_what_an_officer_wrote_reaches_the_reader_as_written() -> None:
    _refused()
    letter = delivery.render(Message.objects.get(kind="decisions/refused"))
    assert "Nama <berbeda> & lain." in letter.body
    assert "<berbeda>" not in str(letter.alternatives[0][0])


def test_a_file_taken_back_with_its_bill_is_told_in_one_letter() -> None:
    application = office_day.held(email=RATNA)
    billing.issue(application, by=people.ratna(), at=now() - office_day.DAYS_BEFORE)
    withdrawal.withdraw(application, by=people.ratna(), at=now())
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["payments/issued", "cases/withdrawn"]


def test_each_step_of_a_whole_journey_is_one_letter() -> None:
    _collected()
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "applications/ready",
        "payments/issued",
        "payments/settled",
        "decisions/opened",
        "cases/granted",
        "passports/ready",
        "passports/collected",
    ]
