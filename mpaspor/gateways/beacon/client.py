"""A drand chain over the HTTP of its public relays."""

from __future__ import annotations

import re
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from mpaspor.gateways import link
from mpaspor.gateways.beacon.port import Chain, Round
from mpaspor.gateways.link import Check, Unavailable

_HEX = re.compile(r"(?:[0-9a-f]{2})+")


class DrandClient:
    """One chain at one relay."""

    def __init__(self, url: str, chain: Chain, *, timeout: float) -> None:
        self._link = link.Link(url, timeout)
        self._chain = chain

    def round(self, number: int) -> Round:
        """The value of a round; what does not fit together is no value. Raises `Unavailable`."""
        content = self._ask(f"public/{number}")
        signature, randomness = content.get("signature"), content.get("randomness")
        if content.get("round") != number:
            raise Unavailable(f"the beacon was asked for round {number} and answered {content.get('round')!r}")
        if not isinstance(signature, str) or not _HEX.fullmatch(signature):
            raise Unavailable(f"the beacon answered round {number} without a signature")
        if randomness != sha256(bytes.fromhex(signature)).hexdigest():
            raise Unavailable(f"the beacon's randomness of round {number} is not the digest of its signature")
        return Round(number, str(randomness), signature)

    def check(self) -> Check:
        """Compare what the relay tells of the chain with what is agreed."""
        return link.check("beacon", self._probe)

    def _probe(self) -> str:
        agreed = {
            "hash": self._chain.hash,
            "period": self._chain.period,
            "genesis_time": int(self._chain.genesis.timestamp()),
        }
        told = self._ask("info")
        for name, value in agreed.items():
            if told.get(name) != value:
                raise Unavailable(f"the beacon's {name} is {told.get(name)!r}, not {value!r}")
        return f"answers, a round every {self._chain.period} s"

    def _ask(self, what: str) -> dict[str, Any]:
        reply = self._link.ask("GET", f"/{self._chain.hash}/{what}")
        if reply.status != HTTPStatus.OK:
            raise Unavailable(f"the beacon answered {reply.status}")
        return reply.json()
