"""Where it is measured: a fresh service with its demo town, and this process looking into the same database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from config.supervisor import keys, tenancy
from tests.journeys import service
from tests.journeys.service import Service


@contextmanager
def prepared(folder: Path) -> Iterator[Service]:
    """The service, started; Django set up here with its keys and its database."""
    with service.started(folder / "data") as running:
        os.environ |= {
            "DATABASE_URL": tenancy.cluster_in(running.data).url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MPASPOR_ADDRESS": running.address,
            "MPASPOR_DATA": str(running.data),
            "MPASPOR_DEMO": "1",
        }
        keys.export(running.data)
        django.setup()
        yield running
