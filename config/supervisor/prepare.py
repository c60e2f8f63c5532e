"""Brings the database up to date and makes the demo town if there is none; run once by `mpaspor up`, as its child."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def prepare(banner: Path) -> None:
    """Migrate, make the demo town, and leave in `banner` what a newcomer is told."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    told = io.StringIO()
    if settings.DEMO:
        call_command("demo", stdout=told)
    banner.write_text(told.getvalue())


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
