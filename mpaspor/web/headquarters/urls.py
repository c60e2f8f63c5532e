"""Addresses of the centre: resources, not verbs."""

from __future__ import annotations

from django.urls import path, register_converter

from mpaspor.web.headquarters import reports
from mpaspor.web.headquarters.appointments import announcing, draws, overview, staggering, witnessing


class Mark:
    """What names a signal: twelve hexadecimal digits."""

    regex = "[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Mark, "mark")

app_name = "headquarters"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("/draws", draws.draws, name="draws"),
    path("/draws/new", announcing.announce, name="announce"),
    path("/draws/<slug:code>", draws.draw, name="draw"),
    path("/stagger", staggering.stagger, name="stagger"),
    path("/witnessing", witnessing.witnessing, name="witnessing"),
    path("/witnessing/<int:pk>/commitment", witnessing.commit, name="commitment"),
    path("/witnessing/<int:pk>/secret", witnessing.reveal, name="secret"),
    path("/signals", reports.all_signals, name="signals"),
    path("/signals/<slug:kind>/<mark:mark>", reports.note, name="signal_note"),
    path("/files/<str:reference>", reports.file, name="file"),
]
