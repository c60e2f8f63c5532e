"""Where a person stands, as one tag; and the one thing her file asks for next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.cases.file import File, Person, Standing
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments.models import DrawEntry, Waiting
from mpaspor.web.templatetags import vocabulary

_WAY = list(Stage.values)


class NextAct(NamedTuple):
    words: str | Promise
    url: str


def files_of(user: User) -> QuerySet[Application]:
    """Her files with everything a standing reads, newest first."""
    people = Applicant.objects.select_related("decision", "passport").prefetch_related("visits", "appointments")
    files = Application.objects.of(user).select_related("office")
    entered = DrawEntry.objects.filter(state=DrawEntry.State.ENTERED).select_related("draw")
    waiting = Waiting.objects.filter(state__in=(Waiting.State.WAITING, Waiting.State.OFFERED))
    return files.prefetch_related(
        Prefetch("people", queryset=people),
        Prefetch("draw_entries", queryset=entered.order_by("draw__results_at", "pk"), to_attr="entered"),
        Prefetch("waitings", queryset=waiting, to_attr="waits"),
    ).order_by("-created_at", "-pk")


def of_person(applicant: Applicant) -> Standing:
    """The same as the whole file would say, from what `files_of` has read."""
    person = Person(applicant)
    person.appointment = max(applicant.appointments.all(), key=lambda place: place.pk, default=None)
    person.visit = max(applicant.visits.all(), key=lambda visit: visit.pk, default=None)
    person.decision = getattr(applicant, "decision", None)
    person.passport = getattr(applicant, "passport", None)
    return person.standing


def of_file(file: Application) -> Standing:
    """Of the person who still has to do something; of equals, whoever has the longest way to go.

    A complete file without a place may take part in a draw or wait for one.
    """
    people = sorted(file.people.all(), key=lambda person: (_WAY.index(person.stage), person.order))
    standings = [of_person(person) for person in people]
    waits = _waits(vars(file)["waits"], vars(file)["entered"], standings[0])
    if waits:
        return Standing(type(waits).__name__.lower(), waits.state)
    return min(standings, key=lambda standing: words(standing).mark != "look")


def words(standing: Standing) -> vocabulary.State:
    return vocabulary.words(standing.record, standing.state)


def waits_at(case: File) -> str:
    """The page of the list or the draw on which a file without a place of its own waits; "" when it does not."""
    file = case.application
    live = file.waitings.filter(state__in=(Waiting.State.WAITING, Waiting.State.OFFERED))
    entered = file.draw_entries.filter(state=DrawEntry.State.ENTERED).select_related("draw")
    waits = _waits(live, entered.order_by("draw__results_at", "pk"), case.people[0].standing)
    if isinstance(waits, DrawEntry):
        return reverse("portal:draw", args=[file.reference, waits.draw.code])
    return reverse("portal:waiting", args=[file.reference]) if waits else ""


def _waits(waiting: Iterable[Waiting], entered: Iterable[DrawEntry], standing: Standing) -> Waiting | DrawEntry | None:
    """An offer is a held place, and only that; a file that waits or takes part has none."""
    if standing == ("appointment", "held"):
        return next((one for one in waiting if one.state == Waiting.State.OFFERED), None)
    if standing != ("application", "ready"):
        return None
    return next(iter(waiting), None) or next(iter(entered), None)


def next_act(file: Application, standing: Standing) -> NextAct:
    told, page = (
        NEXT.get(tuple(standing)) or NEXT.get(standing.record) or (_("Lihat perkembangannya"), "portal:application")
    )
    return NextAct(told, reverse(page, args=[file.reference]))


NEXT: dict[tuple[str, ...] | str, tuple[str | Promise, str]] = {
    ("application", "draft"): (_("Lanjutkan isian"), "portal:application"),
    ("application", "ready"): (_("Pilih tempat dan hari"), "portal:offices"),
    ("drawentry", "entered"): (_("Lihat undian saya"), "portal:application"),
    ("waiting", "waiting"): (_("Lihat daftar tunggu"), "portal:application"),
    ("waiting", "offered"): (_("Lihat tempat yang ditawarkan"), "portal:application"),
    ("appointment", "held"): (_("Lihat biaya dan bayar"), "portal:payment"),
    ("appointment", "confirmed"): (_("Buka bukti daftar"), "portal:proof"),
    "bill": (_("Buka kode bayar"), "portal:bill"),
    ("decision", "papers_wanted"): (_("Lihat dokumen yang diminta"), "portal:application"),
    ("decision", "refused"): (_("Lihat alasan dan cara keberatan"), "portal:application"),
    ("passport", "ready"): (_("Lihat cara mengambil"), "portal:application"),
}
