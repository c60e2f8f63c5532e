"""All sandboxes as one process: HTTP on one port, SMTP on another, loopback only, memory in one folder.

It knows no models and no database: an outside system does not.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller

from mpaspor.gateways import money_sandboxes
from mpaspor.gateways.beacon.port import Chain
from mpaspor.gateways.beacon.sandbox import BeaconSandbox
from mpaspor.gateways.book import Book
from mpaspor.gateways.mail.pigeonholes import Pigeonholes
from mpaspor.gateways.mail.sandbox import MailSandbox
from mpaspor.gateways.population.sandbox import PopulationSandbox
from mpaspor.gateways.small_web import LOOPBACK, Answer, Call, Route, Server, SmallWeb
from mpaspor.gateways.watchlist.sandbox import WatchlistSandbox

_ENDINGS = {signal.SIGTERM, signal.SIGINT}
_LOOK_FOR_PARENT_SECONDS = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to end. Returns the exit status."""
    options = _options(arguments)
    parent = os.getppid()
    # Before any thread starts, so that the endings reach this one, which waits for them.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        counter = _serve(options)
    except OSError as error:
        print(f"sandbox cannot start: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"sandbox ready: http://{LOOPBACK}:{options.port}, smtp {LOOPBACK}:{options.smtp_port}", flush=True)  # noqa: T201
    _wait(parent if options.with_parent else None)
    del counter
    return 0


def _serve(options: argparse.Namespace) -> Controller:
    _find_free(options.port)
    _find_free(options.smtp_port)
    folder = Path(options.data)
    mail = MailSandbox(Pigeonholes(folder / "mail"))
    population = PopulationSandbox(Book(folder / "town.jsonl"), user=options.user, password=options.password)
    watchlist = WatchlistSandbox(key=options.key)
    beacon = BeaconSandbox(_chain(options.chain), secret=options.secret)
    health = Route("GET", "/health", _health)
    routes = [*population.routes(), *watchlist.routes(), *beacon.routes(), *mail.routes()]
    money = money_sandboxes.routes(
        folder, partner=options.partner, bank_secret=options.secret, callback_base=options.callback_base
    )
    web = SmallWeb([health, *routes, *money])
    server = Server(options.port, web)
    counter = mail.counter(options.smtp_port)
    counter.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return counter


def _find_free(port: int) -> None:
    """Raise `OSError` naming a port that is taken; the SMTP server would brood over it for five seconds."""
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError as error:
        raise OSError(error.errno, f"port {port}: {os.strerror(error.errno or 0)}") from error


def _chain(told: str) -> Chain:
    hash_, genesis, period = told.split(",")
    return Chain(hash_, datetime.fromtimestamp(int(genesis), UTC), int(period))


def _health(call: Call) -> Answer:
    del call
    return Answer({"status": "ok"})


def _wait(parent: int | None) -> None:
    """Until an ending is sent, or the process that started us is gone."""
    while signal.sigtimedwait(_ENDINGS, _LOOK_FOR_PARENT_SECONDS) is None:
        if parent is not None and os.getppid() != parent:
            return


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mpaspor.gateways.sandbox", description="The outside systems, pretended.")
    parser.add_argument("--port", type=int, required=True, help="HTTP port on loopback")
    parser.add_argument("--smtp-port", type=int, required=True, help="SMTP port on loopback")
    parser.add_argument("--data", required=True, help="folder for the town, the bank's books and the letters")
    parser.add_argument("--callback-base", required=True, help="address of the service the bank tells of payments")
    # From the environment, as a rule: what stands on a command line can be read by everybody on the machine.
    secret = os.environ.get("MPASPOR_BANK_SECRET", "")
    parser.add_argument("--secret", default=secret, help="the secret the bank signs with (MPASPOR_BANK_SECRET)")
    parser.add_argument("--partner", default="CONTOH", help="the bank's name in signed calls")
    parser.add_argument("--user", default="contoh", help="user of the population registry")
    parser.add_argument("--password", default="contoh", help="password of the population registry")
    parser.add_argument("--key", default="contoh", help="key of the watchlist")
    parser.add_argument("--chain", default=f"{'c0' * 32},1700000000,3", help="the beacon's chain: hash,genesis,period")
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one is gone")
    options = parser.parse_args(arguments)
    if not options.secret:
        parser.error("--secret is empty: anybody could sign")
    return options


if __name__ == "__main__":
    # Threads that still answer somebody are not waited for: what counts is on the disk already.
    os._exit(main())
