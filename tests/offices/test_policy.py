"""The one dated table of rules: an office's own row beats the national one, and the latest to begin wins."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import mpaspor
from mpaspor.offices import policy
from mpaspor.offices.models import Office, Rule
from tests import people

pytestmark = pytest.mark.django_db

KEY = "billing.ttl_minutes"
TODAY = date(2026, 1, 2)


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    policy.forget()
    yield
    policy.forget()


@pytest.fixture
def denpasar() -> Office:
    return people.denpasar()


def rule(value: object, valid_from: date, *, office: Office | None = None, valid_to: date | None = None) -> None:
    Rule.objects.create(key=KEY, value=value, office=office, valid_from=valid_from, valid_to=valid_to, source="a test")
    policy.forget()


def test_the_national_rule_holds_everywhere(denpasar: Office) -> None:
    assert policy.number(KEY, on=TODAY) == 120
    assert policy.number(KEY, on=TODAY, office_id=denpasar.pk) == 120


def test_an_offices_own_rule_beats_the_national_one_even_if_older(denpasar: Office) -> None:
    rule(90, date(2021, 1, 1), office=denpasar)
    rule(60, date(2026, 1, 1))
    assert policy.number(KEY, on=TODAY, office_id=denpasar.pk) == 90
    assert policy.number(KEY, on=TODAY, office_id=people.jayapura().pk) == 60
    assert policy.number(KEY, on=TODAY) == 60


def test_a_rule_holds_from_its_first_day_to_its_last() -> None:
    rule(30, TODAY, valid_to=date(2026, 1, 4))
    found = [policy.number(KEY, on=date(2026, 1, day)) for day in (1, 2, 4, 5)]
    assert found == [120, 30, 30, 120]


def test_of_several_the_latest_to_begin_wins() -> None:
    rule(30, date(2026, 1, 2))
    rule(45, date(2026, 1, 1))
    assert policy.number(KEY, on=TODAY) == 30


def test_ten_years_could_be_had_from_the_day_the_law_said() -> None:
    assert policy.value("validity.adult", on=date(2022, 10, 11)) == [5]
    assert policy.value("validity.adult", on=date(2022, 10, 12)) == [5, 10]


def test_a_day_without_a_rule_is_refused_by_name() -> None:
    with pytest.raises(policy.NoRule, match=r"billing\.ttl_minutes on 2019-12-31"):
        policy.value(KEY, on=date(2019, 12, 31))
    with pytest.raises(policy.NoRule):
        policy.value("no.such_rule", on=TODAY)


def test_two_rules_cannot_begin_on_one_day(denpasar: Office) -> None:
    for office in (None, denpasar):
        rule(30, TODAY, office=office)
        with pytest.raises(IntegrityError), transaction.atomic():
            rule(45, TODAY, office=office)


def test_a_rule_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(30, TODAY, valid_to=date(2026, 1, 1))


def test_many_questions_read_the_table_once() -> None:
    with CaptureQueriesContext(connection) as asked:
        for key in policy.KEYS:
            policy.value(key, on=TODAY)
    assert len(asked) == 1


def test_every_key_has_a_row_and_every_row_a_key() -> None:
    assert set(Rule.objects.values_list("key", flat=True)) == set(policy.KEYS)


def test_every_row_names_its_source() -> None:
    assert not Rule.objects.filter(source="").exists()


def keys_asked(source: str) -> set[str]:
    """The keys a module asks the table for."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "policy"
        and call.func.attr in {"value", "number"}
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_key_the_code_asks_for_is_known_and_every_known_key_is_asked_for() -> None:
    files = sorted(Path(mpaspor.__file__).parent.rglob("*.py"))
    asked = set().union(*(keys_asked(path.read_text()) for path in files))
    assert asked - set(policy.KEYS) == set()
    named = "\n".join(path.read_text() for path in files if path.name != "policy.py" and "migrations" not in path.parts)
    assert {key for key in policy.KEYS if f'"{key}"' not in named} == set()
