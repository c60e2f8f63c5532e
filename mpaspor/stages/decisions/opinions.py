"""Who may still say what, and what she may know of the others' views before she does."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.stages.decisions.models import Decision, Opinion
from mpaspor.stages.visits import interview

Turn = Literal["open", "interviewed", "given", "supervisor", "decided"]


class Seen(NamedTuple):
    """An opinion as one viewer may see it: sealed means who and when, and nothing else."""

    by: User
    at: datetime
    verdict: str
    reason: str
    words: str
    sealed: bool


def visible(decision: Decision, viewer: User) -> list[Seen]:
    """All opinions, oldest first: sealed until the decision is made or the viewer has recorded her own."""
    opinions = list(decision.opinions.select_related("by"))
    is_open = decision.is_over or any(opinion.by_id == viewer.pk for opinion in opinions)
    return [
        Seen(opinion.by, opinion.at, opinion.verdict, opinion.reason, opinion.words, sealed=False)
        if is_open
        else Seen(opinion.by, opinion.at, "", "", "", sealed=True)
        for opinion in opinions
    ]


def turn(decision: Decision, viewer: User) -> Turn:
    """Whether the form is the viewer's to fill in, and if not, why not."""
    if decision.state != Decision.State.READY:
        return "decided"
    if interview.has_interviewed(decision.applicant, viewer):
        return "interviewed"
    # Where one decides, her opinion is the decision: there is none to look for.
    opinions = list(decision.opinions.all()) if decision.needs_two else []
    if any(opinion.by_id == viewer.pk for opinion in opinions):
        return "given"
    if differ(opinions) and viewer.role != Role.SUPERVISOR:
        return "supervisor"
    return "open"


def differ(opinions: list[Opinion]) -> bool:
    """Two adjudicators looked and came to different views: the section's head decides."""
    return len({opinion.verdict for opinion in opinions}) > 1
