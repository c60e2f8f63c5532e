from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from mpaspor.core import clock
from mpaspor.gateways import beacon
from mpaspor.gateways.beacon.port import BeforeItsTime, Chain
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.small_web import Answer
from tests.gateways.conftest import OurSide, rewire

# Round 1000 of drand's chain "quicknet", as its relays tell it.
QUICKNET = Chain(
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", datetime.fromtimestamp(1692803367, UTC), 3
)
ROUND = {
    "round": 1000,
    "randomness": "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    "signature": "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
}


@pytest.mark.real_clock
def test_a_round_past_its_moment_has_one_value_and_no_other() -> None:
    number = beacon.chain().round_at(clock.now() - timedelta(minutes=1))
    value = beacon.beacon().round(number)
    assert (value.number, len(value.randomness)) == (number, 64)
    assert beacon.beacon().round(number) == value
    assert beacon.beacon().round(number - 1).randomness != value.randomness


@pytest.mark.real_clock
def test_nobody_learns_a_round_before_its_moment() -> None:
    with pytest.raises(Unavailable, match="425"):
        beacon.beacon().round(beacon.chain().round_at(clock.now() + timedelta(minutes=1)))


def test_a_real_round_is_read_as_it_is(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "beacon", url=our_side.url, chain=QUICKNET.hash)
    our_side.answers.append(Answer(ROUND))
    assert beacon.beacon().round(1000).randomness == ROUND["randomness"]
    assert our_side.calls[-1].path == f"/{QUICKNET.hash}/public/1000"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer({**ROUND, "round": 999}), "answered 999"),
        (Answer({**ROUND, "randomness": "0" * 64}), "not the digest"),
        (Answer({**ROUND, "signature": "zz"}), "without a signature"),
        (Answer({**ROUND, "signature": None}), "without a signature"),
        (Answer({"round": 1000}), "without a signature"),
        (Answer({}, 404), "404"),
        (Answer([]), "not a JSON object"),
    ],
)
def test_what_does_not_fit_together_is_no_value(
    settings: Settings, our_side: OurSide, answer: Answer, why: str
) -> None:
    rewire(settings, "beacon", url=our_side.url)
    our_side.answers.append(answer)
    with pytest.raises(Unavailable, match=why):
        beacon.beacon().round(1000)


def test_another_chain_than_the_one_agreed_is_told(settings: Settings, our_side: OurSide) -> None:
    rewire(settings, "beacon", url=our_side.url)
    chain = beacon.chain()
    genesis = int(chain.genesis.timestamp())
    our_side.answers.append(Answer({"hash": chain.hash, "period": 30, "genesis_time": genesis}))
    assert beacon.beacon().check().remark == "the beacon's period is 30, not 3"


def test_the_round_of_a_moment_is_the_first_that_is_not_known_before_it() -> None:
    assert QUICKNET.round_at(QUICKNET.genesis) == 1
    assert QUICKNET.round_at(QUICKNET.genesis + timedelta(seconds=1)) == 2
    assert QUICKNET.round_at(QUICKNET.genesis + timedelta(seconds=3)) == 2
    assert QUICKNET.time_of(1000) == QUICKNET.genesis + timedelta(seconds=999 * 3)
    with pytest.raises(BeforeItsTime):
        QUICKNET.round_at(QUICKNET.genesis - timedelta(seconds=1))


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_a_moment_and_its_round_agree(seconds: int, period: int) -> None:
    chain = Chain("c0" * 32, QUICKNET.genesis, period)
    at = chain.genesis + timedelta(seconds=seconds)
    assert chain.time_of(chain.round_at(at)) - timedelta(seconds=period) < at <= chain.time_of(chain.round_at(at))
