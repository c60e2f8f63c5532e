"""The records of stage 2: releases and their slots, places in them, draws, lines, the waiting list, the ledger."""

from __future__ import annotations

from mpaspor.stages.appointments.models.draws import Draw, DrawEntry, DrawPerson, DrawWish, DrawWitness
from mpaspor.stages.appointments.models.ledger import PlaceLine, PlaceSeal
from mpaspor.stages.appointments.models.line import Gate, GateRound
from mpaspor.stages.appointments.models.places import Appointment, AppointmentState, Slot
from mpaspor.stages.appointments.models.releases import Release
from mpaspor.stages.appointments.models.reminders import Reminder
from mpaspor.stages.appointments.models.waiting import FreedPlaces, Waiting

__all__ = [
    "Appointment", "AppointmentState", "Draw", "DrawEntry", "DrawPerson", "DrawWish", "DrawWitness", "FreedPlaces",
    "Gate", "GateRound", "PlaceLine", "PlaceSeal", "Release", "Reminder", "Slot", "Waiting",
]  # fmt: skip
