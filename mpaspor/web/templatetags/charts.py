"""A chart drawn on the server: stacked bars with their values written on them. The table stands beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from mpaspor.web.templatetags.drawing import piece
from mpaspor.web.templatetags.telling import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

register = template.Library()
WIDTH, HEIGHT, LEFT, TOP = 640, 220, 52, 24
GRID_LINES = 4
BAR_SHARE = 0.56
# One or two bars alone would be walls.
WIDEST = 56


@register.simple_tag
def chart(
    rows: Sequence[tuple[str, int, int]], solid: object, hatched: object, label: object, unit: int = 1
) -> SafeString:
    """`{% chart rows _("Elektronik") _("Biasa") finding %}`: rows of (name, solid, hatched), from zero up.

    Figures are told in `unit`s, of which the highest bar has ten or more unless it is 1; less than one is told as that.
    """
    step = _step(max((below + above for _name, below, above in rows), default=0))
    scale = (HEIGHT - TOP) / (step * GRID_LINES)
    room = (WIDTH - LEFT) / max(1, len(rows))
    bars = [_bar(row, LEFT + room * at, room, scale, unit) for at, row in enumerate(rows)]
    grid = [{"value": step * at // unit, "y": round(HEIGHT - step * at * scale, 1)} for at in range(GRID_LINES + 1)]
    words = {"solid": solid, "hatched": hatched, "label": label}
    return piece("chart", bars=bars, grid=grid, left=LEFT, right=WIDTH, base=HEIGHT, **words)


def _step(highest: int) -> int:
    """A round distance between grid lines, so that four of them hold the highest bar."""
    wanted = max(1, highest / GRID_LINES)
    power = 10 ** math.floor(math.log10(wanted))
    return next(int(round_step) for round_step in (power, 2 * power, 5 * power, 10 * power) if round_step >= wanted)


def _bar(row: tuple[str, int, int], start: float, room: float, scale: float, unit: int) -> dict[str, object]:
    name, below, above = row
    low, high = below * scale, above * scale
    width = min(room * BAR_SHARE, WIDEST)
    return {
        "name": name,
        "told": _told(below + above, unit),
        "x": round(start + (room - width) / 2, 1),
        "width": round(width, 1),
        "middle": round(start + room / 2, 1),
        "low_y": round(HEIGHT - low, 1),
        "low": round(low, 1),
        "high_y": round(HEIGHT - low - high, 1),
        "high": round(high, 1),
        "word_y": round(HEIGHT - low - high - 7, 1),
    }


def _told(total: int, unit: int) -> str:
    return f"<{figure(1)}" if 0 < total < unit else figure(round(total / unit))
