"""What `invariants` and `verify-ledger` say of a database, without starting Django anew for each question."""

from __future__ import annotations

import importlib
import os

import django

from bench.ground import Ground


def prepare(ground: Ground) -> None:
    """Django, with the eyes on this database."""
    os.environ |= ground.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()


def problems() -> list[str]:
    """Seal what happened so far, and ask everything; the trail and the ledger as the nightly check sees them."""
    clock, connections = _named("mpaspor.core.clock"), _named("django.db").connections
    connections.close_all()  # the server we knew may have been killed
    at = clock.now()
    _named("mpaspor.audit.seals").seal(at=at)
    _named("mpaspor.stages.appointments.ledger.sealing").seal(at)
    found = [" ".join(finding) for finding in _named("mpaspor.cases.invariants").check(at)]
    return [*found, *_named("mpaspor.stages.appointments.ledger.verifying").problems()]


def _named(module: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    """Records can be named only once Django is set up."""
    return importlib.import_module(module)
