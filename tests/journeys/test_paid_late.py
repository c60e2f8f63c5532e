"""(d) Money that comes after the bill is over: hers at once, and it pays for the next place at one press."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import money, steps
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor


def test_late_money_pays_for_the_next_place(arrive: Callable[..., Visitor], service: Service) -> None:
    late, file = money.at_her_phone(arrive, service, first=2000)
    reference = file["reference"]
    steps.take_a_place(late)
    code = steps.have_a_bill_made(late)
    money.wait_until_known(service, code)
    money.let_the_deadline_pass(service, code)
    money.let_the_grace_pass(service, code)
    in_both_languages(late, f"/applications/{reference}/bill")
    steps.pay_at_the_counter(late, code, "silent", channel="INDOMARET")

    late.page.locator("details", has_text="Sudah bayar tapi belum tercatat").locator("summary").click()
    late.send(late.page.locator("form[action$='/inquiry']"))
    assert late.reads("Uang Anda sudah masuk dan menjadi saldo")
    assert late.reads("Anda punya saldo Rp950.000")
    in_both_languages(late, "/applications/credits")
    assert late.reads("Uang ini masuk sesudah tagihannya ditutup")
    assert "950.000" in steps.read_the_letter(late, file["email"], "saldo")

    late.open(f"/applications/{reference}/bill")
    late.follow(late.page.get_by_role("link", name="Pilih tempat lagi"))
    steps.take_a_place(late)
    assert late.reads("Tagihan ini dibayar dari saldo itu")
    late.send(late.page.locator("form[action$='/bill']"))
    assert late.reads("Saldo Anda")
    late.follow(late.page.get_by_role("link", name="Buka bukti daftar"))
    assert late.reads(reference)
    late.open("/applications/credits")
    assert late.reads("Saldo dipakai")


def in_both_languages(visitor: Visitor, path: str) -> None:
    visitor.both = True
    visitor.open(path)
    visitor.both = False
