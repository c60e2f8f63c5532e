"""The population registry's word: it can end an application, and its silence cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.core import turns
from mpaspor.core.clock import now
from mpaspor.gateways import population as gateway
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.population.port import Answer, Claim, FieldMatch, State
from mpaspor.notifications.models import Message
from mpaspor.stages.applications import filing, jobs, population
from mpaspor.stages.applications.models import Applicant, Stage
from tests import factories, people

pytestmark = pytest.mark.django_db
MATCHED = Answer(State.MATCHED, {"full_name": FieldMatch(agrees=True, score=100), "sex": FieldMatch(agrees=True)})


class Registry:
    """Answers what a test says; keeps the claims it was asked about."""

    def __init__(self) -> None:
        self.answer: Answer | None = MATCHED
        self.claims: list[Claim] = []

    def verify(self, claim: Claim) -> Answer:
        self.claims.append(claim)
        if self.answer is None:
            raise Unavailable("away")
        return self.answer


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    one = Registry()
    monkeypatch.setattr(gateway, "registry", lambda: one)
    return one


def asked(applicant: Applicant) -> None:
    answer = population.ask(applicant, at=now())
    population.record(applicant, answer, by=people.ratna(), at=now())


def test_the_registry_is_asked_as_the_card_is_written(registry: Registry) -> None:
    applicant = factories.answered(full_name="Ai'nun M. Firman")
    asked(applicant)
    (claim,) = registry.claims
    assert (claim.nik, claim.full_name, claim.birth_place) == (people.RATNA.nik, "AINUN M FIRMAN", "DENPASAR")
    assert (claim.birth_on, claim.sex, claim.kk) == (people.RATNA.birth_on, "F", people.KK)
    applicant.refresh_from_db()
    assert (applicant.population_state, applicant.population_asked_at) == ("matched", now())
    assert applicant.population_answer == {"full_name": [True, 100], "sex": [True, None]}
    assert Entry.objects.get(act="applicant.population").new == {"population": "matched"}


def test_who_has_not_told_enough_is_not_asked_about(registry: Registry) -> None:
    with pytest.raises(population.NothingToAsk):
        population.ask(factories.draft().people.get(), at=now())
    assert registry.claims == []


def test_a_match_is_not_asked_again_for_a_day(registry: Registry) -> None:
    applicant = factories.answered()
    asked(applicant)
    again = population.ask(applicant, at=now() + timedelta(hours=23))
    assert again == MATCHED
    population.ask(applicant, at=now() + timedelta(hours=24))
    assert len(registry.claims) == 2


def test_a_registry_that_is_away_leaves_a_mark_and_no_obstacle(registry: Registry) -> None:
    registry.answer = None
    applicant = factories.answered()
    asked(applicant)
    assert (applicant.population_state, applicant.population_asked_at) == ("unchecked", now())


def test_an_answer_about_other_data_is_dropped(registry: Registry) -> None:
    """The person corrected the name while the registry was thinking."""
    applicant = factories.answered()
    same = Applicant.objects.select_related("application").get(pk=applicant.pk)
    answer = population.ask(applicant, at=now())
    filing.save_answers(same, "who", {"full_name": "Ratna Wulan"}, by=people.ratna(), at=now())
    population.record(applicant, answer, by=people.ratna(), at=now())
    same.refresh_from_db()
    assert same.population_state == "unchecked"
    assert not Entry.objects.filter(act="applicant.population").exists()


@pytest.mark.parametrize(
    ("step", "name", "value"), [("identity", "nik", people.BAGUS.nik), ("who", "full_name", "Ratna Wulan")]
)
def test_other_data_makes_the_old_answer_worthless(registry: Registry, step: str, name: str, value: str) -> None:
    applicant = factories.answered()
    asked(applicant)
    filing.save_answers(applicant, step, {name: value}, by=people.ratna(), at=now())
    applicant.refresh_from_db()
    assert (applicant.population_state, applicant.population_answer) == ("unchecked", {})


def test_what_was_never_compared_leaves_the_answer_alone(registry: Registry) -> None:
    applicant = factories.answered()
    asked(applicant)
    filing.save_answers(applicant, "details", {"city": "Kabupaten Badung"}, by=people.ratna(), at=now())
    assert applicant.population_state == "matched"


# -------------------------------------------------------------------------------------------------------- asking again


@pytest.fixture
def unchecked(registry: Registry) -> Callable[[], Applicant]:
    """A complete file whose check is still owed."""

    def make() -> Applicant:
        registry.answer = None
        applicant = factories.ready(email="ratna@contoh.id").people.select_related("application").get()
        asked(applicant)
        return applicant

    return make


def test_the_job_asks_again_and_notes_the_answer(registry: Registry, unchecked: Callable[[], Applicant]) -> None:
    applicant = unchecked()
    registry.answer = MATCHED
    jobs.recheck_population(timestamp=0)
    applicant.refresh_from_db()
    assert applicant.population_state == "matched"
    assert population.recheck(at=now()) == 0


def test_the_job_stops_while_the_registry_is_away(registry: Registry) -> None:
    registry.answer = None
    for number in range(5):
        asked(factories.answered(factories.somebody(number)))
    registry.claims.clear()
    assert population.recheck(at=now()) == 0
    assert len(registry.claims) == turns.MOST_SILENCES


def test_numbers_the_registry_stumbles_over_go_to_the_end_of_the_line(registry: Registry) -> None:
    registry.answer = None
    for number in range(5):
        asked(factories.answered(factories.somebody(number)))
    registry.claims.clear()
    population.recheck(at=now() + timedelta(minutes=10))
    population.recheck(at=now() + timedelta(minutes=20))
    assert {claim.nik for claim in registry.claims} == {factories.somebody(number).nik for number in range(5)}


def test_who_was_never_asked_about_and_who_is_done_are_left_alone(registry: Registry) -> None:
    factories.answered()
    closed = factories.answered(people.SUPARMAN)
    closed.population_asked_at = now()
    closed.save()
    closed.move(Stage.CLOSED, by=None, at=now(), close_reason="withdrawn")
    assert population.recheck(at=now()) == 0
    assert registry.claims == []


@pytest.mark.parametrize("state", [State.NOT_FOUND, State.INACTIVE, State.DECEASED])
def test_a_late_no_makes_a_draft_of_a_complete_file_and_says_so(
    registry: Registry, unchecked: Callable[[], Applicant], state: State
) -> None:
    applicant = unchecked()
    registry.answer = Answer(state)
    population.recheck(at=now())
    applicant.refresh_from_db()
    assert (applicant.population_state, applicant.filed) == (state, False)
    assert Applicant.objects.get(pk=applicant.pk).application.state == "draft"
    told = Message.objects.filter(kind="applications/population").get()
    assert told.context["person"] == "Ratna Wulandari"


def test_a_late_no_after_a_place_is_held_is_for_the_counter(
    registry: Registry, unchecked: Callable[[], Applicant]
) -> None:
    applicant = unchecked()
    applicant.move(Stage.APPOINTMENT, by=None, at=now())
    registry.answer = Answer(State.NOT_FOUND)
    population.recheck(at=now())
    applicant.refresh_from_db()
    assert (applicant.population_state, applicant.stage) == ("not_found", "appointment")
    assert not Message.objects.filter(kind="applications/population").exists()
