"""Somebody without a phone is helped at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from mpaspor.gateways import population
from mpaspor.gateways.population.port import Answer, State
from mpaspor.stages.applications import requirements
from mpaspor.stages.applications.models import Applicant, Application, Bap
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, picture, refused

pytestmark = pytest.mark.django_db
START = {
    "full_name": "Suparman", "birth_on_day": "17", "birth_on_month": "8", "birth_on_year": "1955",
    "consent": "Lisan di loket, disaksikan cucunya",
}  # fmt: skip


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    class Registry:
        def verify(self, _claim: object) -> Answer:
            return Answer(State.MATCHED, {}, None)

    monkeypatch.setattr(population, "registry", Registry)


def typed(person: people.Person) -> dict[str, Any]:
    """Suparman's answers, as the desk's form sends them."""
    sent: dict[str, Any] = {}
    for step in factories.answers_of(person).values():
        for name, value in step.items():
            if hasattr(value, "year"):
                sent |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
            else:
                sent[name] = value
    return sent


def started(service: Client) -> Application:
    go(service, "/office/filings", **START)
    return Application.objects.get()


def test_suparman_is_helped_from_consent_to_check_in(service: Client) -> None:
    application = started(service)
    assert (application.filed_by, application.owner) == (people.customer_service(), None)
    assert application.consent == START["consent"]
    address = f"/office/filings/{application.reference}"
    assert "jawaban kurang" in page(service, address)
    go(service, address, **typed(people.SUPARMAN))
    assert "Selesai: 3 dokumen kurang" in page(service, address)
    for kind in ("ktp", "kk", "birth_proof"):
        go(service, f"{address}/papers", paper=kind, file=picture(factories.tiny_paper(kind)))
    assert "Ambil tempat di loket dan buat tagihan" in page(service, address)
    go(service, f"{address}/end")
    bill = Bill.objects.get()
    told = page(service, f"{address}/bill")
    assert "Belum dibayar" in told
    assert "Anda tidak datang dan tidak memindah hari." in told.split("Kapan biaya tidak kembali")[1]
    go(service, f"{address}/end")
    assert Bill.objects.get() == bill
    office_day.pay(bill)
    assert "Check-in sekarang" in page(service, f"{address}/bill")
    go(service, "/office/arrivals", code=application.reference)
    assert Visit.objects.get().ticket == "P-01"


BAP = {"bap-number": "BAP/12/2026", "bap-held_on_day": "29", "bap-held_on_month": "12", "bap-held_on_year": "2025"}


def lost(service: Client, condition: str = "lost") -> str:
    """Suparman's electronic passport of ten years is gone: all answered and brought, before the examination."""
    application = started(service)
    address = f"/office/filings/{application.reference}"
    for _twice in range(2):  # what became of the old passport asks for further answers
        go(service, address, **typed(people.SUPARMAN) | {"ever_held": "yes", "condition": condition})
    for row in requirements.papers_for(Applicant.objects.get(), date(2026, 1, 2)):
        go(service, f"{address}/papers", paper=row.kind, file=picture(factories.tiny_paper(row.kind)))
    return address


@pytest.mark.parametrize(
    ("condition", "outcome", "items"),
    [
        ("lost", "granted", [("electronic_10", 950_000), ("burden_lost", 1_000_000)]),
        ("damaged", "granted", [("electronic_10", 950_000), ("burden_damaged", 500_000)]),
        ("lost", "waived", [("electronic_10", 950_000)]),
        ("changed", "granted", [("electronic_10", 950_000)]),
    ],
)
def test_what_was_lost_is_billed_with_its_burden_after_the_examination(
    service: Client, condition: str, outcome: str, items: list[tuple[str, int]]
) -> None:
    address = lost(service, condition)
    assert "BAP belum dicatat" in refused(service, f"{address}/end", 422)
    go(service, f"{address}/bap", **BAP, **{"bap-outcome": outcome, "bap-why": "Banjir di Kuta."})
    assert "BAP/12/2026" in page(service, address)
    go(service, f"{address}/end")
    bill = Bill.objects.get()
    assert [(item.tariff.code, item.amount) for item in bill.items.order_by("pk")] == items
    assert bill.amount == sum(amount for _code, amount in items)
    office_day.pay(bill)
    assert "Check-in sekarang" in page(service, f"{address}/bill")
    refused(service, f"{address}/bap", 409, **BAP, **{"bap-outcome": "granted"})
    assert "BAP/12/2026, 29 Desember 2025: Penggantian disetujui" in page(service, address.replace("filings", "cases"))


def test_a_refused_replacement_is_not_billed(service: Client) -> None:
    address = lost(service)
    go(service, f"{address}/bap", **BAP, **{"bap-outcome": "refused", "bap-why": "Kelalaian, sampai 2 Juli 2026."})
    assert "Kelalaian, sampai 2 Juli 2026." in page(service, address)
    assert "paspor ini tidak diganti" in refused(service, f"{address}/end", 422)
    assert not Bill.objects.exists()


def test_minutes_that_lack_something_are_shown_again_as_typed(service: Client) -> None:
    address = lost(service)
    told = refused(service, f"{address}/bap", 422, **{**BAP, "bap-held_on_month": "13"}, **{"bap-outcome": "granted"})
    assert 'value="BAP/12/2026"' in told
    told = refused(service, f"{address}/bap", 422, **BAP, **{"bap-outcome": "waived"})
    assert "Bebas beban menyebut peristiwanya" in told
    assert 'value="BAP/12/2026"' in told
    assert not Bap.objects.exists()


def test_whose_passport_only_ran_out_is_not_asked_for_minutes(service: Client) -> None:
    application = started(service)
    address = f"/office/filings/{application.reference}"
    assert "BAP" not in page(service, address)
    refused(service, f"{address}/bap", 409, **BAP, **{"bap-outcome": "granted"})


def test_without_consent_nothing_is_opened(service: Client) -> None:
    told = refused(service, "/office/filings", 422, **{**START, "consent": ""})
    assert 'value="Suparman"' in told
    assert not Application.objects.exists()


@pytest.mark.parametrize("wrong", [{"full_name": "12345"}, {"birth_on_year": "2052"}, {"birth_on_day": "31"}])
def test_a_name_or_a_day_that_cannot_be_opens_nothing(service: Client, wrong: dict[str, str]) -> None:
    changed = {**START, **wrong, "birth_on_month": "2" if "birth_on_day" in wrong else "8"}
    refused(service, "/office/filings", 422, **changed)
    assert not Application.objects.exists()


def test_what_is_right_is_kept_and_what_is_wrong_is_shown_again(service: Client) -> None:
    application = started(service)
    address = f"/office/filings/{application.reference}"
    told = refused(service, address, 422, **{**typed(people.SUPARMAN), "nik": "123"})
    assert 'value="123"' in told
    person = Applicant.objects.get()
    assert person.kk == people.SUPARMAN.kk
    assert person.nik == ""
    assert 'value="123"' in page(service, address)


def test_the_end_waits_for_answers_and_papers(service: Client) -> None:
    application = started(service)
    address = f"/office/filings/{application.reference}/end"
    assert "Data diri belum lengkap" in refused(service, address, 422)
    go(service, f"/office/filings/{application.reference}", **typed(people.SUPARMAN))
    assert "Belum ada: KTP." in refused(service, address, 422)


def test_a_paper_that_cannot_be_read_is_refused(service: Client) -> None:
    application = started(service)
    address = f"/office/filings/{application.reference}/papers"
    refused(service, address, 422, paper="ktp")
    refused(service, address, 422, paper="ktp", file=picture(b"bukan gambar"))
    refused(service, address, 422, paper="rahasia", file=picture(factories.tiny_paper("ktp")))


def test_a_file_somebody_opened_for_herself_is_not_filled_in_here(service: Client) -> None:
    application = factories.draft(office=people.denpasar())
    assert service.get(f"/office/filings/{application.reference}").status_code == 404
    assert service.get(f"/office/filings/{application.reference}/bill").status_code == 404
