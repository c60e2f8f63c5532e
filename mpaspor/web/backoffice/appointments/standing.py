"""Where a release stands."""

from __future__ import annotations

from datetime import datetime

from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Draw, Release


def of(release: Release, at: datetime) -> str:
    """Where a release (its office and draw loaded) stands: announced, draw, line, open, over."""
    if release.last_on < rules.today(release.office, at):
        return "over"
    if release.draw and release.draw.state != Draw.State.AWARDED:
        return "draw"
    if release.opens_at > at:
        return "announced"
    return "line" if release.has_line(at) else "open"
