"""Whose turn it is: what one officer may do next for one visitor."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Permission
from mpaspor.stages.visits.models import Visit


class Turn(NamedTuple):
    """The next act: its page, whether it is a form to send or a page to open, and which comes first at a desk."""

    page: str
    word: str | Promise
    is_act: bool
    order: int
    key: str


_EXAMINE = Turn("backoffice:examination", _("Periksa dokumen"), is_act=False, order=0, key="P")
_ENROL = Turn("backoffice:interview", _("Foto dan sidik jari"), is_act=False, order=0, key="P")
_INTERVIEW = Turn("backoffice:interview", _("Wawancara"), is_act=False, order=1, key="P")
_CALL = Turn("backoffice:call", _("Panggil"), is_act=True, order=2, key="P")
_RESUME = Turn("backoffice:resumption", _("Lanjutkan"), is_act=True, order=3, key="P")

TURNS: dict[str, tuple[Permission, Turn]] = {
    Visit.State.CALLED: (Permission.VISIT_EXAMINE, _EXAMINE),
    Visit.State.EXAMINED: (Permission.VISIT_INTERVIEW, _INTERVIEW),
    Visit.State.INTERVIEWED: (Permission.VISIT_INTERVIEW, _ENROL),
    Visit.State.WAITING: (Permission.VISIT_CALL, _CALL),
    Visit.State.PARKED: (Permission.VISIT_CALL, _RESUME),
}


def turn_of(visit: Visit, officer: User) -> Turn | None:
    permission, turn = TURNS.get(visit.state, (None, None))
    return turn if permission and officer.may(permission) else None
