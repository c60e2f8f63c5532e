from __future__ import annotations

import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.gateways.conftest import Sandbox, free_port


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_when_told(start_sandbox: Callable[..., Sandbox], ending: signal.Signals) -> None:
    sandbox = start_sandbox()
    with socket.create_connection(("127.0.0.1", sandbox.port)):  # somebody is in the middle of a request
        started = time.perf_counter()
        sandbox.process.send_signal(ending)
        assert sandbox.process.wait(timeout=5) == 0
        assert time.perf_counter() - started < 1


def run(tmp_path: Path, *changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mpaspor.gateways.sandbox", f"--port={free_port()}", f"--smtp-port={free_port()}"]
    command += [f"--data={tmp_path / 'd'}", "--callback-base=http://127.0.0.1:9", "--secret=s", *changes]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize("which", ["--port", "--smtp-port"])
def test_a_taken_port_is_one_clear_sentence(tmp_path: Path, sandbox: Sandbox, which: str) -> None:
    taken = sandbox.port if which == "--port" else sandbox.smtp_port
    ended = run(tmp_path, f"{which}={taken}")

    assert ended.returncode == 1
    assert ended.stderr == f"sandbox cannot start: [Errno 98] port {taken}: Address already in use\n"
    assert ended.stdout == ""


def test_a_folder_that_cannot_be_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "d").write_text("a file")
    ended = run(tmp_path)

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "--secret=").returncode == 2


def test_the_secret_may_come_by_the_environment_where_no_list_of_processes_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "d").write_text("a file")
    monkeypatch.setenv("MPASPOR_BANK_SECRET", "s")
    command = [sys.executable, "-m", "mpaspor.gateways.sandbox", f"--port={free_port()}", f"--smtp-port={free_port()}"]
    command += [f"--data={tmp_path / 'd'}", "--callback-base=http://127.0.0.1:9"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, "the secret is empty" in ended.stderr) == (1, False)


def test_it_does_not_outlive_the_one_who_started_it(tmp_path: Path) -> None:
    port, smtp_port = free_port(), free_port()
    parent = f"""
        import subprocess, sys, time
        command = [sys.executable, "-m", "mpaspor.gateways.sandbox", "--port={port}", "--smtp-port={smtp_port}"]
        command += ["--data={tmp_path}", "--callback-base=http://127.0.0.1:9", "--secret=s", "--with-parent"]
        print(subprocess.Popen(command, stdout=subprocess.PIPE, text=True).stdout.readline(), flush=True)
        time.sleep(60)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(parent)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("sandbox ready")
    process.kill()
    process.wait()
    process.stdout.close()

    deadline = time.monotonic() + 5
    while answers(port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).is_success
    except httpx.TransportError:
        return False


def test_it_knows_no_models() -> None:
    looked = (
        "import sys, mpaspor.gateways.sandbox as s;"
        "print([name for name in sys.modules if name.startswith(('django.db.models', 'psycopg', 'config'))])"
    )
    seen = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)

    assert seen.stdout == "[]\n"


def test_it_is_reachable_from_this_machine_alone(sandbox: Sandbox) -> None:
    listening = Path("/proc/net/tcp").read_text().splitlines()
    bound = {line.split()[1] for line in listening if line.split()[3] == "0A"}

    for port in (sandbox.port, sandbox.smtp_port):
        assert [address for address in bound if address.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 200),
        ("GET", "/nothing", 404),
        ("DELETE", "/health", 405),
        ("GET", "/bank/counter/payments", 405),
        ("POST", "/bank/counter/payments", 400),
        ("PUT", "/town/123", 404),
        ("PUT", "/town/3174011708900001", 400),
        ("GET", "/bank/counter/../../etc", 404),
    ],
)
def test_a_call_to_nowhere_has_its_status(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, sandbox.url + path, trust_env=False)

    assert answer.status_code == status
    assert isinstance(answer.json(), dict)


def test_a_body_without_end_is_refused(sandbox: Sandbox) -> None:
    answer = httpx.post(f"{sandbox.url}/bank/counter/payments", content=b" " * 1_000_001, trust_env=False)

    assert answer.status_code == 413


def test_a_header_of_any_bytes_is_read(sandbox: Sandbox) -> None:
    headers = {b"X-API-Key": b"\xff\xfe", b"X-SIGNATURE": "é".encode()}

    assert httpx.get(f"{sandbox.url}/watchlist/orders/count", headers=headers, trust_env=False).status_code == 401
    assert httpx.get(f"{sandbox.url}/treasury/bills/{'8' * 15}", headers=headers, trust_env=False).status_code == 401


def test_many_at_once_are_answered(sandbox: Sandbox) -> None:
    with httpx.Client(trust_env=False) as client:
        started = time.perf_counter()
        for _ in range(200):
            assert client.get(f"{sandbox.url}/health").status_code == 200
        # A second write that waits for an acknowledgement would cost 40 ms each.
        assert time.perf_counter() - started < 4
