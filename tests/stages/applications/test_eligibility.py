"""What the rules of the day say about a person, before any money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.applications import eligibility, filing, findings, questions, register, validity
from mpaspor.stages.applications.models import Applicant, Stage
from tests import factories, people
from tests.people import Person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def codes(applicant: Applicant) -> list[str]:
    return [one.code for one in eligibility.findings(applicant, TODAY)]


def found(applicant: Applicant, code: str) -> findings.Finding:
    return next(one for one in eligibility.findings(applicant, TODAY) if one.code == code)


def had_a_passport(person: Person = people.RATNA, *, nik: str = "", until: date = date(2025, 11, 3)) -> None:
    register.enter_earlier(
        nik=nik or person.nik,
        full_name=person.full_name,
        birth_on=person.birth_on,
        number="C1234567",
        kind="ordinary",
        office_name="Denpasar",
        issued_on=until.replace(year=until.year - 5),
        expires_on=until,
    )


def test_an_ordinary_person_has_nothing_against_her() -> None:
    assert codes(factories.answered()) == []


def test_somebody_of_whom_nothing_is_known_can_be_asked_about() -> None:
    assert codes(factories.draft().people.get()) == []


# ------------------------------------------------------------------------------------------------------------ service


@pytest.mark.parametrize("condition", ["lost", "damaged", "changed"])
def test_what_needs_an_inquiry_is_sent_to_the_desk(condition: str) -> None:
    one = found(factories.answered(ever_held="yes", condition=condition), f"desk_{condition}")
    assert one.blocks
    assert "kantor imigrasi" in one.where
    assert one.step == "service"


def test_new_becomes_replacement_when_the_register_knows_the_nik() -> None:
    had_a_passport()
    applicant = factories.answered(ever_held="no")
    old = eligibility.settle_service(applicant, by=people.ratna(), at=now())
    applicant.refresh_from_db()
    known = questions.known(applicant)
    assert old is not None
    assert (applicant.service, known["ever_held"], known["old_issued_on"]) == ("expired", "yes", date(2020, 11, 3))
    assert (known["old_expires_on"], known["old_office"]) == (date(2025, 11, 3), "Denpasar")
    entry = Entry.objects.get(act="applicant.service")
    assert (entry.old, entry.new, bool(entry.why)) == ({"service": "new"}, {"service": "expired"}, True)
    assert "3 November 2020" in found(applicant, "held_before").words


def test_who_knows_only_the_number_learns_no_more_than_that_a_passport_exists() -> None:
    had_a_passport(people.BAGUS, nik=people.RATNA.nik)
    applicant = factories.answered(ever_held="no")
    eligibility.settle_service(applicant, by=people.ratna(), at=now())
    assert applicant.service == "expired"
    assert "old_issued_on" not in applicant.answers
    assert "service" not in applicant.steps_done
    assert "held_before_otherwise" in codes(applicant)
    assert "held_before" not in codes(applicant)


def test_a_likeness_of_name_and_birth_date_changes_nothing_by_itself() -> None:
    had_a_passport(nik=people.BAGUS.nik)
    applicant = factories.answered(ever_held="no")
    assert eligibility.settle_service(applicant, by=people.ratna(), at=now()) is None
    assert applicant.service == "new"
    assert codes(applicant) == ["maybe_held"]


def test_who_says_the_passport_is_full_is_believed() -> None:
    had_a_passport()
    applicant = factories.answered(ever_held="yes", condition="full")
    assert eligibility.settle_service(applicant, by=people.ratna(), at=now()) is not None
    assert applicant.service == "full"
    assert not Entry.objects.filter(act="applicant.service").exists()


def test_a_beginner_stays_a_beginner() -> None:
    applicant = factories.answered(ever_held="no")
    assert eligibility.settle_service(applicant, by=people.ratna(), at=now()) is None
    assert applicant.service == "new"
    assert eligibility.settle_service(factories.draft().people.get(), by=people.ratna(), at=now()) is None


@pytest.mark.parametrize(("expires_on", "early"), [(date(2026, 7, 1), False), (date(2026, 8, 1), True)])
def test_a_passport_that_runs_for_more_than_six_months_is_a_warning(expires_on: date, early: bool) -> None:
    applicant = factories.answered(ever_held="yes", old_issued_on=date(2021, 7, 1), old_expires_on=expires_on)
    assert ("replacement_early" in codes(applicant)) == early
    assert not any(one.blocks for one in eligibility.findings(applicant, TODAY))


def test_six_months_before_the_end_of_august_is_the_end_of_february() -> None:
    had_a_passport(until=date(2026, 8, 31))
    applicant = factories.answered(ever_held="no")
    eligibility.settle_service(applicant, by=None, at=now())
    assert found(applicant, "replacement_early").values["from_on"] == date(2026, 2, 28)


def test_full_pages_are_never_too_early() -> None:
    applicant = factories.answered(ever_held="yes", condition="full", old_expires_on=date(2030, 10, 1))
    assert codes(applicant) == []


# -------------------------------------------------------------------------------------------------------------- years


@pytest.mark.parametrize(
    ("birth_on", "married", "years"),
    [
        (date(2009, 1, 2), False, [5, 10]),
        (date(2009, 1, 3), False, [5]),
        (date(2009, 1, 3), True, [5, 10]),
        (None, False, [5]),
    ],
)
def test_ten_years_from_seventeen_or_marriage_on_the_day(
    birth_on: date | None, married: bool, years: list[int]
) -> None:
    applicant = Applicant(birth_on=birth_on, married=married)
    assert eligibility.years_allowed(applicant, TODAY) == years
    assert eligibility.is_adult(applicant, TODAY) == (10 in years)


def test_before_the_rule_began_nobody_had_ten_years() -> None:
    assert eligibility.years_allowed(Applicant(birth_on=date(1980, 1, 1)), date(2022, 10, 11)) == [5]


def test_years_no_longer_allowed_end_here() -> None:
    applicant = factories.answered()
    applicant.years = 7
    assert found(applicant, "years_not_allowed").blocks


# ---------------------------------------------------------------------------------------------------------------- NIK


def test_an_unusable_nik_ends_here() -> None:
    applicant = factories.answered()
    applicant.nik = "1111111111111111"
    assert found(applicant, "nik_unusable").blocks


def test_digits_that_disagree_are_a_question_and_no_obstacle() -> None:
    applicant = factories.answered(sex="M", birth_on=date(1990, 7, 6))
    assert codes(applicant) == ["nik_birth_on", "nik_sex"]
    assert not any(one.blocks for one in eligibility.findings(applicant, TODAY))


def test_one_nik_has_one_active_application_and_the_owner_is_told_which() -> None:
    first = factories.ready()
    one = found(factories.answered(), "active_application")
    assert one.blocks
    assert one.values == {"reference": first.reference}


def test_a_stranger_is_not_told_whose_application_it_is() -> None:
    factories.ready()
    copy = Person("Ratna Wulandari", "F", people.RATNA.birth_on, "Denpasar", people.RATNA.nik, email="lain@contoh.id")
    assert found(factories.answered(copy), "active_application").values == {"reference": ""}


def test_a_closed_application_stands_in_nobodys_way() -> None:
    first = factories.ready()
    first.people.get().move(Stage.CLOSED, by=None, at=now(), close_reason="withdrawn")
    assert codes(factories.answered()) == []


def test_one_nik_twice_in_a_family_ends_here() -> None:
    applicant = factories.answered()
    other = filing.add_person(applicant.application, "other", by=people.ratna(), at=now())
    factories.answer(other, people.RATNA, relation="other")
    assert "same_person_twice" in codes(other)


# --------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"full_name": "Raden Ajeng Kartika Sari Dewi Ningrum Putri"}, "name_page_limit"),
        ({"full_name": "Dr. Ratna Wulandari"}, "name_title"),
        ({"purpose": "haj"}, "name_few_words"),
    ],
)
def test_names_that_need_a_look_are_warnings(changes: dict[str, Any], code: str) -> None:
    one = found(factories.answered(**changes), code)
    assert not one.blocks


def test_a_single_name_is_a_name_and_enough_except_for_the_pilgrimage() -> None:
    assert codes(factories.answered(people.SUPARMAN)) == []
    assert found(factories.answered(people.SUPARMAN, purpose="umrah"), "name_few_words").values == {"needed": 2}


# ---------------------------------------------------------------------------------------------------------- population


@pytest.mark.parametrize("state", ["not_found", "inactive", "deceased"])
def test_what_the_population_registry_does_not_know_ends_here(state: str) -> None:
    applicant = factories.answered()
    applicant.population_state = state
    one = found(applicant, f"population_{state}")
    assert one.blocks
    assert "Dukcapil" in one.where


def test_a_registry_that_is_away_holds_nobody_up() -> None:
    applicant = factories.answered()
    applicant.population_asked_at = now()
    assert codes(applicant) == ["population_unchecked"]
    assert not found(applicant, "population_unchecked").blocks


def test_fields_that_differ_are_named() -> None:
    applicant = factories.answered()
    applicant.population_state = "differs"
    applicant.population_answer = {"full_name": [True, 100], "birth_place": [False, 40], "sex": [False, None]}
    assert "tempat lahir, jenis kelamin" in found(applicant, "population_differs").words


# -------------------------------------------------------------------------------------------------------------- journey


@pytest.mark.parametrize(("days", "soon"), [(4, True), (5, False)])
def test_a_departure_before_the_book_can_be_made_is_a_warning(days: int, soon: bool) -> None:
    applicant = factories.answered(departure_on=TODAY + timedelta(days=days))
    assert ("departure_soon" in codes(applicant)) == soon


@pytest.mark.parametrize(("born", "told"), [(2012, False), (2010, True)])
def test_a_child_of_two_nations_is_told_where_its_passport_ends(born: int, told: bool) -> None:
    applicant = Applicant(birth_on=date(born, 1, 1), years=5, answers={"citizenship": "dual"}, full_name="Kirana")
    applicant.application = factories.draft()
    assert ("dual_nationality" in codes(applicant)) == told


# --------------------------------------------------------------------------------------------------------------- words


def test_every_finding_has_its_words() -> None:
    assert set(findings.TITLES) == set(findings.BODIES)
    assert set(findings.WHERE) <= set(findings.TITLES)


def test_dates_in_the_words_follow_the_language_of_the_reader() -> None:
    values: dict[str, Any] = {"expires_on": date(2030, 1, 2), "from_on": date(2029, 7, 2)}
    one = findings.Finding("replacement_early", blocks=False, step="service", values=values)
    assert "2 Januari 2030" in one.words
    with translation.override("en"):
        assert "2 January 2030" in one.words


def test_a_whole_family_is_looked_up_in_two_statements(django_assert_num_queries: Any) -> None:
    family = list(factories.family().people.select_related("application"))
    with django_assert_num_queries(2):
        known = eligibility.background(family)
        for one in family:
            eligibility.findings(one, TODAY, known)


def test_a_leap_day_has_its_anniversary_on_the_last_of_february() -> None:
    leap = Applicant(birth_on=date(2008, 2, 29), answers={"citizenship": "dual"})
    assert validity.latest_expiry(leap, date(2026, 1, 2)) == date(2029, 2, 28)
    assert validity.latest_expiry(leap, date(2029, 2, 28)) is None
    born_here = Applicant(birth_on=date(2008, 2, 29), answers={"citizenship": "birth"})
    assert validity.latest_expiry(born_here, date(2026, 1, 2)) is None
