"""A PostgreSQL for one run of the tests, and the keys of a house that holds nothing.

A pytest plugin (`-p tests.database`): it must come before Django's settings are read, and once, not in every worker.
"""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import messages
from config.supervisor import pairs
from config.supervisor.child import Child
from config.supervisor.postgres import Cluster

_running: list[tuple[Child | None, Path]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    if "MPASPOR_TEST_FOLDER" not in os.environ:
        _begin()
    # Each worker stores its papers apart: one counts what another would have left.
    home = Path(os.environ["MPASPOR_TEST_FOLDER"]) / os.environ.get("PYTEST_XDIST_WORKER", "data")
    os.environ["MPASPOR_DATA"] = str(home)
    (home / "static").mkdir(parents=True, exist_ok=True)
    yield


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    while _running:
        child, folder = _running.pop()
        if child:
            child.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _begin() -> None:
    folder = Path(tempfile.mkdtemp(prefix="mpaspor-test-"))
    child = None
    if "DATABASE_URL" not in os.environ:
        cluster = Cluster(folder / "postgres", folder, folder / "postgres.log", durable=False)
        child = cluster.start()
        os.environ["DATABASE_URL"] = cluster.url
    _running.append((child, folder))
    messages.compile_stale()
    os.environ |= {
        "MPASPOR_TEST_FOLDER": str(folder),
        "MPASPOR_DEMO": "1",
        "MPASPOR_SECRET_KEY": "not a secret",
        "MPASPOR_ENCRYPTION_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}",
        "MPASPOR_INDEX_KEY": base64.b64encode(bytes(range(32))).decode(),
        "MPASPOR_BANK_SECRET": "not a secret either",
        **pairs.draw(pairs.RECEIPT),
    }
    for name in ("MPASPOR_ADDRESS", "MPASPOR_AUDIENCE", "MPASPOR_HOSTS", "MPASPOR_SANDBOX_URL", "HOST", "PORT"):
        os.environ.pop(name, None)
