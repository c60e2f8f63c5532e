"""Brings the database up to date and builds the demo town if there is none; run once by `mpaspor up`, as its child."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def prepare(banner: Path) -> None:
    """Migrate, build the town, and leave in `banner` what a newcomer is told."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    banner.write_text(_town() if settings.DEMO else "")


def _town() -> str:
    from mpaspor.demo import town  # noqa: PLC0415 its records exist only after django.setup()

    if not town.stands():
        call_command("demo")
    return town.demo_banner()


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
