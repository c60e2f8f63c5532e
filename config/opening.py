"""The door of an opening as granian serves it. `MPASPOR_LINE_ADMITS_ALL=1` opens the gate for everybody at once."""

from __future__ import annotations

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from mpaspor.web.opening import door  # noqa: E402 - its parts need Django

application = door.application(admits_all=os.environ.get("MPASPOR_LINE_ADMITS_ALL", "") == "1")

# What was made so far stays: the collector need not look through all of Django again and again while a crowd asks.
gc.collect()
gc.freeze()
