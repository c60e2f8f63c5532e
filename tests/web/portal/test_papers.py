"""A row for each paper; a bad photo is told so and may be used; nobody else sees it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageFilter

from mpaspor.demo.pictures import sample_paper
from mpaspor.gateways import storage
from mpaspor.gateways.storage.port import StorageFull
from mpaspor.stages.applications.models import Application, Document
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(db: None) -> Application:
    return factories.answered().application


def papers_of(application: Application, kind: str = "", page: str = "", order: int = 1) -> str:
    parts = [f"/applications/{application.reference}/people/{order}/papers", kind, page]
    return "/".join(part for part in parts if part)


def photo(*, blurred: bool = False) -> SimpleUploadedFile:
    drawn = Image.open(io.BytesIO(sample_paper("ktp", name="RATNA", number=people.RATNA.nik)))
    kept = io.BytesIO()
    drawn.filter(ImageFilter.GaussianBlur(16 if blurred else 0)).save(kept, "JPEG")
    return SimpleUploadedFile("ktp.jpg", kept.getvalue(), "image/jpeg")


def test_every_paper_of_this_person_has_a_row(phone: Client, application: Application) -> None:
    page = phone.get(papers_of(application)).content.decode()
    assert "Foto 3 dokumen ini" in page
    assert page.count("Belum ada") == 3


def test_a_clear_photo_is_kept_and_shown_small(phone: Client, application: Application) -> None:
    answer = phone.post(papers_of(application, "ktp"), {"file": photo()})
    assert answer["Location"] == f"{papers_of(application)}#ktp"
    assert "Terbaca jelas" in phone.get(papers_of(application)).content.decode()
    thumbnail = phone.get(papers_of(application, "ktp", "thumbnail"))
    assert thumbnail["Content-Type"] == "image/jpeg"
    assert "private" in thumbnail["Cache-Control"]
    assert phone.get(papers_of(application, "ktp", "picture")).status_code == 200


def test_a_blurred_photo_gets_advice_and_an_equal_way_out(phone: Client, application: Application) -> None:
    phone.post(papers_of(application, "ktp"), {"file": photo(blurred=True)})
    page = phone.get(papers_of(application)).content.decode()
    assert "Foto ulang" in page
    assert "Pakai foto ini" in page
    phone.post(papers_of(application, "ktp", "acceptance"))
    page = phone.get(papers_of(application)).content.decode()
    assert "Pakai foto ini" not in page
    assert "Dipakai. Petugas memeriksanya sebelum Anda datang." in page


def test_a_paper_can_be_replaced_and_removed(phone: Client, application: Application) -> None:
    phone.post(papers_of(application, "ktp"), {"file": photo(blurred=True)})
    assert "Ganti KTP?" in phone.get(papers_of(application, "ktp")).content.decode()
    phone.post(papers_of(application, "ktp"), {"file": photo()})
    assert Document.objects.get().quality == "clear"
    phone.post(papers_of(application, "ktp", "removal"))
    phone.post(papers_of(application, "ktp", "removal"))
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "File ini kosong"),
        (b"MZ\x90\x00" + b"\0" * 2000, "bukan foto atau PDF"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "tidak dapat dibuka"),
    ],
)
def test_what_cannot_be_read_is_told_why_and_loses_nothing(
    phone: Client, application: Application, content: bytes, told: str
) -> None:
    phone.post(papers_of(application, "ktp"), {"file": photo()})
    answer = phone.post(papers_of(application, "ktp"), {"file": SimpleUploadedFile("ktp.jpg", content, "image/jpeg")})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Document.objects.get().quality == "clear"


def test_a_file_of_forty_megabytes_is_refused_by_its_size(phone: Client, application: Application) -> None:
    huge = SimpleUploadedFile("ktp.jpg", b"\xff\xd8" + bytes(40 * 1024 * 1024), "image/jpeg")
    answer = phone.post(papers_of(application, "ktp"), {"file": huge})
    assert answer.status_code == 422
    assert "paling besar" in answer.content.decode()


def test_nothing_chosen_is_told_so(phone: Client, application: Application) -> None:
    answer = phone.post(papers_of(application, "ktp"), {})
    assert answer.status_code == 422
    assert "Pilih foto atau berkasnya dulu" in answer.content.decode()


def test_a_paper_that_is_not_asked_for_is_refused(phone: Client, application: Application) -> None:
    answer = phone.post(papers_of(application, "custody"), {"file": photo()})
    assert answer.status_code == 409
    assert "tidak diperlukan untuk orang ini" in answer.content.decode()


def test_a_full_store_is_told_and_loses_nothing(
    phone: Client, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def put(self, _key: str, _content: bytes) -> None:
            raise StorageFull

    monkeypatch.setattr(storage, "store", Full)
    answer = phone.post(papers_of(application, "ktp"), {"file": photo()})
    assert answer.status_code == 503
    assert "Isian Anda aman" in answer.content.decode()


def test_a_paper_that_is_not_there_is_not_found(phone: Client, application: Application) -> None:
    for page in ("", "thumbnail", "picture"):
        assert phone.get(papers_of(application, "ktp", page)).status_code == 404
    assert phone.post(papers_of(application, "ktp", "acceptance")).status_code == 404


def test_nobody_else_sees_or_changes_a_paper(phone: Client, stranger: Client, application: Application) -> None:
    phone.post(papers_of(application, "ktp"), {"file": photo()})
    for page in ("", "thumbnail", "picture"):
        assert stranger.get(papers_of(application, "ktp", page)).status_code == 404
    for page in ("", "acceptance", "removal"):
        assert stranger.post(papers_of(application, "ktp", page), {"file": photo()}).status_code == 404
    assert stranger.get(papers_of(application)).status_code == 404
    assert Document.objects.exists()


def test_nobody_sees_a_paper_without_signing_in(client: Client, application: Application) -> None:
    assert client.get(papers_of(application, "ktp", "thumbnail")).status_code == 302


def test_the_parents_paper_serves_the_child(phone: Client) -> None:
    application = factories.family(people.RATNA, people.KIRANA)
    page = phone.get(papers_of(application, order=2)).content.decode()
    assert "KTP ayah atau ibu: memakai dokumen Ratna" in page


def test_papers_stand_once_a_place_is_held(phone: Client) -> None:
    application = office_day.held()
    assert phone.get(papers_of(application)).status_code == 302
    assert phone.post(papers_of(application, "ktp", "removal")).status_code == 409
    assert phone.post(papers_of(application, "ktp"), {"file": photo()}).status_code == 409


def test_the_rows_cost_at_most_twelve_statements(phone: Client, django_assert_max_num_queries: Any) -> None:
    application = factories.family()
    phone.get(papers_of(application))
    with django_assert_max_num_queries(12):
        phone.get(papers_of(application, order=3))
