"""The centre shares the hours out among offices: proposed first, announced as shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from mpaspor.stages.appointments.models import Release, Waiting
from tests import people
from tests.stages.appointments.scene import FAMILY, MORNING, file
from tests.web.backoffice.asking import go, page, refused
from tests.web.headquarters.test_draws import day

pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    return {
        **day("first", 12), **day("last", 13), "opens": "8", "closes": "10", "pause": "0", "capacity": "20",
        "service_class": "regular", "passport_kind": "any", **day("open_on", 5), "open_clock": "07.00", "rate": "8",
        "office": [people.denpasar().pk, people.jayapura().pk], **changes,
    }  # fmt: skip


def shown(told: str) -> str:
    return told.partition('name="shown" value="')[2].partition('"')[0]


def test_moments_are_proposed_with_what_they_rest_on(centre: Client) -> None:
    Waiting.objects.create(application=file(*FAMILY), joined_at=MORNING, office=people.denpasar())
    told = page(centre, f"/centre/stagger?{urlencode(typed(), doseq=True)}")
    assert "160 orang diperkirakan datang" in told
    assert "daftar tunggu 3, biasanya datang 0" in told
    assert "09.00 WIT" in told
    assert not Release.objects.exists()


def test_what_was_shown_is_announced(centre: Client) -> None:
    told = page(centre, f"/centre/stagger?{urlencode(typed(), doseq=True)}")
    go(centre, "/centre/stagger", **typed(shown=shown(told)))
    opened = Release.objects.order_by("opens_at").values_list("office__name", "opens_at")
    assert [(name, moment.isoformat()) for name, moment in opened] == [
        ("Jayapura", "2026-01-05T00:00:00+00:00"),
        ("Denpasar", "2026-01-05T01:00:00+00:00"),
    ]
    assert "2 pembukaan diumumkan" in page(centre, "/centre")


def test_what_was_not_shown_is_not_announced(centre: Client) -> None:
    assert "Usulannya berubah" in refused(centre, "/centre/stagger", 409, **typed(shown="1@202601010000"))
    assert not Release.objects.exists()


def test_all_are_announced_or_none(centre: Client) -> None:
    told = page(centre, f"/centre/stagger?{urlencode(typed(), doseq=True)}")
    go(centre, "/centre/stagger", **typed(shown=shown(told)))
    assert "sudah ada di pengumuman lain" in refused(centre, "/centre/stagger", 422, **typed(shown=shown(told)))
    assert Release.objects.count() == 2


def test_a_rate_of_nobody_is_refused(centre: Client) -> None:
    refused(centre, "/centre/stagger", 422, **typed(rate="0"))
