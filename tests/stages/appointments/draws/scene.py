"""A draw over some hours of Denpasar's, watched by two witnesses, with a beacon and a store that cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from hashlib import sha256

from mpaspor.gateways import beacon, storage
from mpaspor.gateways.beacon.port import Round
from mpaspor.gateways.link import Check
from mpaspor.gateways.storage.port import NotStored
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.draws import awarding, drawing, entering, sealing, witnesses
from mpaspor.stages.appointments.draws.entering import Wish
from mpaspor.stages.appointments.models import Draw, DrawEntry, DrawWitness, Release, Slot
from tests import people
from tests.stages.appointments import scene
from tests.stages.appointments.scene import MONDAY, MORNING

CLOSED = MORNING + timedelta(hours=1)
REVEALING = MORNING + timedelta(hours=1, minutes=30)
KNOWN = MORNING + timedelta(hours=3)
RESULTS = MORNING + timedelta(hours=4)
SECRETS = {"Ombudsman RI": "tujuh belas burung", "Kantor Pusat": "hujan di bulan Juni"}
NINE = time(9)


@dataclass
class Outside:
    """The beacon says the same for a round again and again; the store forgets nothing."""

    kept: dict[str, bytes] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def round(self, number: int) -> Round:
        self.asked.append(number)
        signature = sha256(str(number).encode()).digest()
        return Round(number, sha256(signature).hexdigest(), signature.hex())

    def check(self) -> Check:
        raise NotImplementedError

    def put(self, key: str, content: bytes) -> None:
        self.kept[key] = content

    def get(self, key: str) -> bytes:
        if key not in self.kept:
            raise NotStored(key)
        return self.kept[key]

    def delete(self, key: str) -> bool:
        return self.kept.pop(key, None) is not None


def draw(*hours: tuple[int, int], code: str = "denpasar", office: Office | None = None, on: date = MONDAY) -> Draw:
    """Announced; its hours as (hour, places), by default nine o'clock with two places."""
    office = office or people.denpasar()
    made = Draw.objects.create(
        code=code, name="Denpasar, 5 Januari", opens_at=MORNING - timedelta(hours=1), closes_at=CLOSED,
        reveal_by=MORNING + timedelta(hours=2), beacon_at=KNOWN, results_at=RESULTS,
        beacon=beacon.chain().name, beacon_round=beacon.chain().round_at(KNOWN),
    )  # fmt: skip
    for name in SECRETS:
        DrawWitness.objects.create(draw=made, name=name)
    for start, capacity in hours or ((9, 2),):
        hour(made, capacity, start=start, office=office, on=on)
    return made


def hour(draw: Draw, capacity: int, *, start: int = 9, office: Office | None = None, on: date = MONDAY) -> Slot:
    """An hour more."""
    office = office or people.denpasar()
    facts = {"way": Release.Way.DRAW, "draw": draw, "opens_at": RESULTS + timedelta(hours=1)}
    release = Release.objects.filter(draw=draw, office=office, first_on=on).first()
    release = release or scene.published(office, on, **facts)
    return scene.hour(capacity, on=on, start=start, office=office, release=release)


def enter(draw: Draw, file: Application, *wishes: Wish) -> DrawEntry:
    """With these wishes, by default any hour in Denpasar."""
    return entering.enter(file, draw, wishes or [Wish(people.denpasar())], by=file.owner, at=MORNING)


def strangers(draw: Draw, count: int, *wishes: Wish, email: str = "", first: int = 1) -> list[DrawEntry]:
    numbers = range(first, first + count)
    return [enter(draw, scene.file(scene.stranger(number), email=email), *wishes) for number in numbers]


def commit(draw: Draw) -> None:
    for witness in draw.witnesses.all():
        digest = sha256(SECRETS[witness.name].encode()).hexdigest()
        witnesses.commit(witness, digest, by=None, at=MORNING)


def reveal(draw: Draw, *names: str) -> None:
    for witness in draw.witnesses.filter(name__in=names or SECRETS):
        witnesses.reveal(witness, SECRETS[witness.name], by=None, at=REVEALING)


def held(draw: Draw, *, award: bool = True) -> Draw:
    """The whole of it."""
    commit(draw)
    sealing.seal(draw, at=CLOSED)
    reveal(draw)
    drawing.draw(draw, at=KNOWN)
    if award:
        awarding.award(draw, at=RESULTS)
    return draw


def states(entries: Sequence[DrawEntry]) -> list[str]:
    return [DrawEntry.objects.get(pk=entry.pk).state for entry in entries]


def install(monkeypatch: object) -> Outside:
    """Let beacon and store be these."""
    outside = Outside()
    monkeypatch.setattr(beacon, "beacon", lambda: outside)  # type: ignore[attr-defined]
    monkeypatch.setattr(storage, "store", lambda: outside)  # type: ignore[attr-defined]
    return outside
