"""What forms and pages hand to the parts: a date in small fields, a choice with its hint, a day of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict
    from django.utils.functional import Promise

DAY, MONTH, YEAR = "day", "month", "year"
YEAR_DIGITS = 4
BAR = "|"
PART_LABELS = {
    DAY: pgettext_lazy("bagian tanggal", "Tanggal"),
    MONTH: pgettext_lazy("bagian tanggal", "Bulan"),
    YEAR: pgettext_lazy("bagian tanggal", "Tahun"),
}


@dataclass(frozen=True)
class Choice:
    """The label of a row: `("self", Choice(_("Saya sendiri"), hint=_("…")))`. One that is off says why in `right`."""

    label: str | Promise
    hint: str | Promise = ""
    right: str | Promise = ""
    off: bool = False

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class CalendarDay:
    """A day of the calendar. `state`: open, few (too few for the family), full, shut.

    A closed day says why: one word in its cell, the whole reason below, and where there is one the way round.
    """

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
    """A date as day, month and year, each typed; `parts=("month", "year")` where the day is not known.

    Gives the form an ISO date; or, when it is none, what was typed between bars: the field refuses that, the page
    shows it again. A year has four digits, so that 91 is never the first century.
    """

    def __init__(self, parts: tuple[str, ...] = (DAY, MONTH, YEAR), autocomplete: str = "") -> None:
        self.parts = parts
        fields: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part in parts:
            attrs = {"inputmode": "numeric", "maxlength": YEAR_DIGITS if part == YEAR else 2}
            if autocomplete:
                attrs["autocomplete"] = f"{autocomplete}-{part}"
            fields[part] = forms.TextInput(attrs)
        super().__init__(fields)

    def decompress(self, value: object) -> list[str]:
        year, month, day = self._split(value)
        told = {DAY: day, MONTH: month, YEAR: year}
        return [told[part] for part in self.parts]

    def value_from_datadict(  # type: ignore[override]  # one date goes on to the form, not the list of its parts
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile[Any]], name: str
    ) -> str | None:
        typed = dict(zip(self.parts, super().value_from_datadict(data, files, name), strict=True))
        clean = {part: (value or "").strip().replace(BAR, "") for part, value in typed.items()}
        if not any(clean.values()):
            return None
        year, month, day = clean[YEAR], clean[MONTH], clean.get(DAY, "1")
        try:
            if len(year) == YEAR_DIGITS:
                return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            pass
        return BAR.join((year, month, day))

    @staticmethod
    def _split(value: object) -> list[str]:
        if isinstance(value, date):
            return [str(value.year), str(value.month), str(value.day)]
        text = str(value or "")
        if BAR in text:
            return text.split(BAR)
        return [*(number.lstrip("0") for number in text.split("-")), "", "", ""][:3]
