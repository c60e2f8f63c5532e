"""(f) What becomes of a fee when no passport comes of it: kept, as it was said before; or given back, by the head."""

from __future__ import annotations

from collections.abc import Callable

from tests import factories
from tests.journeys import money, office, steps
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

REFUSED, WITHDRAWN = 2030, 2040
KEPT = "Rp950.000 tidak kembali, karena tarif negara dibayar untuk layanannya"
WHY = "Loket tutup karena listrik padam."


def test_the_refused_reads_what_was_said_before_she_paid(
    arrive: Callable[..., Visitor], desk: Callable[[str], Visitor], service: Service
) -> None:
    refused, file = money.at_her_phone(arrive, service, first=REFUSED)
    reference = file["reference"]
    steps.take_a_place(refused)
    assert refused.reads("Kapan biaya tidak kembali")
    assert refused.reads("Permohonan ditolak sesudah wawancara.")
    steps.pay_at_the_bank(refused, [], steps.have_a_bill_made(refused))
    steps.come_now(refused, reference)

    ticket = office.check_in(desk("counter"), reference)
    office.call(desk("counter"), ticket)
    office.examine(desk("counter"), ticket)
    office.interview(desk("interviewer"), ticket, factories.somebody(REFUSED), seed=31)
    office.refuse(desk("adjudicator"), reference, "false_statement", "Alamat yang ditulis bukan alamat Anda.")

    refused.both = True
    steps.open_the_file(refused, reference)
    refused.both = False
    assert refused.reads("Keterangan tidak benar")
    assert refused.reads(KEPT)
    letter = steps.read_the_letter(refused, file["email"], "ditolak")
    assert "Alamat yang ditulis bukan alamat Anda." in letter
    assert KEPT in letter


def test_the_head_gives_a_fee_back_where_the_office_was_at_fault(
    arrive: Callable[..., Visitor], desk: Callable[[str], Visitor], service: Service
) -> None:
    gone, file = money.at_her_phone(arrive, service, first=WITHDRAWN)
    reference = file["reference"]
    steps.take_a_place(gone)
    steps.pay_at_the_bank(gone, [], steps.have_a_bill_made(gone))
    gone.open(f"/applications/{reference}/withdrawal")
    assert gone.reads(KEPT)
    gone.send(gone.page.locator("main form").last)
    steps.open_the_file(gone, reference)
    assert gone.reads(KEPT)

    head = desk("head")
    head.open(f"/office/cases/{reference}/1")
    head.follow(head.page.locator("a[href$='/fee']"))
    head.send(head.form("why"), status=422)
    head.write("why", WHY)
    head.send(head.form("why"))
    assert head.reads("menjadi saldo pemohon")

    steps.open_the_file(gone, reference)
    assert gone.reads("Anda punya saldo Rp950.000")
    assert not gone.reads("tidak kembali")
    gone.open("/applications/credits")
    assert WHY in steps.read_the_letter(gone, file["email"], "menjadi saldo")
