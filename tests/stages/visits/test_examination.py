from __future__ import annotations

import pytest

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Document
from mpaspor.stages.visits import examination
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def _paper(visit: Visit, kind: str = "ktp") -> Document:
    return visit.applicant.documents.get(kind=kind)


def test_each_paper_gets_its_verdict_and_a_line_in_the_trail() -> None:
    visit = office_day.called()
    examination.judge(visit, _paper(visit), "different", "Alamat lama", by=people.wayan(), at=now())
    assert (_paper(visit).verdict, _paper(visit).verdict_note) == ("different", "Alamat lama")
    entry = Entry.objects.get(act="document.judged")
    assert (entry.why, entry.new) == ("Alamat lama", {"kind": "ktp", "verdict": "different"})


@pytest.mark.parametrize("verdict", ["different", "missing"])
def test_what_is_wrong_with_a_paper_must_be_said(verdict: str) -> None:
    visit = office_day.called()
    with pytest.raises(examination.NoteNeeded):
        examination.judge(visit, _paper(visit), verdict, "  ", by=people.wayan(), at=now())
    assert _paper(visit).verdict == ""


def test_a_paper_of_somebody_else_is_refused() -> None:
    visit = office_day.called()
    other = office_day.called(people.SUPARMAN)
    with pytest.raises(examination.NotThisPerson):
        examination.judge(visit, _paper(other), "same", by=people.wayan(), at=now())


def test_nobody_is_examined_before_being_called() -> None:
    [visit] = office_day.here()
    with pytest.raises(examination.NotAtTheCounter):
        examination.judge(visit, _paper(visit), "same", by=people.wayan(), at=now())


def test_the_interview_waits_until_every_paper_is_decided() -> None:
    visit = office_day.called()
    kinds = sorted(visit.applicant.documents.values_list("kind", flat=True))
    with pytest.raises(examination.Undecided) as refusal:
        examination.finish(visit, by=people.wayan(), at=now())
    assert sorted(refusal.value.kinds) == kinds
    office_day.examine(visit)
    assert Visit.objects.get().state == Visit.State.EXAMINED


def test_a_paper_that_is_asked_for_and_not_there_is_undecided_too() -> None:
    visit = office_day.called()
    papers = list(visit.applicant.documents.all())
    examination.judge_all(visit, papers, "same", by=people.wayan(), at=now())
    _paper(visit).delete()
    assert examination.undecided(visit, now().date()) == ["ktp"]


def test_a_paper_photographed_at_the_counter_needs_no_further_look() -> None:
    visit = office_day.called()
    before = _paper(visit).store_key
    data = factories.tiny_paper("ktp")
    examination.replace(visit, "ktp", data, "ktp.jpg", by=people.wayan(), at=now())
    paper = _paper(visit)
    assert (paper.verdict, paper.uploaded_by) == ("same", people.wayan())
    assert paper.store_key != before


def test_a_verdict_can_be_changed_while_the_person_is_here() -> None:
    visit = office_day.examined()
    examination.judge(visit, _paper(visit), "different", "Baru terlihat", by=people.wayan(), at=now())
    assert Entry.objects.filter(act="document.judged").latest("id").old == {"verdict": "same"}
