"""What was found on the way to the decision, and a watchlist candidate held beside the applicant."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from mpaspor.core import dates
from mpaspor.stages.applications import names, questions, register, requirements
from mpaspor.stages.applications.models import Applicant, Document, IssuedPassport
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.visits.models import Interview, Visit
from mpaspor.web.backoffice import telling
from mpaspor.web.templatetags.telling import language


class Evidence(NamedTuple):
    visit: Visit | None
    interview: Interview | None
    documents: list[tuple[str, Document]]
    old: IssuedPassport | None
    purpose: str
    destination: str
    differs: list[tuple[str, str]]


class Fact(NamedTuple):
    label: str
    ours: str
    theirs: str
    same: bool


class Candidate(NamedTuple):
    facts: list[Fact]
    differing: int
    requested_by: str
    order_reference: str
    until: date


def of(decision: Decision) -> Evidence:
    person = decision.applicant
    visit = person.visits.select_related("interview__by", "capture").order_by("-pk").first()
    interview = getattr(visit, "interview", None)
    known = questions.known(person)
    differs = interview.notes.get("differs", {}) if interview else {}
    return Evidence(
        visit=visit,
        interview=interview,
        documents=[(str(requirements.label(one.kind)), one) for one in person.documents.defer("thumbnail")],
        old=register.issued_to(*register.keys_of(person)),
        purpose=telling.answer(questions.named("purpose"), known.get("purpose", "")),
        destination=str(known.get("destination", "")),
        differs=[(str(questions.named(name).label), said) for name, said in differs.items()],
    )


def compared(person: Applicant, candidate: dict[str, Any]) -> Candidate:
    """Fact by fact. Names are the same however they are written; what the list does not know is not compared."""
    born = date.fromisoformat(candidate["birth_on"])
    father = str(questions.known(person).get("father_name", ""))
    facts = [
        Fact(_("Nama"), person.full_name, candidate["name"], names.same_name(person.full_name, candidate["name"])),
        Fact(_("Tanggal lahir"), _day(person.birth_on), _day(born), person.birth_on == born),
        _words(_("Tempat lahir"), person.birth_place, candidate.get("birth_place") or ""),
        Fact(_("NIK"), _ending(person.nik), _ending(candidate.get("nik") or ""), person.nik == candidate.get("nik")),
        _words(_("Nama ayah"), father, candidate.get("father_name") or ""),
    ]
    told = [fact for fact in facts if fact.theirs]
    return Candidate(
        told,
        sum(not fact.same for fact in told),
        candidate.get("requested_by", ""),
        candidate.get("order_reference", ""),
        date.fromisoformat(candidate["until"]),
    )


def _words(label: str, ours: str, theirs: str) -> Fact:
    return Fact(label, ours, theirs, names.same_name(ours, theirs) if ours and theirs else False)


def _day(day: date | None) -> str:
    return dates.plain_day(day, None, language()) if day else ""


def _ending(number: str) -> str:
    return f"•••• {number[-4:]}" if number else ""
