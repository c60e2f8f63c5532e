"""The door on the real database, started as a program of its own; and a crowd before it."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from config.supervisor import ports
from mpaspor.accounts.models import User
from mpaspor.core import clock
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments.line import passes, tickets
from mpaspor.stages.appointments.models import Release, Slot
from tests import people
from tests.factories import somebody
from tests.people import Person

PATIENCE = 15.0
SERVED = "tests.web.opening.quick:application"
# Nothing here is encrypted; made anew for each request it would cost more than the request.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
KEYS = tickets.keys("not a secret")
_references = iter(range(1_000_000))


@dataclass
class Door:
    """Where it listens."""

    address: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """With everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def learn(self) -> None:
        """Tell it that releases were announced."""
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY releases")

    def waits(self, release: Release, text: str, visitor: Visitor) -> httpx.Response:
        """The visitor's page once it says the text."""
        until = time.monotonic() + PATIENCE
        while True:
            page = visitor.page(release)
            if text in page.text:
                return page
            assert time.monotonic() < until, page.text
            time.sleep(0.1)


@contextmanager
def open_door(**environment: str) -> Iterator[Door]:
    """Started, and stopped."""
    port = ports.free()
    served = ["--interface", "asgi", "--host", ports.LOOPBACK, "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            *served,
            "--log-level",
            "warning",
            "--no-ws",
            "tests.web.opening.quick:application",
        ],
        env={**os.environ, "DATABASE_URL": database(), **environment},
        start_new_session=True,
    )
    door = Door(f"http://{ports.LOOPBACK}:{port}", process)
    try:
        _until_it_answers(door)
        yield door
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        door.kill()


def database() -> str:
    """The address of the tests' own database."""
    said = settings.DATABASES["default"]
    return re.sub(r"@/\w+", f"@/{said['NAME']}", os.environ["DATABASE_URL"])


def _until_it_answers(door: Door) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(f"{door.address}/line/health", verify=PLAIN)
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return


@dataclass
class Visitor:
    """Somebody with a ready file, at a browser with a session of its own."""

    door: Door
    file: Application
    session: str = "a session"
    cookies: dict[str, str] = field(default_factory=dict)

    def takes_pass(self, release: Release, *, expires: datetime | None = None, keys: tickets.Keys = KEYS) -> Visitor:
        until = expires or clock.now() + timedelta(hours=2)
        crowd = list(self.file.people.all())
        told = passes.File(
            self.file.pk,
            self.file.reference,
            [bytes(one.person_key or b"") for one in crowd],
            {one.passport_kind for one in crowd},
        )
        token = passes.issue(
            keys, told, release=release.pk, actor=self.file.owner_id or 0, session=self.session,
            expires=int(until.timestamp()),
        )  # fmt: skip
        self.cookies = {"line": token, "sessionid": self.session}
        return self

    def page(self, release: Release, part: str = "", **headers: str) -> httpx.Response:
        """The page; a ticket it hands out is kept."""
        address = f"{self.door.address}/line/{release.pk}{part}"
        answer = httpx.get(address, headers=self._said(headers), verify=PLAIN)
        if "line" in answer.cookies:
            self.cookies["line"] = answer.cookies["line"]
        return answer

    def position(self, release: Release) -> int:
        found = re.search(r"<b>([\d.]+)</b></p>", self.page(release).text)
        assert found
        return int(found[1].replace(".", ""))

    def holds(self, release: Release, slot: int, key: str = "a key", **headers: str) -> httpx.Response:
        asked = {"Idempotency-Key": key, **headers}
        address = f"{self.door.address}/line/{release.pk}/hold"
        return httpx.post(address, json={"slot": slot}, headers=self._said(asked), timeout=30, verify=PLAIN)

    def _said(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}


def file(*cast: Person, kind: str = "electronic") -> Application:
    """A complete file, written straight into the rows."""
    at = clock.now()
    application = Application.objects.create(
        reference=f"L{next(_references):07}",
        owner=account_of(cast[0]),
        state=Application.READY,
        created_at=at,
        changed_at=at,
    )
    Applicant.objects.bulk_create(
        Applicant(
            application=application, order=order, service="new", passport_kind=kind, full_name=person.full_name,
            person_key=hashlib.sha256(person.nik.encode()).digest(), birth_on=person.birth_on, filed=True,
        )
        for order, person in enumerate(cast, start=1)
    )  # fmt: skip
    return application


def account_of(person: Person) -> User:
    """Everybody has an account of her own."""
    return people.citizen(person if person.email else replace(person, email=f"{person.nik}@contoh.id"))


def released(
    *capacities: int, opens: float = -60, lasts: float = 3600, office: Office | None = None, kind: str = "", **more: Any
) -> tuple[Release, Sequence[Slot]]:
    """A release that opens so many seconds from now, and its hours of a day next week."""
    office, at = office or people.denpasar(), clock.now()
    on = (at + timedelta(days=7)).astimezone(office.zoneinfo)
    on += timedelta(days=max(0, on.weekday() - 4) and 7 - on.weekday())
    release = Release.objects.create(
        office=office, first_on=on.date(), last_on=on.date(), announced_at=at - timedelta(days=1),
        opens_at=at + timedelta(seconds=opens), line_until=at + timedelta(seconds=opens + lasts), **more,
    )  # fmt: skip
    begins = [on.replace(hour=8 + number, minute=0, second=0, microsecond=0) for number in range(len(capacities))]
    slots = [
        Slot.objects.create(
            office=office, release=release, starts_at=start, ends_at=start + timedelta(hours=1), capacity=capacity,
            passport_kind=kind,
        )
        for start, capacity in zip(begins, capacities, strict=True)
    ]  # fmt: skip
    return release, slots


def crowd(door: Door, count: int, first: int = 0) -> list[Visitor]:
    """So many strangers, each at a browser of her own."""
    return [Visitor(door, file(somebody(first + number)), f"session {number}") for number in range(count)]
