"""Everything typed is kept, nothing is asked twice, and what changes leaves its trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpaspor.audit import states
from mpaspor.audit.models import Entry
from mpaspor.core import references
from mpaspor.core.clock import now
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications import filing, keeping, questions
from mpaspor.stages.applications.models import Applicant, Application, Stage
from tests import factories, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def open_one(**facts: Any) -> Application:
    ratna = people.ratna()
    return filing.open_application(ratna, by=ratna, at=now(), **facts)


def save(applicant: Applicant, step: str, **values: Any) -> None:
    filing.save_answers(applicant, step, values, by=people.ratna(), at=now())


# ------------------------------------------------------------------------------------------------- opening and adding


def test_a_new_file_has_a_valid_reference_and_one_person_of_whom_the_name_is_known() -> None:
    application = open_one(name="Ratna Wulandari")
    assert references.is_valid(application.reference)
    assert [one.full_name for one in application.people.all()] == ["Ratna Wulandari"]
    assert Entry.objects.filter(act="application.opened", application_id=application.pk).exists()


def test_an_officer_files_under_her_own_name_and_says_how_consent_was_given() -> None:
    officer = people.customer_service()
    application = filing.open_application(
        None, by=officer, at=now(), filed_by=officer, consent="lisan, di loket", office=people.denpasar()
    )
    assert (application.owner, application.filed_by, application.consent) == (None, officer, "lisan, di loket")


def test_a_reference_drawn_twice_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_one()
    drawn = iter([first.reference, "7KQ2-M9XD"])
    monkeypatch.setattr(references, "new_reference", lambda: next(drawn))
    assert open_one().reference == "7KQ2-M9XD"
    assert Applicant.objects.count() == 2


def test_a_draw_that_never_ends_well_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_one()
    monkeypatch.setattr(references, "new_reference", lambda: first.reference)
    with pytest.raises(IntegrityError):
        open_one()


def test_the_day_is_that_of_the_office_once_it_is_chosen() -> None:
    late = now().replace(hour=16, minute=30)  # 23.30 in Jakarta, 00.30 the next day in Denpasar
    assert filing.local_day(open_one(), late) == date(2026, 1, 2)
    assert filing.local_day(open_one(office=people.denpasar()), late) == date(2026, 1, 3)


def test_who_is_added_begins_with_what_was_answered_for_all() -> None:
    applicant = factories.answered()
    child = filing.add_person(applicant.application, "child", by=people.ratna(), at=now())
    child.refresh_from_db()
    known = questions.known(child)
    assert (known["address"], known["emergency_name"], known["kk"]) == ("Jl. Melati 4", "Ni Made Sukerti", people.KK)
    assert "nik" not in known
    assert child.order == 2


def test_a_file_takes_eight_people_and_no_more() -> None:
    application = open_one()
    for _ in range(7):
        filing.add_person(application, "other", by=people.ratna(), at=now())
    with pytest.raises(filing.TooManyPeople) as refusal:
        filing.add_person(application, "other", by=people.ratna(), at=now())
    assert refusal.value.limit == 8
    assert application.people.count() == 8


def test_the_limit_is_a_rule_that_may_change() -> None:
    Rule.objects.create(key="application.max_people", value=1, valid_from=TODAY, source="a test")
    policy.forget()
    application = open_one()
    with pytest.raises(filing.TooManyPeople):
        filing.add_person(application, "child", by=people.ratna(), at=now())
    policy.forget()


def test_who_leaves_the_file_makes_room_and_the_rest_move_up() -> None:
    application = open_one()
    second, third = (filing.add_person(application, "child", by=people.ratna(), at=now()) for _ in range(2))
    filing.remove_person(second, by=people.ratna(), at=now())
    assert [(one.pk, one.order) for one in application.people.all()] == [
        (application.people.get(order=1).pk, 1),
        (third.pk, 2),
    ]
    assert Entry.objects.filter(act="applicant.removed").exists()


def test_the_last_person_cannot_leave() -> None:
    with pytest.raises(filing.LastPerson):
        filing.remove_person(open_one().people.get(), by=people.ratna(), at=now())


# ------------------------------------------------------------------------------------------------------------ keeping


def test_a_right_answer_lands_in_its_column_and_the_rest_in_the_answers() -> None:
    applicant = open_one().people.get()
    save(applicant, "who", relation="self", full_name="Ratna Wulandari", birth_on=date(1990, 7, 5))
    save(applicant, "who", civil_status="married")
    applicant.refresh_from_db()
    assert (applicant.birth_on, applicant.married, applicant.answers["civil_status"]) == (
        date(1990, 7, 5), True, "married",
    )  # fmt: skip


def test_dates_come_back_as_dates() -> None:
    applicant = factories.answered(ever_held="yes")
    applicant.refresh_from_db()
    assert questions.known(applicant)["old_issued_on"] == date(2020, 11, 1)


def test_a_wrong_answer_changes_nothing_not_even_in_memory() -> None:
    applicant = factories.answered()
    before = questions.known(applicant)
    with pytest.raises(filing.NotRight) as refusal:
        save(applicant, "identity", birth_place="Singaraja", nik="12")
    assert list(refusal.value.wrong) == ["nik"]
    assert questions.known(applicant) == before
    applicant.refresh_from_db()
    assert questions.known(applicant) == before


def test_people_filled_in_together_are_kept_together_or_not_at_all() -> None:
    applicant = open_one().people.get()
    wrong = factories.answers_of(people.RATNA, emergency_phone="12")
    with pytest.raises(filing.NotRight):
        filing.fill_in(applicant.application, [(applicant, wrong)], by=people.ratna(), at=now())
    applicant.refresh_from_db()
    assert questions.known(applicant) == {}


def test_an_answer_taken_back_is_gone() -> None:
    applicant = factories.answered(old_office="Denpasar", ever_held="yes")
    save(applicant, "service", old_office="")
    applicant.refresh_from_db()
    assert "old_office" not in questions.known(applicant)


def test_the_service_follows_from_two_answers() -> None:
    applicant = factories.answered(ever_held="no")
    assert applicant.service == "new"
    save(applicant, "service", ever_held="yes")
    assert (applicant.service, "service" in applicant.steps_done) == ("", False)
    save(applicant, "service", condition="full")
    assert applicant.service == "full"


def test_a_corrected_birth_date_takes_ten_years_from_a_child() -> None:
    applicant = factories.answered(people.SUPARMAN)
    save(applicant, "who", birth_on=date(2019, 8, 17))
    assert (applicant.years, applicant.married) == (5, False)


def test_steps_are_done_when_nothing_in_them_is_open() -> None:
    applicant = open_one().people.get()
    save(applicant, "who", relation="self", full_name="Suparman", birth_on=date(1955, 8, 17))
    assert applicant.steps_done == []
    save(applicant, "who", civil_status="widowed")
    assert applicant.steps_done == ["who"]
    answers = factories.answers_of(people.SUPARMAN)
    for step in ("service", "identity", "details"):
        save(applicant, step, **answers[step])
    assert applicant.steps_done == ["who", "service", "identity", "details"]


def test_one_continues_where_something_is_open() -> None:
    application = open_one()
    first = application.people.get()
    assert filing.where_to_continue(application, TODAY) == (first, "who")
    factories.answer(first, people.RATNA)
    assert filing.where_to_continue(application, TODAY) == (first, "papers")
    factories.bring_papers(first)
    assert filing.where_to_continue(application, TODAY) == (None, "family")
    filing.keep_typed(first, "identity", {"nik": "517"}, by=None, at=now())
    assert filing.where_to_continue(application, TODAY) == (first, "identity")


def test_the_trail_names_the_questions_and_never_the_answers() -> None:
    applicant = factories.answered()
    entry = Entry.objects.get(act="applicant.answered", applicant_id=applicant.pk)
    assert "nik" in entry.new["answers"]
    assert people.RATNA.nik not in str(entry.new)


def test_saving_the_same_again_leaves_no_second_entry() -> None:
    applicant = factories.answered()
    save(applicant, "identity", nik=people.RATNA.nik)
    assert Entry.objects.filter(act="applicant.answered").count() == 1


def test_what_the_first_person_changes_the_others_follow_unless_they_said_otherwise() -> None:
    application = factories.family()
    filing.reopen(application, by=people.ratna(), at=now())
    first, second, third = application.people.all()
    save(second, "details", address="Jl. Kamboja 9")
    first.application = application
    save(first, "details", address="Jl. Mawar 1", city="Kabupaten Badung")
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.answers["address"], second.answers["city"]) == ("Jl. Kamboja 9", "Kabupaten Badung")
    assert (third.answers["address"], third.answers["city"]) == ("Jl. Mawar 1", "Kabupaten Badung")


# -------------------------------------------------------------------------------------------------------------- typed

typed_texts = st.dictionaries(
    st.sampled_from([question.name for question in questions.of_step("identity")]),
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=filing.LONGEST_TYPED),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=typed_texts, then=typed_texts)
def test_whatever_is_typed_is_shown_again(first: dict[str, str], then: dict[str, str]) -> None:
    applicant = open_one().people.get()
    filing.keep_typed(applicant, "identity", first, by=None, at=now())
    filing.keep_typed(applicant, "identity", then, by=None, at=now())
    again = Applicant.objects.get(pk=applicant.pk)
    assert filing.to_show(again, "identity") == {**first, **then}


def test_what_is_typed_lies_over_the_answer_until_a_right_one_replaces_it() -> None:
    applicant = factories.answered()
    filing.keep_typed(applicant, "identity", {"nik": "517", "birth_place": ""}, by=None, at=now())
    shown = filing.to_show(applicant, "identity")
    assert (shown["nik"], shown["kk"], shown["birth_place"]) == ("517", people.KK, "")
    save(applicant, "identity", nik=people.RATNA.nik, birth_place="Denpasar")
    assert filing.to_show(applicant, "identity")["nik"] == people.RATNA.nik
    assert applicant.typed == {}


def test_typing_into_fields_that_do_not_exist_is_ignored_and_a_book_is_cut_short() -> None:
    applicant = open_one().people.get()
    filing.keep_typed(applicant, "who", {"shoe_size": "42", "full_name": "x" * 5000}, by=None, at=now())
    assert applicant.typed == {"who": {"full_name": "x" * filing.LONGEST_TYPED}}


# ---------------------------------------------------------------------------------------------------------- two at once


def test_two_tabs_that_save_different_answers_both_keep_theirs() -> None:
    applicant = factories.answered()
    other_tab = Applicant.objects.select_related("application").get(pk=applicant.pk)
    save(applicant, "identity", birth_place="Singaraja")
    save(other_tab, "details", city="Kota Denpasar Selatan")
    applicant.refresh_from_db()
    assert (applicant.birth_place, applicant.answers["city"]) == ("Singaraja", "Kota Denpasar Selatan")


def test_without_the_revision_the_later_tab_would_undo_the_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: it is the revision that keeps both."""
    applicant = factories.answered()
    other_tab = Applicant.objects.select_related("application").get(pk=applicant.pk)
    save(applicant, "identity", birth_place="Singaraja")
    other_tab.revision = applicant.revision
    save(other_tab, "details", city="Kota Denpasar Selatan")
    applicant.refresh_from_db()
    assert applicant.birth_place == "Denpasar"


def test_a_record_that_never_stands_still_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    applicant = factories.answered()
    monkeypatch.setattr(keeping, "_stored", lambda _applicant: False)
    with pytest.raises(states.StateChanged):
        save(applicant, "identity", birth_place="Singaraja")


# ------------------------------------------------------------------------------------------------------- after the form


def test_changing_a_complete_file_makes_it_a_draft_again() -> None:
    application = factories.ready()
    applicant = application.people.get()
    applicant.application = application
    save(applicant, "details", city="Kabupaten Badung")
    application.refresh_from_db()
    applicant.refresh_from_db()
    assert (application.state, applicant.filed) == ("draft", False)


@pytest.mark.parametrize("act", ["save", "type", "add", "remove", "reopen"])
def test_nothing_is_changed_here_once_a_place_is_held(act: str) -> None:
    application = factories.ready()
    applicant = application.people.get()
    applicant.application = application
    applicant.move(Stage.APPOINTMENT, by=None, at=now())
    acts: dict[str, Callable[[], object]] = {
        "save": lambda: save(applicant, "details", city="Kabupaten Badung"),
        "type": lambda: filing.keep_typed(applicant, "details", {"city": "Bad"}, by=None, at=now()),
        "add": lambda: filing.add_person(application, "child", by=None, at=now()),
        "remove": lambda: filing.remove_person(applicant, by=None, at=now()),
        "reopen": lambda: filing.reopen(application, by=None, at=now()),
    }
    with pytest.raises(filing.NotDraft):
        acts[act]()


def test_a_tab_from_before_the_place_was_held_is_refused_by_the_row() -> None:
    application = factories.ready()
    old_tab = application.people.select_related("application").get()
    application.people.get().move(Stage.APPOINTMENT, by=None, at=now())
    with pytest.raises(filing.NotDraft):
        save(old_tab, "details", city="Kabupaten Badung")
