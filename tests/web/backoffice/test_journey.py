"""From the door to the book, every act from its own page."""

from __future__ import annotations

import pytest
from django.test import Client

from mpaspor.audit.models import Entry
from mpaspor.core.clock import now
from mpaspor.stages.decisions import screening
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.visits.models import Visit
from mpaspor.web.backoffice import telling
from tests import people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, picture

pytestmark = pytest.mark.django_db


def test_ratna_comes_in_and_leaves_with_her_book(
    wayan: Client, komang: Client, pertiwi: Client, printer: Client, hands: Client
) -> None:
    application = office_day.paid()
    assert wayan.post("/office/arrivals", {"code": application.reference}).status_code == 302
    visit = Visit.objects.get()
    assert "Panggil 09-01" in page(wayan, "/office")
    go(wayan, f"/office/visits/{visit.pk}/call")
    assert "Ratna" in page(wayan, f"/office/visits/{visit.pk}/examination")
    for document in visit.applicant.documents.all():
        go(wayan, f"/office/visits/{visit.pk}/examination/verdicts", paper=document.kind, verdict="same")
    go(wayan, f"/office/visits/{visit.pk}/examination/end")

    assert "Wawancara 09-01" in page(komang, "/office")
    page(komang, f"/office/visits/{visit.pk}/interview")
    go(komang, f"/office/visits/{visit.pk}/interview", conclusion="clear", text="Lancar.", now_occupation="Penjahit")
    assert "Penjahit" in page(komang, f"/office/visits/{visit.pk}/interview")
    go(komang, f"/office/visits/{visit.pk}/portrait", portrait=picture(office_day.PORTRAIT, "foto.jpg"))
    several = [picture(data, f"jari-{position:02}.jpg") for position, data in office_day.PRINTS.items()]
    go(komang, f"/office/visits/{visit.pk}/fingers", fingers=several)
    assert "Semua lengkap." in page(komang, f"/office/visits/{visit.pk}/interview")
    go(komang, f"/office/visits/{visit.pk}/enrolment")

    decision = Decision.objects.get()
    screening.record(decision, office_day.NOBODY, at=now())
    assert "Ratna" in page(pertiwi, "/office/decisions")
    assert "Tidak ada nama yang mirip" in page(pertiwi, f"/office/decisions/{decision.pk}")
    go(pertiwi, f"/office/decisions/{decision.pk}/opinion", verdict="grant", words="Sesuai.")

    office_day.blanks()
    passport = Passport.objects.get()
    assert "Cetak Ratna" in page(printer, "/office/passports")
    go(printer, f"/office/passports/{passport.pk}/print")
    assert "P<IDNWULANDARI<<RATNA" in page(printer, f"/office/passports/{passport.pk}/inspection")
    go(printer, f"/office/passports/{passport.pk}/inspection")

    assert "X1234567" in page(hands, "/office/handovers")
    page(hands, f"/office/passports/{passport.pk}/handover")
    given = {"collector": "holder", "name": "Ratna Wulandari", "identity": people.RATNA.nik}
    go(hands, f"/office/passports/{passport.pk}/handover", **given)
    passport.refresh_from_db()
    assert passport.state == "collected"
    assert "Sudah diserahkan" in page(hands, f"/office/passports/{passport.pk}/handover")
    assert "Paspor diserahkan" in page(hands, f"/office/cases/{application.reference}")
    told = set(Entry.objects.exclude(application_id=None).values_list("act", flat=True))
    assert told - set(telling.ACTS) == set(), "an act without words"
