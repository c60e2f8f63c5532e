"""The two charts of the money, by day and by channel: each in the unit its own amounts ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mpaspor.reports.money_of_all import Taken
from mpaspor.stages.payments.notices import TREASURY
from mpaspor.web.templatetags.receiving import channel_word

Bar = tuple[str, int, int]

UNITS: dict[int, str | Promise] = {
    1_000_000_000: gettext_lazy("miliar rupiah"),
    1_000_000: gettext_lazy("juta rupiah"),
    1_000: gettext_lazy("ribu rupiah"),
    1: gettext_lazy("rupiah"),
}
# As many names as can be read side by side; the table beside has all.
MOST_CHANNELS = 6


@dataclass(frozen=True)
class Chart:
    """Bars of whole rupiah, the treasury's part below; their figures are told in a unit."""

    bars: list[Bar]

    @property
    def unit(self) -> int:
        """The largest in which the smallest bar is not nothing, while the figures stay between two digits and five."""
        amounts = [below + above for _name, below, above in self.bars if below + above]
        highest, lowest = max(amounts, default=0), min(amounts, default=0)
        readable = [unit for unit in UNITS if 10 * unit <= highest < 100_000 * unit] or [1]
        return next((unit for unit in readable if unit <= lowest), readable[0])

    @property
    def told_in(self) -> str | Promise:
        return UNITS[self.unit]


def channels(found: Iterable[Taken]) -> Chart:
    """Who took most first; those beyond the last name together."""
    sums: dict[str, list[int]] = {}
    for one in found:
        sums.setdefault(channel_word(one.channel), [0, 0])[one.source != TREASURY] += one.amount
    bars = sorted(((name, below, above) for name, (below, above) in sums.items()), key=_most_first)
    if len(bars) <= MOST_CHANNELS:
        return Chart(bars)
    return Chart([*bars[: MOST_CHANNELS - 1], _together(bars[MOST_CHANNELS - 1 :])])


def _most_first(bar: Bar) -> tuple[int, str]:
    name, below, above = bar
    return -(below + above), name


def _together(bars: Sequence[Bar]) -> Bar:
    return _("Lainnya"), sum(bar[1] for bar in bars), sum(bar[2] for bar in bars)
