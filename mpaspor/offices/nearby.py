"""How far offices are from one another, as the crow flies. Nobody's own position is asked."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from mpaspor.offices.models import Office

EARTH_KM = 6371.0


class Near(NamedTuple):
    """An office, and how many kilometres away it is."""

    office: Office
    km: float


def nearest(office: Office, km: float) -> list[Near]:
    """The other offices within so many kilometres, the nearest first."""
    others = (Near(other, distance(office, other)) for other in Office.objects.exclude(pk=office.pk))
    return sorted((near for near in others if near.km <= km), key=lambda near: (near.km, near.office.name))


def distance(one: Office, other: Office) -> float:
    """Kilometres on the great circle between two offices."""
    here, there = _place(one), _place(other)
    half = sin((there[0] - here[0]) / 2) ** 2 + cos(here[0]) * cos(there[0]) * sin((there[1] - here[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _place(office: Office) -> tuple[float, float]:
    return radians(float(office.latitude)), radians(float(office.longitude))
