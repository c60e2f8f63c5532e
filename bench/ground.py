"""Where it is measured: the whole service with its demo town, or the tables alone with nobody in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg

from config.supervisor import folder as folders
from config.supervisor import keys, tenancy
from config.supervisor.child import Child
from config.supervisor.postgres import Cluster
from tests.journeys import service
from tests.journeys.service import ROOT, Service


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


@dataclass(frozen=True)
class Ground:
    """The tables of the house, as durable as in production, and what its programs must know to find them."""

    cluster: Cluster
    database: Child
    data: Path
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return self.cluster.url

    def connect(self) -> psycopg.Connection:
        """A connection on which each statement is a transaction."""
        return psycopg.connect(self.url, autocommit=True)


@contextmanager
def bare(folder: Path) -> Iterator[Ground]:
    """A database of its own, made and migrated; the processes that use it are the caller's."""
    data = folders.private(folder / "data")
    (data / "static").mkdir(exist_ok=True)
    keys.export(data)
    cluster = tenancy.cluster_in(data)
    database = cluster.start()
    try:
        environment = {**os.environ, "DATABASE_URL": cluster.url, "MPASPOR_DATA": str(data), "MPASPOR_DEMO": "0"}
        subprocess.run(
            [sys.executable, "-m", "config.cli", "migrate", "--verbosity=0", "--skip-checks"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        yield Ground(cluster, database, data, environment)
    finally:
        database.stop()
