"""One family in two tabs: acts that write to several of its people wait for one another, never in a circle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from mpaspor.core.clock import now
from mpaspor.stages.applications import filing, keeping, submission
from mpaspor.stages.applications.models import Applicant, Application
from tests import factories, people
from tests.stages.appointments import racing

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _answer_for_the_last(application: Application) -> None:
    [*_, last] = application.people.all()
    filing.save_answers(last, "identity", {"birth_place": "Ubud"}, by=None, at=now())


def _complete(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(state=Application.DRAFT)
    submission.make_ready(Application.objects.get(pk=application.pk), by=None, at=now())


def _meanwhile(act: Callable[[Application], None]) -> list[object]:
    """One tab has written to the first person and, when the other waits, writes to the last; what both met."""
    family = factories.family(people.RATNA, people.BAGUS, people.KIRANA)
    first, *_, last = family.people.all()
    with connection.cursor() as cursor:
        # The first person lies behind the others in the table, where an update without an order comes last.
        cursor.execute('CREATE INDEX backwards ON applications_applicant ("order" DESC)')
        cursor.execute("CLUSTER applications_applicant USING backwards")
        cursor.execute("DROP INDEX backwards")

    def one_tab() -> None:
        Applicant.objects.filter(pk=first.pk).update(birth_place="Gianyar")

    def other_tab() -> None:
        act(Application.objects.get(pk=family.pk))

    def write_to_the_last() -> None:
        Applicant.objects.filter(pk=last.pk).update(birth_place="Klungkung")

    return racing.before_it_ends(one_tab, other_tab, then=write_to_the_last)


@pytest.mark.parametrize("act", [_answer_for_the_last, _complete])
def test_neither_tab_is_thrown_out(act: Callable[[Application], None]) -> None:
    assert _meanwhile(act) == [None, None]


@pytest.mark.parametrize("act", [_answer_for_the_last, _complete])
def test_without_the_order_they_would_meet_head_on(
    act: Callable[[Application], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "in_line", lambda application: list(application.people.all()))
    assert any(isinstance(met, OperationalError) for met in _meanwhile(act))
