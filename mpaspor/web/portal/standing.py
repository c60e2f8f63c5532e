"""Where a person stands, as one tag; and the one thing her file asks for next."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.cases.file import Person, Standing
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.web.templatetags import vocabulary

_WAY = list(Stage.values)


class NextAct(NamedTuple):
    words: str | Promise
    url: str


def files_of(user: User) -> QuerySet[Application]:
    """Her files with everything a standing reads, newest first."""
    people = Applicant.objects.select_related("decision", "passport").prefetch_related("visits", "appointments")
    files = Application.objects.of(user).select_related("office")
    return files.prefetch_related(Prefetch("people", queryset=people)).order_by("-created_at", "-pk")


def of_person(applicant: Applicant) -> Standing:
    """The same as the whole file would say, from what `files_of` has read."""
    person = Person(applicant)
    person.appointment = max(applicant.appointments.all(), key=lambda place: place.pk, default=None)
    person.visit = max(applicant.visits.all(), key=lambda visit: visit.pk, default=None)
    person.decision = getattr(applicant, "decision", None)
    person.passport = getattr(applicant, "passport", None)
    return person.standing


def of_file(file: Application) -> Standing:
    """Of the person who still has to do something; of equals, whoever has the longest way to go."""
    people = sorted(file.people.all(), key=lambda person: (_WAY.index(person.stage), person.order))
    standings = [of_person(person) for person in people]
    return min(standings, key=lambda standing: words(standing).mark != "look")


def words(standing: Standing) -> vocabulary.State:
    return vocabulary.words(standing.record, standing.state)


def next_act(file: Application, standing: Standing) -> NextAct:
    told, page = (
        NEXT.get(tuple(standing)) or NEXT.get(standing.record) or (_("Lihat perkembangannya"), "portal:application")
    )
    return NextAct(told, reverse(page, args=[file.reference]))


NEXT: dict[tuple[str, ...] | str, tuple[str | Promise, str]] = {
    ("application", "draft"): (_("Lanjutkan isian"), "portal:application"),
    ("application", "ready"): (_("Pilih tempat dan hari"), "portal:offices"),
    ("appointment", "held"): (_("Lihat biaya dan bayar"), "portal:payment"),
    ("appointment", "confirmed"): (_("Buka bukti daftar"), "portal:proof"),
    "bill": (_("Buka kode bayar"), "portal:bill"),
    ("decision", "papers_wanted"): (_("Lihat dokumen yang diminta"), "portal:application"),
    ("decision", "refused"): (_("Lihat alasan dan cara keberatan"), "portal:application"),
    ("passport", "ready"): (_("Lihat cara mengambil"), "portal:application"),
}
