"""What no file of the project may hold, and migrations that match the records."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent.parent
# Written so that this file does not find itself.
DOWNLOADS = re.compile(r"https?://[^\s\"']*(?:/simple/|/packages/[0-9a-f]{2}/|registry[.]|files[.]pythonhosted|npmjs)")


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a clone: nothing to look through")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_where_downloads_come_from() -> None:
    found = [path for path in committed() if DOWNLOADS.search(path.read_text(errors="ignore"))]
    assert found == []


def test_an_address_of_downloads_is_found() -> None:
    assert DOWNLOADS.search("https://" + "example.org/simple/django/")
    assert not DOWNLOADS.search("https://docs.djangoproject.com/")


def test_migrations_match_the_records() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
    found = [f"{label}: {step}" for label, steps in changes.items() for made in steps for step in made.operations]
    assert found == []
