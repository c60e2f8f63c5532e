"""The replay lives whole years: a visit to the collected book must cost the database little."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor.cases import adjudicate, enrolment
from mpaspor.core.clock import now
from mpaspor.stages.decisions import screening
from mpaspor.stages.passports import handover, inspection, printing
from mpaspor.stages.visits import biometrics, checkin, examination, interview, queue
from tests import people
from tests.cases import office_day

MOST_STATEMENTS = 60
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.django_db
def test_from_the_door_to_the_book_takes_at_most_sixty_statements() -> None:
    application = office_day.paid()
    office_day.blanks()
    office, wayan, komang, pertiwi = people.denpasar(), people.wayan(), people.komang(), people.pertiwi()
    printer, hands = people.printer(), people.handover()
    with CaptureQueriesContext(connection) as asked:
        [visit] = checkin.check_in(application, office, by=wayan, at=now())
        queue.call(visit, "3", by=wayan, at=now())
        examination.judge_all(visit, list(visit.applicant.documents.all()), "same", by=wayan, at=now())
        examination.finish(visit, by=wayan, at=now())
        interview.record(visit, "Lancar.", {}, "clear", by=komang, at=now())
        biometrics.take_portrait(visit, office_day.PORTRAIT, by=komang, at=now())
        biometrics.take_fingers(visit, office_day.PRINTS, by=komang, at=now())
        decision = enrolment.finish(visit, by=komang, at=now())
        screening.record(decision, office_day.NOBODY, at=now())
        adjudicate.grant(decision, "Sesuai.", by=pertiwi, at=now())
        passport = decision.applicant.passport
        printing.print_book(passport, by=printer, at=now())
        inspection.accept(passport, by=printer, at=now())
        handover.collect(passport, collector="holder", name="Ratna", identity=people.RATNA.nik, by=hands, at=now())
    spoken = [query["sql"] for query in asked if not query["sql"].startswith(CONTROL)]
    assert len(spoken) <= MOST_STATEMENTS, "\n".join(sql[:150] for sql in spoken)
