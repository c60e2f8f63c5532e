"""A file becomes ready when nothing is open and the rules of the day have no objection."""

from __future__ import annotations

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_one_person_who_answers_everything_is_ready() -> None:
    application = factories.ready()
    application.refresh_from_db()
    assert application.state == "ready"


def test_a_family_is_ready_together() -> None:
    application = factories.family()
    assert [one.filed for one in application.people.all()] == [True, True, True]
