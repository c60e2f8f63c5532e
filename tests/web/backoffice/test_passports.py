"""Printing, looking at the book, handing it over, and counting the blanks."""

from __future__ import annotations

import pytest
from django.test import Client

from mpaspor.stages.passports import stock
from mpaspor.stages.passports.models import BlankBook, Handover
from tests import people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db


def test_an_empty_safe_says_so_and_prints_nothing(printer: Client) -> None:
    passport = office_day.queued()
    assert "Habis." in page(printer, "/office/passports")
    assert "Blanko jenis ini habis" in refused(printer, f"/office/passports/{passport.pk}/print", 409)


def test_pressing_print_twice_prints_one_book(printer: Client) -> None:
    passport = office_day.queued()
    office_day.blanks(3)
    go(printer, f"/office/passports/{passport.pk}/print")
    refused(printer, f"/office/passports/{passport.pk}/print", 409)
    assert stock.remaining(people.denpasar())["electronic"] == 2


def test_a_spoiled_book_needs_its_reason_and_goes_back_into_the_line(printer: Client) -> None:
    passport = office_day.printed()
    refused(printer, f"/office/passports/{passport.pk}/spoilage", 422, why=" ")
    go(printer, f"/office/passports/{passport.pk}/spoilage", why="Foto miring")
    passport.refresh_from_db()
    assert passport.state == "queued"
    assert BlankBook.objects.filter(state="spoiled").count() == 1


def test_a_book_is_accepted_once(printer: Client) -> None:
    passport = office_day.printed()
    go(printer, f"/office/passports/{passport.pk}/inspection")
    refused(printer, f"/office/passports/{passport.pk}/inspection", 409)


def test_the_name_is_split_before_printing(printer: Client) -> None:
    passport = office_day.queued()
    address = f"/office/passports/{passport.pk}/name"
    assert 'value="###"' in refused(printer, address, 422, primary="###", secondary="")
    go(printer, address, primary="Ratna Wulandari", secondary="")
    passport.refresh_from_db()
    assert passport.mrz_primary == "Ratna Wulandari"


def test_a_delivery_is_written_down_and_kept_when_wrong(printer: Client) -> None:
    assert "Pilih jenis blanko" in refused(printer, "/office/stock", 422, kind="", first="X1", count="5")
    assert 'value="12"' in refused(printer, "/office/stock", 422, kind="electronic", first="12", count="5")
    for count in ("0", "-1", "banyak", "99999999"):
        refused(printer, "/office/stock", 422, kind="electronic", first="X1000000", count=count)
    go(printer, "/office/stock", kind="electronic", first="x1000000", count="25")
    assert stock.remaining(people.denpasar())["electronic"] == 25
    assert "sudah pernah dicatat" in refused(
        printer, "/office/stock", 422, kind="ordinary", first="X1000010", count="1"
    )


def test_the_holder_shows_her_own_card(hands: Client) -> None:
    passport = office_day.ready()
    address = f"/office/passports/{passport.pk}/handover"
    given = {"collector": "holder", "name": "Ratna Wulandari", "identity": people.BAGUS.nik}
    told = refused(hands, address, 422, **given)
    assert "NIK berbeda dengan pemohon" in told
    assert people.BAGUS.nik in told
    refused(hands, address, 422, **{**given, "identity": "123"})
    refused(hands, address, 422, **{**given, "collector": ""})
    go(hands, address, **{**given, "identity": people.RATNA.nik})
    refused(hands, address, 409, **{**given, "identity": people.RATNA.nik})


def test_family_shows_the_same_kk(hands: Client) -> None:
    passport = office_day.ready()
    address = f"/office/passports/{passport.pk}/handover"
    given = {"collector": "family", "name": "Bagus Pramono", "identity": people.BAGUS.nik}
    refused(hands, address, 422, **given, kk="5171052301159999")
    go(hands, address, **given, kk=people.KK)
    assert Handover.objects.get().identity_ending == people.BAGUS.nik[-4:]


def test_somebody_else_brings_a_letter(hands: Client) -> None:
    passport = office_day.ready()
    address = f"/office/passports/{passport.pk}/handover"
    given = {"collector": "proxy", "name": "Suparman", "identity": people.SUPARMAN.nik}
    refused(hands, address, 422, **given)
    go(hands, address, **given, letter="Surat kuasa 3 Januari 2026")
    assert "Surat kuasa 3 Januari 2026" in page(hands, address)


def test_a_book_that_is_not_ready_is_not_given(hands: Client) -> None:
    passport = office_day.printed()
    address = f"/office/passports/{passport.pk}/handover"
    assert "belum siap diserahkan" in page(hands, address)
    refused(hands, address, 409, collector="holder", name="Ratna", identity=people.RATNA.nik)
