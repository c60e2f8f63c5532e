"""Picking offices: by name, under the zone they live in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mpaspor.core import dates
from mpaspor.offices.models import Office
from mpaspor.web.access import CENTRE

NAMED = 5
ZONES = (CENTRE, "Asia/Makassar", "Asia/Jayapura")


@dataclass(frozen=True)
class Pick:
    pk: int
    name: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """The offices of one zone; open when one of them is chosen."""

    zone: str
    picks: list[Pick]

    @property
    def chosen(self) -> int:
        return sum(pick.chosen for pick in self.picks)

    @property
    def names(self) -> str:
        """Those chosen, the first few by name."""
        names = [pick.name for pick in self.picks if pick.chosen]
        more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
        return ", ".join(names[:NAMED]) + more


class Picking(forms.Form):
    """A form over several offices."""

    office = forms.MultipleChoiceField(
        label=_("Kantor"), error_messages={"required": _("Pilih paling sedikit satu kantor.")}
    )

    def __init__(self, *given: Any, **facts: Any) -> None:
        super().__init__(*given, **facts)
        self.known: dict[str, Office] = {str(office.pk): office for office in Office.objects.order_by("name")}
        offices: Any = self.fields["office"]
        offices.choices = [(pk, office.name) for pk, office in self.known.items()]

    def offices(self) -> list[Office]:
        return [self.known[pk] for pk in self.cleaned_data["office"]]

    def picks(self) -> list[Group]:
        chosen = set(self["office"].value() or [])
        groups: dict[str, list[Pick]] = {dates.zone_name(zone): [] for zone in ZONES}
        for pk, office in self.known.items():
            groups.setdefault(dates.zone_name(office.zone), []).append(Pick(office.pk, office.name, pk in chosen))
        return [Group(zone, picks) for zone, picks in groups.items() if picks]
