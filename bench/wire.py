"""Many visitors on few sockets: HTTP/1.1 with kept-alive connections, one thread, and little of the cores it measures.

What is counted is what the sockets saw: connections refused, reset or left without an answer, and each status.
"""

from __future__ import annotations

import heapq
import select
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

CONNECTIONS = 128
PATIENCE = 60.0
NOBODY = -1
_PIECE = 65536
_MOMENT = 0.3
_END = b"\r\n\r\n"

# What a visitor does after an answer: None when she is content, or (seconds to wait, the next request).
Next = tuple[float, bytes] | None
Follow = Callable[[int, int, bytes], Next]


@dataclass(slots=True)
class Volley:
    """What came back. Times are seconds since the first byte was sent; `took` is a visitor's whole way."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0  # connections refused, reset, or closed before the answer
    unanswered: int = 0  # visitors who gave up
    took: list[float] = field(default_factory=list)
    began: float = 0.0  # by the clock of time.perf_counter
    ended: float = 0.0

    @property
    def answers(self) -> int:
        return self.statuses.total()

    @property
    def server_errors(self) -> int:
        """As the sockets saw them."""
        return self.broken + self.unanswered + sum(count for status, count in self.statuses.items() if status >= 500)

    def add(self, other: Volley) -> None:
        """Another volley, fired after this one."""
        self.statuses += other.statuses
        self.broken += other.broken
        self.unanswered += other.unanswered
        self.took += other.took
        self.ended += other.ended

    def percentile(self, of_100: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.took)
        return round(1000 * ordered[min(int(len(ordered) * of_100 / 100), len(ordered) - 1)], 1) if ordered else 0.0


def content(_visitor: int, _status: int, _answer: bytes) -> Next:
    """A visitor who asks once."""
    return None


def fire(
    address: tuple[str, int],
    requests: Iterable[bytes],
    follow: Follow = content,
    *,
    connections: int = CONNECTIONS,
    patience: float = PATIENCE,
    stubborn: bool = False,
    is_there: bool = False,
) -> Volley:
    """Send each visitor's request as soon as a connection is free; follow her until she is content.

    Nobody waits longer than `patience` for one answer. The `stubborn` ask again when a connection broke. A crowd that
    `is_there` has its connections open before it begins to ask.
    """
    crowd = _Crowd(address, iter(requests), follow, patience=patience, stubborn=stubborn)
    return crowd.go(connections, is_there=is_there)


class _Line:
    """One connection, and the visitor who uses it now."""

    __slots__ = ("asked_at", "gathered", "request", "socket", "visitor")

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.gathered = b""
        self.request = b""
        self.visitor = NOBODY
        self.asked_at = 0.0


class _Crowd:
    def __init__(
        self, address: tuple[str, int], requests: Iterator[bytes], follow: Follow, *, patience: float, stubborn: bool
    ) -> None:
        self._address = address
        self._requests = enumerate(requests)
        self._follow = follow
        self._patience = patience
        self._stubborn = stubborn
        self._poll = select.epoll()
        self._open: dict[int, _Line] = {}
        self._busy = 0
        self._idle: deque[_Line] = deque()
        self._later: list[tuple[float, int, bytes]] = []  # (when, visitor, request)
        self._since: dict[int, float] = {}
        self._found = Volley()
        self._began = 0.0

    def go(self, connections: int, *, is_there: bool) -> Volley:
        self._idle.extend(_Line() for _ in range(connections))
        if is_there:
            for line in self._idle:
                self._connect(line)
        self._began = self._found.began = looked = time.perf_counter()
        try:
            while self._send_what_is_due() or self._busy or self._later:
                for number, _event in self._poll.poll(self._pause()):
                    if number in self._open:
                        self._receive(self._open[number])
                if time.perf_counter() - looked > 1:
                    looked = time.perf_counter()
                    self._give_up(looked - self._patience)
        finally:
            for line in self._open.values():
                assert line.socket
                line.socket.close()
            self._poll.close()
        return self._found

    def _pause(self) -> float:
        if not self._later or not self._idle:
            return 1.0
        return max(min(self._later[0][0] - time.perf_counter(), 1.0), 0.0)

    def _send_what_is_due(self) -> bool:
        """Whether anything was sent."""
        sent = False
        while self._idle:
            if self._later and self._later[0][0] <= time.perf_counter():
                _, visitor, request = heapq.heappop(self._later)
            else:
                visitor, request = next(self._requests, (NOBODY, b""))
                if visitor == NOBODY:
                    break
            self._send(self._idle.popleft(), visitor, request)
            sent = True
        return sent

    def _send(self, line: _Line, visitor: int, request: bytes) -> None:
        line.visitor, line.request, line.gathered = visitor, request, b""
        line.asked_at = time.perf_counter()
        self._since.setdefault(visitor, line.asked_at)
        self._busy += 1
        try:
            sent = self._connect(line).send(request)
            assert sent == len(request), "a request does not fit into the socket"
        except OSError:
            self._broke(line)

    def _connect(self, line: _Line) -> socket.socket:
        if line.socket is None:
            line.socket = socket.create_connection(self._address, timeout=self._patience)
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.socket.settimeout(0)
            self._poll.register(line.socket, select.EPOLLIN)
            self._open[line.socket.fileno()] = line
        return line.socket

    def _receive(self, line: _Line) -> None:
        assert line.socket
        try:
            piece = line.socket.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._broke(line)
            return
        line.gathered += piece
        answer = _whole(line.gathered)
        if answer is None:
            return
        if b"\nconnection: close" in answer[: answer.find(_END)].lower():
            self._close(line)
        visitor = self._free(line)
        self._answered(visitor, int(answer[9:12]), answer)

    def _answered(self, visitor: int, status: int, answer: bytes) -> None:
        now = time.perf_counter()
        self._found.statuses[status] += 1
        following = self._follow(visitor, status, answer)
        if following:
            heapq.heappush(self._later, (now + following[0], visitor, following[1]))
            return
        self._found.took.append(now - self._since.pop(visitor))
        self._found.ended = now - self._began

    def _broke(self, line: _Line) -> None:
        """Refused, reset, or closed before the answer; a connection nobody waits on may be closed."""
        if line.visitor == NOBODY:
            self._close(line)
            return
        request = line.request
        self._close(line)
        visitor = self._free(line)
        self._found.broken += 1
        if self._stubborn and time.perf_counter() - self._since[visitor] < self._patience:
            heapq.heappush(self._later, (time.perf_counter() + _MOMENT, visitor, request))
        else:
            self._since.pop(visitor)

    def _give_up(self, since: float) -> None:
        for line in list(self._open.values()):
            if line.visitor != NOBODY and line.asked_at < since:
                self._close(line)
                self._since.pop(self._free(line))
                self._found.unanswered += 1

    def _free(self, line: _Line) -> int:
        """Whoever used it."""
        visitor, line.visitor = line.visitor, NOBODY
        self._busy -= 1
        self._idle.append(line)
        return visitor

    def _close(self, line: _Line) -> None:
        # A program started in this moment by another thread may hold the socket open a little longer: closing it alone
        # would not end its events.
        if line.socket and self._open.pop(line.socket.fileno(), None):
            self._poll.unregister(line.socket)
        if line.socket:
            line.socket.close()
        line.socket = None


def _whole(gathered: bytes) -> bytes | None:
    """The answer once it is complete."""
    end = gathered.find(_END)
    if end < 0:
        return None
    head = gathered[:end].lower()
    at = head.find(b"content-length:")
    if at >= 0:
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        return gathered if len(gathered) >= end + len(_END) + length else None
    if b"transfer-encoding: chunked" in head:
        return gathered if gathered.endswith(b"0\r\n\r\n") else None
    return gathered
