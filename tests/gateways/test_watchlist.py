from __future__ import annotations

from datetime import date

import httpx
import pytest
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import watchlist
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer
from mpaspor.gateways.watchlist.port import Person, State
from tests.gateways.conftest import OurSide, Sandbox, rewire

pytestmark = pytest.mark.real_clock


def person(name: str) -> Person:
    return Person(name, "LAMONGAN", date(1984, 8, 17), nik="3524011708840007", father_name="ABDUL KARIM")


def test_an_ordinary_person_is_clear() -> None:
    answer = watchlist.watchlist().screen(person("BUDI SANTOSO"))

    assert (answer.state, answer.candidates) == (State.CLEAR, ())


@pytest.mark.parametrize("name", ["AHMAD FAUZI", "Ahmad  Fauzi", "ACHMAD FAUZI", "AHMAD FAUZY"])
def test_a_name_alike_brings_the_order_behind_it(name: str) -> None:
    answer = watchlist.watchlist().screen(person(name))

    assert answer.state is State.SIMILAR
    [candidate] = answer.candidates
    assert (candidate.name, candidate.birth_place, candidate.birth_on) == ("AHMAD FAUZI", "MEDAN", date(1979, 2, 3))
    assert (candidate.father_name, candidate.requested_by) == ("SYAHRIL", "Kejaksaan")
    assert candidate.order_reference
    assert candidate.until == date(clock.today("Asia/Jakarta").year + 1, 4, 30)
    assert 85 <= candidate.score <= 100


def test_a_wrong_key_is_an_outage_not_a_clearance(settings: Settings) -> None:
    rewire(settings, "watchlist", key="salah")

    with pytest.raises(Unavailable, match="key"):
        watchlist.watchlist().screen(person("BUDI SANTOSO"))
    assert watchlist.watchlist().check().remark == "the watchlist does not accept our key"


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}),
        Answer([]),
        Answer({"candidates": None}),
        Answer({"candidates": [{"name": "AHMAD FAUZI"}]}),
        Answer({"candidates": []}, 500),
    ],
)
def test_an_answer_that_cannot_be_read_is_no_clearance(settings: Settings, our_side: OurSide, answer: Answer) -> None:
    rewire(settings, "watchlist", url=our_side.url)
    our_side.answers.append(answer)

    with pytest.raises(Unavailable):
        watchlist.watchlist().screen(person("BUDI SANTOSO"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"name": " "}', b'{"name": 7}'])
def test_a_screening_without_a_name_is_refused(sandbox: Sandbox, body: bytes) -> None:
    asked = httpx.post(
        f"{sandbox.url}/watchlist/screenings", content=body, headers={"X-API-Key": "contoh"}, trust_env=False
    )

    assert asked.status_code == 400
