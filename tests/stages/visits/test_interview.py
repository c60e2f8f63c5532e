from __future__ import annotations

import pytest

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.visits import interview
from mpaspor.stages.visits.models import Interview, Visit
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def test_only_what_differs_is_kept_and_it_is_sealed() -> None:
    visit = office_day.examined()
    differs = {"occupation": "Penjahit di rumah", "destination": "  "}
    interview.record(visit, " Jawaban lancar. ", differs, "clear", by=people.komang(), at=now())
    kept = Interview.objects.get()
    assert kept.notes == {"text": "Jawaban lancar.", "differs": {"occupation": "Penjahit di rumah"}}
    assert (kept.by, Visit.objects.get().state) == (people.komang(), "interviewed")


def test_the_papers_come_first() -> None:
    with pytest.raises(interview.NotExamined):
        interview.record(office_day.called(), "", {}, "clear", by=people.komang(), at=now())


def test_a_doubt_needs_words() -> None:
    visit = office_day.examined()
    with pytest.raises(interview.WordsNeeded):
        interview.record(visit, " ", {}, "doubt", by=people.komang(), at=now())
    assert not Interview.objects.exists()


def test_a_conclusion_can_be_corrected_before_the_end_and_that_shows() -> None:
    visit = office_day.interviewed()
    interview.record(visit, "Ragu soal tujuan.", {}, "doubt", by=people.komang(), at=now())
    assert Interview.objects.get().conclusion == "doubt"
    assert Entry.objects.filter(act="interview.corrected", by=people.komang()).exists()


def test_whoever_interviewed_first_is_remembered_when_another_corrects() -> None:
    visit = office_day.interviewed()
    interview.record(visit, "Ditanya lagi.", {}, "clear", by=people.wayan(), at=now())
    assert interview.has_interviewed(visit.applicant, people.komang())
    assert interview.has_interviewed(visit.applicant, people.wayan())
    assert not interview.has_interviewed(visit.applicant, people.pertiwi())
