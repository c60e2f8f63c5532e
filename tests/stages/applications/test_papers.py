"""Papers are kept clean, small and sealed; a bad file loses nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.core.encryption import Tampered
from mpaspor.demo.pictures import sample_paper
from mpaspor.gateways import storage
from mpaspor.gateways.storage.port import NotStored, StorageFull
from mpaspor.stages.applications import filing, images, papers
from mpaspor.stages.applications.models import Applicant, Document, Stage
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    """An empty store of its own for every test."""
    settings.GATEWAYS = {**settings.GATEWAYS, "storage": {"folder": str(tmp_path), "durable": False}}
    return tmp_path


@pytest.fixture
def applicant() -> Applicant:
    return factories.answered()


def received(applicant: Applicant, kind: str = "ktp", data: bytes | None = None) -> Document:
    data = factories.tiny_paper(kind) if data is None else data
    return papers.receive(applicant, kind, data, f"{kind}.jpg", by=people.ratna(), at=now())


def files(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file()]


def test_a_paper_is_read_as_it_was_kept(applicant: Applicant) -> None:
    document = received(applicant)
    again = Document.objects.get(pk=document.pk)
    assert papers.content(again).startswith(b"\xff\xd8")
    assert papers.thumbnail(again).startswith(b"\xff\xd8")
    assert (again.content_type, again.bytes, again.pages) == ("image/jpeg", len(papers.content(again)), 1)
    assert Entry.objects.filter(act="document.received", applicant_id=applicant.pk).count() == 1


def test_nothing_readable_lies_on_the_shelf(applicant: Applicant, shelf: Path) -> None:
    document = received(applicant)
    (file,) = files(shelf)
    assert b"\xff\xd8\xff" not in file.read_bytes()
    assert b"\xff\xd8\xff" not in bytes(document.thumbnail)


def test_files_exchanged_behind_our_back_do_not_open(applicant: Applicant) -> None:
    one, other = received(applicant, "ktp"), received(applicant, "kk")
    storage.store().put(one.store_key, storage.store().get(other.store_key))
    with pytest.raises(Tampered):
        papers.content(one)


def test_several_papers_come_at_once(applicant: Applicant) -> None:
    factories.bring_papers(applicant)
    assert [row.document is not None for row in papers.rows(applicant, TODAY)] == [True, True, True]
    assert papers.missing(applicant, TODAY) == []


def test_what_is_missing_is_named(applicant: Applicant) -> None:
    received(applicant, "kk")
    assert [paper.kind for paper in papers.missing(applicant, TODAY)] == ["ktp", "birth_proof"]


def test_a_new_picture_takes_the_place_of_the_old_one(
    applicant: Applicant, shelf: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old = received(applicant)
    Document.objects.filter(pk=old.pk).update(verdict="different", verdict_note="foto lain", quality_accepted=True)
    other = sample_paper("ktp", name="LAIN", number="1", size="tiny")
    with django_capture_on_commit_callbacks(execute=True):
        new = papers.receive(applicant, "ktp", other, "ktp.jpg", by=people.wayan(), at=now(), original=True)
    kept = Document.objects.get(applicant=applicant)
    assert (kept.pk, kept.verdict, kept.verdict_note, kept.quality_accepted) == (old.pk, "", "", False)
    assert kept.store_key == new.store_key != old.store_key
    assert len(files(shelf)) == 1
    assert Entry.objects.get(act="document.replaced").old == {"verdict": "different"}


def test_the_old_picture_stays_while_the_new_one_is_not_certain(applicant: Applicant, shelf: Path) -> None:
    """The transaction around this test never commits."""
    old = received(applicant)
    received(applicant)
    assert storage.store().get(old.store_key)


def test_a_file_that_cannot_be_opened_loses_nothing(applicant: Applicant, shelf: Path) -> None:
    received(applicant)
    with pytest.raises(images.Unreadable):
        received(applicant, data=b"not a picture")
    assert Document.objects.count() == 1
    assert len(files(shelf)) == 1


def test_one_bad_file_of_several_leaves_none(applicant: Applicant, shelf: Path) -> None:
    good = (factories.tiny_paper("ktp"), "ktp.jpg")
    with pytest.raises(images.Unreadable):
        papers.receive_all(applicant, {"ktp": good, "kk": (b"%PDF-1.7 broken", "kk.pdf")}, by=None, at=now())
    assert (Document.objects.count(), files(shelf)) == (0, [])


def test_forty_megabytes_are_refused_with_the_limit(applicant: Applicant) -> None:
    with pytest.raises(images.TooLarge) as refusal:
        received(applicant, data=b"\xff\xd8\xff" + bytes(40 * 1024 * 1024))
    assert refusal.value.limit == 10 * 1024 * 1024


def test_a_full_store_leaves_neither_row_nor_half_a_file(
    applicant: Applicant, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NearlyFull:
        """Takes one file and no more."""

        room = 1

        def put(self, key: str, content: bytes) -> None:
            if not self.room:
                raise StorageFull(key)
            self.room = 0
            real.put(key, content)

        def delete(self, key: str) -> bool:
            return real.delete(key)

    real, nearly_full = storage.store(), NearlyFull()
    monkeypatch.setattr(storage, "store", lambda: nearly_full)
    with pytest.raises(StorageFull):
        factories.bring_papers(applicant)
    assert (Document.objects.count(), files(shelf)) == (0, [])


def test_a_row_that_cannot_be_written_leaves_no_file(
    applicant: Applicant, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(papers, "_keep", broken)
    with pytest.raises(ConnectionError):
        received(applicant)
    assert files(shelf) == []


def test_a_paper_nobody_asked_for_is_not_kept(applicant: Applicant) -> None:
    with pytest.raises(papers.NotAsked) as refusal:
        received(applicant, "police_report")
    assert refusal.value.kind == "police_report"


def test_nothing_is_added_to_a_closed_application(applicant: Applicant) -> None:
    applicant.move(Stage.CLOSED, by=None, at=now(), close_reason="withdrawn")
    with pytest.raises(papers.Closed):
        received(applicant)


def test_a_hard_to_read_picture_may_be_kept(applicant: Applicant) -> None:
    document = received(applicant)
    assert document.quality == "small"
    papers.accept_quality(document, by=people.ratna(), at=now())
    document.refresh_from_db()
    assert document.quality_accepted
    assert Entry.objects.get(act="document.accepted").new == {"kind": "ktp", "quality": "small"}


def test_a_paper_taken_back_is_gone_from_the_shelf(
    applicant: Applicant, shelf: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    document = received(applicant)
    with django_capture_on_commit_callbacks(execute=True):
        papers.remove(document, by=people.ratna(), at=now())
    assert (Document.objects.count(), files(shelf)) == (0, [])
    with pytest.raises(NotStored):
        papers.content(document)


def test_who_leaves_the_file_takes_the_papers_along(
    shelf: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    application = factories.family()
    filing.reopen(application, by=None, at=now())
    before = len(files(shelf))
    child = application.people.get(order=3)
    own = child.documents.count()
    with django_capture_on_commit_callbacks(execute=True):
        filing.remove_person(child, by=people.ratna(), at=now())
    assert own > 0
    assert len(files(shelf)) == before - own


def test_a_paper_that_was_judged_is_not_replaced_or_removed_by_its_owner(applicant: Applicant) -> None:
    document = received(applicant)
    Document.objects.filter(pk=document.pk).update(verdict=Document.Verdict.DIFFERENT)
    for act in (lambda: received(applicant), lambda: papers.remove(document, by=people.ratna(), at=now())):
        with pytest.raises(papers.Judged):
            act()
    kept = Document.objects.get(pk=document.pk)
    assert (kept.store_key, kept.verdict) == (document.store_key, "different")
    assert papers.content(kept)


def test_an_officer_replaces_what_was_judged_and_so_does_what_was_asked_for_anew(applicant: Applicant) -> None:
    document = received(applicant)
    for original, also in ((True, []), (False, ["ktp"])):
        Document.objects.filter(pk=document.pk).update(verdict=Document.Verdict.DIFFERENT)
        photo = factories.tiny_paper("ktp")
        papers.receive(applicant, "ktp", photo, "ktp.jpg", by=None, at=now(), original=original, also=also)
        assert not Document.objects.get(pk=document.pk).verdict


def test_the_same_bytes_leave_the_same_key_whoever_sends_them_and_as_whatever() -> None:
    first, second = factories.answered(people.RATNA), factories.answered(people.SUPARMAN)
    picture = factories.tiny_paper("ktp")
    one, other = received(first, data=picture), received(second, data=picture)
    assert bytes(one.content_key or b"") == bytes(other.content_key or b"") != b""
    replaced = received(second, data=factories.tiny_paper("kk"))
    assert Document.objects.get(pk=replaced.pk).content_key != one.content_key
