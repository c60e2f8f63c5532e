"""`mpaspor up`: database, migrations, the demo town on the first start, then all the processes until Ctrl-C."""

from __future__ import annotations

import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import messages
from config.supervisor import folder, keys, ports, postgres, signals, tenancy, town
from config.supervisor.child import Child
from config.supervisor.postgres import Cluster
from config.supervisor.refusal import CannotRun
from config.supervisor.watch import Watch

_FIRST_PAGE_PATIENCE = 60.0


def up() -> None:
    """Run everything until asked to stop. Raises `CannotRun`."""
    data = folder.data()
    folder.require_space(data)
    host, port = ports.chosen()
    address = f"http://{ports.reachable(host)}:{port}"
    watch = Watch()
    with signals.as_exception(), _right_to_start(data, address) as cluster:
        try:
            ports.require_free(host, port)
            town.settle()
            _greet(data, cluster)
            _export(data, address, cluster)
            if cluster:
                watch.adopt(cluster.start())
                os.environ["DATABASE_URL"] = cluster.url
            banner = _prepare(watch, data)
            for child in _children(data, address, host, port):
                watch.start(child)
            _wait_for_the_first_page(watch, host, port)
            print(f"\n{banner}\nM-Paspor is at {address}\nIts data is in {data}. Ctrl-C stops everything.", flush=True)
            watch.keep()
        except signals.AskedToStop:
            print("\nStopping", flush=True)
        finally:
            signals.ignore()
            watch.stop()


@contextmanager
def _right_to_start(data: Path, address: str) -> Iterator[Cluster | None]:
    """The cluster that is ours to start, or none where DATABASE_URL names a server."""
    if "DATABASE_URL" in os.environ:
        postgres.require_answer(os.environ["DATABASE_URL"])
        yield None
        return
    with tenancy.owned(data, address) as cluster:
        yield cluster


def _greet(data: Path, cluster: Cluster | None) -> None:
    if cluster is None and not town.is_played():
        print(town.UNASKED, flush=True)
    elif not (data / keys.FILE).exists():
        print("First start: making the database and the town. Later starts take seconds.", flush=True)


def _export(data: Path, address: str, cluster: Cluster | None) -> None:
    """Tell all children where they are. Raises `CannotRun` if a server for real people is named without its keys."""
    if cluster or town.is_played():
        keys.export(data)
    else:
        keys.require()
    os.environ["MPASPOR_DATA"] = str(data)
    # Pages are served straight from the sources here; whitenoise still asks for the folder of collected ones.
    (data / "static").mkdir(exist_ok=True)
    if not town.is_played():
        os.environ.setdefault("MPASPOR_ADDRESS", address)
        return
    os.environ["MPASPOR_ADDRESS"] = address
    os.environ["MPASPOR_SANDBOX_URL"] = f"http://{ports.LOOPBACK}:{ports.free()}"
    os.environ["MPASPOR_SMTP_PORT"] = str(ports.free())


def _prepare(watch: Watch, data: Path) -> str:
    """Bring the database up to date and build the town if there is none; what a newcomer is told."""
    messages.compile_stale()
    banner = folder.running(data) / "banner.txt"
    banner.unlink(missing_ok=True)
    preparation = Child("preparation", [sys.executable, "-m", "config.supervisor.prepare", str(banner)])
    preparation.start()
    try:
        while preparation.runs:
            watch.look()
    finally:
        preparation.stop()
    if not banner.exists():
        raise CannotRun("The database could not be prepared; the lines above say why.")
    return banner.read_text()


def _children(data: Path, address: str, host: str, port: int) -> list[Child]:
    """In the order they are started; outside systems are played only in a demo."""
    played = [_sandbox(data, address)] if town.is_played() else []
    inside = ports.free()
    return [*played, _worker(), _web(inside), _opening(host, port, inside)]


def _sandbox(data: Path, address: str) -> Child:
    said = {
        "--port": os.environ["MPASPOR_SANDBOX_URL"].rpartition(":")[2],
        "--smtp-port": os.environ["MPASPOR_SMTP_PORT"],
        "--data": str(data / "sandbox"),
        "--callback-base": address,
    }
    options = [word for option in said.items() for word in option]
    return Child(
        "sandbox", [sys.executable, "-m", "mpaspor.gateways.sandbox", *options], log=data / "log" / "sandbox.log"
    )


def _worker() -> Child:
    # The database goes with us. A worker that is asked to end then, and wants to say so there first, waits up to a
    # minute for a connection; a job that is cut off is done again.
    command = [sys.executable, "-m", "config.cli", "procrastinate", "--skip-checks", "worker"]
    return Child("worker", command, bereaved=signal.SIGKILL)


def _web(port: int) -> Child:
    """Behind the door, which tells it where somebody comes from."""
    told = {"MPASPOR_PROXIES": str(int(os.environ.get("MPASPOR_PROXIES") or "0") + 1)}
    command = [*_granian("wsgi", ports.LOOPBACK, port), "--blocking-threads", "4", "config.wsgi:application"]
    return Child("web", command, environment=told)


def _opening(host: str, port: int, inside: int) -> Child:
    """The one port: lines are met here, everything else is passed on to the web."""
    told = {"MPASPOR_WEB_URL": f"http://{ports.LOOPBACK}:{inside}"}
    return Child("opening", [*_granian("asgi", host, port), "config.door:application"], environment=told)


def _granian(interface: str, host: str, port: int) -> list[str]:
    served = ["--interface", interface, "--host", host, "--port", str(port), "--workers", "1"]
    # Requests that wait for a database that went before us are let go before anybody insists.
    ending = ["--workers-kill-timeout", "5"]
    return [sys.executable, "-m", "granian", *served, *ending, "--log-level", "warning", "--no-ws"]


def _wait_for_the_first_page(watch: Watch, host: str, port: int) -> None:
    until = time.monotonic() + _FIRST_PAGE_PATIENCE
    while not _healthy(host, port):
        if time.monotonic() > until:
            raise CannotRun("The pages do not answer; the lines above say why.")
        watch.look()


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(ports.reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
