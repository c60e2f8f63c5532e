"""Pictures of one journey, taken over the shoulder of each who has a part in it."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image

from tests.journeys import office, steps, visitor
from tests.journeys.cast import FAMILY
from tests.journeys.service import ROOT
from tests.journeys.visitor import Visitor

RATNA = FAMILY[0]
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 120_000
COLOURS = (128, 64, 32, 16)
# Taller pages are cut: a picture shows how a page begins.
TALLEST = {"phone": 1500, "desk": 900}


class TooLarge(Exception):
    """A picture is too large even with few colours."""


class Album:
    """The people of one journey. `arrive` gives each a browser of her own."""

    def __init__(self, arrive: Callable[..., Visitor]) -> None:
        self._new = arrive
        self.phone = arrive()
        self._desks: dict[str, Visitor] = {}

    def fill(self) -> None:
        """Live the journey, and take a picture at each stop."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        reference = self.apply()
        self.come(reference)
        self.decide(reference)
        self.look_around()

    def desk(self, task: str) -> Visitor:
        if task not in self._desks:
            self._desks[task] = self._new(size=visitor.DESK)
            steps.sign_in_as_officer(self._desks[task], f"{task}.denpasar@imigrasi.contoh.id")
        return self._desks[task]

    def apply(self) -> str:
        """From the front page to the proof."""
        phone = self.phone
        phone.open("/")
        _picture(phone, "home")
        steps.register(phone, RATNA)
        reference = steps.begin(phone)
        _picture(phone, "question")
        steps.answer_everything(phone, RATNA)
        _picture(phone, "papers")
        steps.photograph_papers(phone, RATNA)
        steps.confirm(phone)
        steps.choose_a_day(phone)
        _picture(phone, "place")
        steps.take_the_first_hour(phone)
        code = steps.have_a_bill_made(phone)
        _picture(phone, "bill")
        steps.pay_at_the_bank(phone, [], code)
        phone.open(f"/applications/{reference}/proof")
        _picture(phone, "proof")
        return reference

    def come(self, reference: str) -> None:
        """At the office: the line, the papers, the camera."""
        steps.come_now(self.phone, reference)
        counter, interviewer = self.desk("counter"), self.desk("interviewer")
        ticket = office.check_in(counter, reference)
        _picture(counter, "queue")
        office.call(counter, ticket)
        counter.follow(counter.page.locator("a[href$='/examination']").first)
        _picture(counter, "examination")
        office.examine(counter, ticket)
        office.interview(interviewer, ticket, RATNA)
        interviewer.page.go_back()
        _picture(interviewer, "capture")

    def decide(self, reference: str) -> None:
        """What the applicant sees meanwhile, and what the officers decide on."""
        self.phone.open(f"/applications/{reference}")
        _picture(self.phone, "timeline")
        self.phone.open(f"/applications/{reference}/trail")
        _picture(self.phone, "trail")
        adjudicator = self.desk("adjudicator")
        office.open_decision(adjudicator, reference)
        _picture(adjudicator, "decision")

    def look_around(self) -> None:
        """The head of the office, and the town itself."""
        head = self.desk("head")
        head.open("/office/quotas")
        _picture(head, "quotas")
        self.phone.open("/offices")
        _picture(self.phone, "offices")
        self.phone.open("/demo")
        _picture(self.phone, "demo")


def _picture(person: Visitor, name: str) -> None:
    """In few colours: these pages have few."""
    kind = "phone" if person.page.viewport_size == visitor.PHONE else "desk"
    taken = Image.open(io.BytesIO(person.page.screenshot(full_page=True))).convert("RGB")
    cut = taken.crop((0, 0, taken.width, min(taken.height, TALLEST[kind])))
    for colours in COLOURS:
        drawn = io.BytesIO()
        cut.quantize(colours, dither=Image.Dither.NONE).save(drawn, "PNG", optimize=True)
        if len(drawn.getvalue()) <= MOST_BYTES:
            (PICTURES / f"{name}.png").write_bytes(drawn.getvalue())
            return
    raise TooLarge(name)
