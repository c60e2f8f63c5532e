"""`mpaspor demo`: make the demo town, once."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mpaspor.core import clock
from mpaspor.demo import banks, town


class Command(BaseCommand):
    help = "Make the demo town: officers, citizens, files at every stage. Once; then it is left alone."

    def handle(self, *_args: object, **_options: object) -> None:
        if not settings.DEMO:
            message = "This is not a demo (MPASPOR_DEMO is not 1): no invented people are let in."
            raise CommandError(message)
        town.settle(clock.now())
        banks.settle(clock.now())
        self.stdout.write(town.demo_banner())
