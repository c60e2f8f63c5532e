"""What forms and pages hand to the parts: a date in three small fields, a choice with its hint, a day of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

DAY, MONTH, YEAR = "day", "month", "year"
PART_LABELS = {DAY: _("Tanggal"), MONTH: _("Bulan"), YEAR: _("Tahun")}


@dataclass(frozen=True)
class Choice:
    """A label of a radio or checkbox row: `("self", Choice(_("Saya sendiri"), hint=_("…")))`. One that is off says why in `right`."""

    label: str | Promise
    hint: str | Promise = ""
    right: str | Promise = ""
    off: bool = False

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class CalendarDay:
    """One day of the calendar. `state`: open, few (too few for the family), full, shut. A closed day says why, in a word and in full."""

    on: date
    state: str
    places: int | None = None
    word: str | Promise = ""
    reason: str | Promise = ""
    way_label: str | Promise = ""
    way_url: str = ""
    href: str = ""
    chosen: bool = False
    rank: int | None = None


class DateParts(forms.MultiWidget):
    """A date as day, month and year, each typed as a number; `parts=("month", "year")` where the day is not known.

    Gives the form an ISO date, or what was typed when it is none, so that the field can refuse it and the page show it again.
    """

    def __init__(self, parts: tuple[str, ...] = (DAY, MONTH, YEAR), autocomplete: str = "") -> None:
        self.parts = parts
        fields = {}
        for part in parts:
            attrs = {"inputmode": "numeric", "maxlength": 4 if part == YEAR else 2}
            if autocomplete:
                attrs["autocomplete"] = f"{autocomplete}-{part}" if autocomplete == "bday" else "off"
            fields[part] = forms.TextInput(attrs)
        super().__init__(fields)

    def decompress(self, value: Any) -> list[str]:
        year, month, day = self._split(value)
        told = {DAY: day, MONTH: month, YEAR: year}
        return [told[part] for part in self.parts]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        typed = dict(zip(self.parts, super().value_from_datadict(data, files, name), strict=True))
        clean = {part: (value or "").strip().replace("-", "") for part, value in typed.items()}
        if not any(clean.values()):
            return None
        year, month, day = clean[YEAR], clean[MONTH], clean.get(DAY, "1")
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            return f"{year}-{month}-{day}"

    @staticmethod
    def _split(value: Any) -> list[str]:
        if isinstance(value, date):
            return [str(value.year), str(value.month), str(value.day)]
        pieces = str(value or "").split("-", 2)
        numbers = [piece.lstrip("0") if piece.isdigit() else piece for piece in pieces]
        return [*numbers, "", "", ""][:3]
