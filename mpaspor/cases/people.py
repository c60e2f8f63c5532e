"""Finding people's files at an office."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from mpaspor.core import references
from mpaspor.offices.models import Office
from mpaspor.stages.applications import register
from mpaspor.stages.applications.models import Applicant, Application

NIK_DIGITS = 16
MOST_FOUND = 50
SHORTEST_NAME = 3


def find(office: Office, text: str, *, on: date) -> list[Applicant]:
    """People with a file at this office by reference, NIK, ticket of the day, number of the new passport, or name."""
    question = _question(text.strip(), on)
    if question is None:
        return []
    found = Applicant.objects.filter(question, application__in=Application.objects.at(office)).select_related(
        "application", "decision", "passport"
    )
    return list(
        found.defer("decision__watchlist").distinct().order_by("-application__created_at", "order")[:MOST_FOUND]
    )


def _question(text: str, on: date) -> Q | None:
    plain = "".join(text.split()).upper()
    if plain.isascii() and plain.isdigit() and len(plain) == NIK_DIGITS:
        return Q(person_key=register.person_key(plain))
    called = Q(full_name__icontains=" ".join(text.split()))
    if references.is_valid(text):
        # Eight letters of a name can look like a reference.
        return Q(application__reference=references.normalise(text)) | called
    if any(mark.isdigit() for mark in plain):
        return Q(visits__ticket=plain, visits__on=on) | Q(passport__number=plain)
    return called if len(text) >= SHORTEST_NAME else None
