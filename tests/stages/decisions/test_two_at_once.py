"""Two adjudicators who give their opinions at the same moment; with its negative control."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from mpaspor.core.clock import now
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.decisions.models import Decision
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _grant_elsewhere(decision_id: int) -> str:
    """The second, in a connection of her own."""
    try:
        decision = Decision.objects.select_related("applicant__application", "office").get(pk=decision_id)
        return adjudication.grant(decision, "Sesuai.", by=people.second_adjudicator(), at=now()).state
    finally:
        connection.close()


def _both_at_once() -> str:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    people.second_adjudicator(), people.pertiwi()
    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            adjudication.grant(decision, "Sesuai.", by=people.pertiwi(), at=now())
            second: Future[str] = elsewhere.submit(_grant_elsewhere, decision.pk)
            # Not committed yet: she must wait here, or she will not see the first.
            time.sleep(0.5)
        second.result(timeout=10)
    return Decision.objects.get().state


def test_the_second_waits_for_the_first_and_the_decision_is_made() -> None:
    assert _both_at_once() == Decision.State.GRANTED


def test_without_the_lock_both_would_think_they_were_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    assert _both_at_once() == Decision.State.READY
