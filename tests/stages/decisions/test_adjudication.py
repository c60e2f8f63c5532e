from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.audit import states
from mpaspor.audit.models import Entry
from mpaspor.audit.trail import of_application
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications import papers
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.decisions import adjudication, jobs, opinions
from mpaspor.stages.decisions.models import Decision, Opinion
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def _alike() -> Decision:
    return office_day.to_decide(answer=office_day.somebody_alike())


def _grant(decision: Decision, by: User | None = None) -> Decision:
    return adjudication.grant(decision, "Sesuai.", by=by or people.pertiwi(), at=now())


def _refuse(decision: Decision, by: User | None = None) -> Decision:
    return adjudication.refuse(decision, "data_mismatch", "Nama berbeda.", by=by or people.pertiwi(), at=now())


def test_one_who_did_not_interview_decides() -> None:
    decision = _grant(office_day.to_decide())
    assert (decision.state, decision.decided_at) == ("granted", now())
    assert Opinion.objects.get().by == people.pertiwi()


def test_whoever_interviewed_does_not_decide() -> None:
    decision = office_day.to_decide()
    for act in (_grant, _refuse):
        with pytest.raises(adjudication.InterviewedYourself):
            act(decision, people.komang())
    with pytest.raises(adjudication.InterviewedYourself):
        adjudication.want_papers(decision, ["kk"], "", by=people.komang(), at=now())
    assert not Opinion.objects.exists()


def test_nothing_is_decided_before_the_list_has_answered() -> None:
    with pytest.raises(adjudication.AlreadyDecided):
        _grant(office_day.enrolled())


def test_what_is_decided_is_decided() -> None:
    decision = _grant(office_day.to_decide())
    with pytest.raises(adjudication.AlreadyDecided):
        _refuse(decision, people.second_adjudicator())


def test_a_decision_taken_from_a_stale_page_changes_nothing() -> None:
    decision = office_day.to_decide()
    stale = Decision.objects.select_related("applicant__application", "office").get()
    _grant(decision)
    with pytest.raises(states.StateChanged):
        _refuse(stale, people.second_adjudicator())
    assert Opinion.objects.count() == 1


def test_a_refusal_closes_the_file_and_tells_the_reason() -> None:
    _refuse(office_day.to_decide(email="ratna@contoh.id"))
    applicant = Applicant.objects.get()
    assert (applicant.stage, applicant.close_reason) == ("closed", "refused")
    letter = Message.objects.get(kind="decisions/refused").context
    assert (letter["reason"], letter["words"]) == ("Data KTP, KK, dan akta tidak sama", "Nama berbeda.")


def test_a_refusal_needs_a_reason_the_law_knows_and_words() -> None:
    decision = office_day.to_decide()
    with pytest.raises(adjudication.ReasonNeeded):
        adjudication.refuse(decision, "because", "Nama berbeda.", by=people.pertiwi(), at=now())
    with pytest.raises(adjudication.WordsNeeded):
        adjudication.refuse(decision, "data_mismatch", " ", by=people.pertiwi(), at=now())
    assert not Opinion.objects.exists()


def test_with_somebody_alike_one_is_not_enough() -> None:
    decision = _grant(_alike())
    assert decision.state == Decision.State.READY
    assert _grant(decision, people.second_adjudicator()).state == Decision.State.GRANTED


def test_one_person_has_one_opinion() -> None:
    decision = _grant(_alike())
    with pytest.raises(adjudication.OpinionGiven):
        _grant(decision)


def test_two_who_refuse_refuse() -> None:
    decision = _refuse(_alike())
    assert _refuse(decision, people.second_adjudicator()).state == Decision.State.REFUSED


@pytest.mark.parametrize(("third", "outcome"), [(_grant, "granted"), (_refuse, "refused")])
def test_when_two_differ_the_head_of_the_section_decides(
    third: Callable[[Decision, User], Decision], outcome: str
) -> None:
    decision = _refuse(_grant(_alike()), people.second_adjudicator())
    assert decision.state == Decision.State.READY
    other = people.officer("Putu Arta Wijaya", Role.ADJUDICATOR)
    with pytest.raises(adjudication.SupervisorNeeded):
        _grant(decision, other)
    assert third(decision, people.supervisor()).state == outcome


def test_the_first_opinion_is_sealed_until_the_second_is_given() -> None:
    decision = _refuse(_alike())
    [seen] = opinions.visible(decision, people.second_adjudicator())
    assert (seen.by, seen.sealed, seen.verdict, seen.reason, seen.words) == (people.pertiwi(), True, "", "", "")
    assert opinions.visible(decision, people.pertiwi())[0].verdict == "refuse"
    _grant(decision, people.second_adjudicator())
    assert [one.sealed for one in opinions.visible(decision, people.second_adjudicator())] == [False, False]
    assert all(one.sealed for one in opinions.visible(decision, people.supervisor()))


def test_the_applicants_trail_does_not_tell_whether_one_or_two_decided() -> None:
    lines = []
    alone = _grant(office_day.to_decide(people.SUPARMAN))
    both = _grant(_grant(_alike()), people.second_adjudicator())
    for decision in (alone, both):
        trail = of_application(decision.applicant.application_id)
        lines.append([entry.act for entry in trail if entry.act.split(".")[0] in ("decision", "opinion")])
    assert lines[0] == lines[1] == ["decision.granted", "decision.ready", "decision.screening"]
    assert Entry.objects.filter(act="opinion.given", application_id=None).count() == 3


def test_the_form_says_why_it_is_not_yours() -> None:
    decision = _alike()
    assert opinions.turn(decision, people.pertiwi()) == "open"
    assert opinions.turn(decision, people.komang()) == "interviewed"
    _grant(decision)
    assert opinions.turn(decision, people.pertiwi()) == "given"
    _refuse(decision, people.second_adjudicator())
    assert opinions.turn(decision, people.officer("Putu Arta Wijaya", Role.ADJUDICATOR)) == "supervisor"
    assert opinions.turn(_grant(decision, people.supervisor()), people.pertiwi()) == "decided"


def _wanted() -> Decision:
    decision = office_day.to_decide(email="ratna@contoh.id")
    words = "Nomor akta sulit dibaca."
    return adjudication.want_papers(decision, ["birth_proof", "birth_proof"], words, by=people.pertiwi(), at=now())


def test_papers_are_asked_for_with_seven_days_to_bring_them() -> None:
    decision = _wanted()
    assert (decision.state, decision.papers, decision.papers_until) == (
        "papers_wanted", ["birth_proof"], date(2026, 1, 9),
    )  # fmt: skip
    assert Message.objects.get(kind="decisions/papers_wanted").context["day"] == "Jumat 9 Januari 2026"


@pytest.mark.parametrize("kinds", [[], ["kk", "a_horse"]])
def test_only_papers_of_the_list_can_be_asked_for(kinds: list[str]) -> None:
    with pytest.raises(adjudication.UnknownPaper):
        adjudication.want_papers(office_day.to_decide(), kinds, "", by=people.pertiwi(), at=now())


def test_the_file_goes_back_when_the_papers_came_and_not_before() -> None:
    decision = _wanted()
    with pytest.raises(adjudication.PapersMissing) as refusal:
        adjudication.papers_came(decision, by=None, at=now())
    assert refusal.value.kinds == ["birth_proof"]
    data = factories.tiny_paper("birth_proof")
    ratna, asked = people.ratna(), decision.papers
    papers.receive(decision.applicant, "birth_proof", data, "akta.jpg", by=ratna, at=now(), also=asked)
    assert adjudication.papers_came(decision, by=people.ratna(), at=now()).state == Decision.State.READY
    assert _grant(decision).state == Decision.State.GRANTED


def test_the_last_paper_takes_the_file_back_by_itself() -> None:
    decision = office_day.to_decide()
    adjudication.want_papers(decision, ["kk", "birth_proof"], "", by=people.pertiwi(), at=now())
    data = factories.tiny_paper("kk")
    adjudication.bring(decision, "kk", data, "kk.jpg", by=people.ratna(), at=now())
    assert decision.state == Decision.State.PAPERS_WANTED
    adjudication.bring(decision, "birth_proof", data, "akta.jpg", by=people.ratna(), at=now())
    assert Decision.objects.get().state == Decision.State.READY
    with pytest.raises(adjudication.NotWanted):
        adjudication.bring(decision, "kk", data, "kk.jpg", by=people.ratna(), at=now())


def test_a_paper_beyond_the_applicants_own_list_can_be_asked_for_and_brought() -> None:
    decision = office_day.to_decide()
    adjudication.want_papers(decision, ["police_report"], "", by=people.pertiwi(), at=now())
    paper = factories.tiny_paper("police_report")
    adjudication.bring(decision, "police_report", paper, "surat.jpg", by=people.ratna(), at=now())
    assert Decision.objects.get().state == Decision.State.READY


def test_a_paper_nobody_asked_for_is_not_brought() -> None:
    with pytest.raises(adjudication.NotWanted):
        adjudication.bring(_wanted(), "ktp", factories.tiny_paper("ktp"), "ktp.jpg", by=people.ratna(), at=now())


def test_papers_that_came_are_not_refused_because_nobody_said_so(clock: time_machine.Traveller) -> None:
    decision = _wanted()
    data = factories.tiny_paper("birth_proof")
    ratna, asked = people.ratna(), decision.papers
    papers.receive(decision.applicant, "birth_proof", data, "akta.jpg", by=ratna, at=now(), also=asked)
    clock.shift(timedelta(days=8))
    jobs.end_waiting(0)
    assert Decision.objects.get().state == Decision.State.READY


def test_papers_that_nobody_wants_do_not_come() -> None:
    with pytest.raises(adjudication.AlreadyDecided):
        adjudication.papers_came(office_day.to_decide(), by=None, at=now())


def test_after_the_last_day_the_file_is_refused_as_incomplete(clock: time_machine.Traveller) -> None:
    _wanted()
    clock.shift(timedelta(days=7))
    jobs.end_waiting(0)
    assert Decision.objects.get().state == Decision.State.PAPERS_WANTED
    clock.shift(timedelta(hours=15))
    jobs.end_waiting(0)
    decision, applicant = Decision.objects.get(), Applicant.objects.get()
    assert (decision.state, decision.reason) == ("refused", "incomplete_papers")
    assert (applicant.stage, applicant.close_reason) == ("closed", "incomplete")
