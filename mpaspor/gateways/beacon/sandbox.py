"""A chain of rounds that says nothing of the future. Its values are a keyed digest: nobody signs here."""

from __future__ import annotations

import hmac
from hashlib import sha256
from http import HTTPStatus

from mpaspor.core import clock
from mpaspor.gateways.beacon.port import Chain
from mpaspor.gateways.small_web import Answer, Call, Refused, Route


class BeaconSandbox:
    """The relay of one chain."""

    def __init__(self, chain: Chain, *, secret: str) -> None:
        self._chain = chain
        self._secret = secret.encode()

    def routes(self) -> list[Route]:
        """Rounds and facts, at the addresses of drand's relays."""
        hash_ = self._chain.hash
        return [
            Route("GET", f"/{hash_}/public/([0-9]{{1,15}})", self.round),
            Route("GET", f"/{hash_}/info", self.info),
        ]

    def round(self, call: Call, number: str) -> Answer:
        """A round whose moment has come."""
        del call
        wanted = int(number)
        if wanted < 1 or self._chain.time_of(wanted) > clock.now():
            raise Refused(HTTPStatus.TOO_EARLY, "this round is not known yet")
        signature = hmac.new(self._secret, f"{self._chain.hash} {wanted}".encode(), "sha384").digest()
        content = {"round": wanted, "randomness": sha256(signature).hexdigest(), "signature": signature.hex()}
        return Answer(content)

    def info(self, call: Call) -> Answer:
        """What is known of the chain."""
        del call
        genesis = int(self._chain.genesis.timestamp())
        content = {"hash": self._chain.hash, "period": self._chain.period, "genesis_time": genesis}
        return Answer({**content, "schemeID": "sandbox", "metadata": {"beaconID": "contoh"}})
