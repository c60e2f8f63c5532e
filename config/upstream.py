"""Speaking HTTP/1.1 with a process of ours on this machine: a few kept connections, nothing held in memory."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic

Headers = list[tuple[bytes, bytes]]

_CONNECT_SECONDS = 5.0
# A page may wait for a bank or a registry; a photo on a slow line takes its time.
_ANSWER_SECONDS = 60.0
# The other side keeps a connection longer than this.
_KEPT_SECONDS = 2.0
_MOST_KEPT = 32
_PIECE, _LONGEST_HEAD = 64 * 1024, 256 * 1024
_WITHOUT_BODY = {204, 304}


class Away(Exception):
    """The process does not answer."""


class Exchange:
    """One request and its answer on one connection."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._left: int | None = 0
        self._chunked = self._is_kept = False
        self._sending: asyncio.Task[None] | None = None
        self.since = 0.0

    async def ask(self, head: bytes, sent: AsyncIterator[bytes] | None, *, bodiless: bool) -> tuple[int, Headers]:
        """Send the request; status and headers of the answer.

        What is `sent` is asked for (100) or not: a request that is refused unread is answered, not broken off.
        """
        self._writer.write(head)
        async with asyncio.timeout(_ANSWER_SECONDS):
            status, headers = self._read_head(await self._reader.readuntil(b"\r\n\r\n"))
            while status < 200:
                if status == 100 and sent and not self._sending:
                    self._sending = asyncio.create_task(self._send(sent))
                status, headers = self._read_head(await self._reader.readuntil(b"\r\n\r\n"))
        if self._sending:
            # Whoever answers has read enough; to write on would break the answer off that is on its way.
            self._sending.cancel()
        told = dict(headers)
        self._chunked = told.get(b"transfer-encoding", b"").lower() == b"chunked"
        length = told.get(b"content-length")
        self._left = int(length) if length else None
        if bodiless or status in _WITHOUT_BODY:
            self._chunked, self._left = False, 0
        is_bounded = self._chunked or self._left is not None
        self._is_kept = told.get(b"connection", b"").lower() != b"close" and is_bounded and not sent
        return status, headers

    async def body(self) -> AsyncIterator[bytes]:
        """The answer's body in pieces."""
        if self._chunked:
            while size := int((await self._reader.readuntil(b"\r\n")).partition(b";")[0], 16):
                async for piece in self._exactly(size):
                    yield piece
                await self._reader.readexactly(2)
            while await self._reader.readuntil(b"\r\n") != b"\r\n":
                continue
        elif self._left is not None:
            async for piece in self._exactly(self._left):
                yield piece
        else:
            while piece := await self._reader.read(_PIECE):
                yield piece
        self._left = 0

    async def ended(self) -> bool:
        """Whether all was sent and read, and the connection can serve again."""
        sending = self._sending
        whole = sending is None or (sending.done() and not sending.cancelled() and sending.exception() is None)
        if sending:
            sending.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await sending
        self.since = monotonic()
        return whole and self._is_kept and self._left == 0 and not self._reader.at_eof()

    @property
    def is_usable(self) -> bool:
        return monotonic() - self.since < _KEPT_SECONDS and not self._reader.at_eof()

    def close(self) -> None:
        self._writer.close()

    async def _send(self, sent: AsyncIterator[bytes]) -> None:
        async for piece in sent:
            self._writer.write(piece)
            await self._writer.drain()

    async def _exactly(self, size: int) -> AsyncIterator[bytes]:
        while size:
            async with asyncio.timeout(_ANSWER_SECONDS):
                piece = await self._reader.read(min(size, _PIECE))
            if not piece:
                raise ConnectionError
            size -= len(piece)
            yield piece

    @staticmethod
    def _read_head(head: bytes) -> tuple[int, Headers]:
        first, *lines = head[:-4].split(b"\r\n")
        pairs = [line.partition(b":") for line in lines]
        return int(first[9:12]), [(name.lower(), value.strip()) for name, _, value in pairs]


class Upstream:
    """Connections to the process at this address."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._kept: list[Exchange] = []

    async def ask(
        self, head: bytes, sent: AsyncIterator[bytes] | None = None, *, bodiless: bool = False, again: bool = False
    ) -> tuple[Exchange, int, Headers]:
        """Ask; what may be asked `again` on a kept connection, and once more if that one has just been closed."""
        exchange, is_kept = await self._open(kept=again)
        try:
            return exchange, *await exchange.ask(head, sent, bodiless=bodiless)
        except (OSError, EOFError, TimeoutError, ValueError) as problem:
            exchange.close()
            if not is_kept:
                raise Away from problem
        self.close()
        return await self.ask(head, sent, bodiless=bodiless)

    async def done(self, exchange: Exchange) -> None:
        """Keep the connection for the next request if it can serve again."""
        if await exchange.ended() and len(self._kept) < _MOST_KEPT:
            self._kept.append(exchange)
        else:
            exchange.close()

    def close(self) -> None:
        while self._kept:
            self._kept.pop().close()

    async def _open(self, *, kept: bool) -> tuple[Exchange, bool]:
        while kept and self._kept:
            exchange = self._kept.pop()
            if exchange.is_usable:
                return exchange, True
            exchange.close()
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                streams = await asyncio.open_connection(self._host, self._port, limit=_LONGEST_HEAD)
        except (OSError, TimeoutError) as problem:
            raise Away from problem
        return Exchange(*streams), False
