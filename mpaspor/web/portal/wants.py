"""What the form of the waiting list asks: how far one would go, and on which days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mpaspor.offices import nearby
from mpaspor.offices.models import Office
from mpaspor.web.widgets import Choice, DateParts

# Distances worth a choice of their own, as far as the policy goes.
DISTANCES = (25, 50, 100)


class Wants(forms.Form):
    """How far and on which days; the choices of distance say which offices they bring."""

    within_km = forms.TypedChoiceField(
        label=gettext_lazy("Kantor mana saja boleh?"), widget=forms.RadioSelect, coerce=int, initial=0
    )
    first_on = forms.DateField(
        label=gettext_lazy("Paling cepat"), widget=DateParts(), required=False,
        help_text=gettext_lazy("Kosongkan kalau secepatnya."),
    )  # fmt: skip
    last_on = forms.DateField(
        label=gettext_lazy("Paling lambat"), widget=DateParts(), required=False,
        help_text=gettext_lazy("Kosongkan kalau kapan saja."),
    )  # fmt: skip

    def __init__(self, office: Office, furthest: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["within_km"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = distances(office, furthest)


def distances(office: Office, furthest: int) -> list[tuple[str, Choice]]:
    """Only this office, then each distance at which there is one more."""
    near = nearby.nearest(office, furthest)
    rows = [("0", Choice(_("Hanya %(office)s") % {"office": office.name}))]
    counted = 0
    for km in sorted({*(one for one in DISTANCES if one < furthest), furthest}):
        names = [one.office.name for one in near if one.km <= km]
        if len(names) > counted:
            counted = len(names)
            told = ngettext("%(count)s kantor lain: %(names)s", "%(count)s kantor lain: %(names)s", counted)
            hint = told % {"count": counted, "names": _few(names)}
            rows.append((str(km), Choice(_("Sampai %(km)s km dari sana") % {"km": km}, hint=hint)))
    return rows


def _few(names: list[str], most: int = 4) -> str:
    told = ", ".join(names[:most])
    return told if len(names) <= most else _("%(names)s, dan lainnya") % {"names": told}
