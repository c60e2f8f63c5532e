"""A connection of our own to the database, made anew when it breaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from psycopg import errors

Answer = TypeVar("Answer")

_CONNECT_SECONDS = 3
_COLLISIONS = (errors.DeadlockDetected, errors.SerializationFailure)


class Away(Exception):
    """The database does not answer now."""


class Link:
    """One connection, opened when it is first needed. Whoever uses it waits for its own answer before asking again."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: psycopg.AsyncConnection | None = None

    @property
    def is_open(self) -> bool:
        return self._connection is not None and not self._connection.closed

    async def connection(self) -> psycopg.AsyncConnection:
        """The connection; raises psycopg's errors."""
        if self._connection is None or self._connection.closed or self._connection.broken:
            await self.close()
            self._connection = await psycopg.AsyncConnection.connect(
                self._address,
                autocommit=True,
                prepare_threshold=0,
                connect_timeout=_CONNECT_SECONDS,
                # Planned once, for batches of any size, and not anew for each of the first.
                options="-c plan_cache_mode=force_generic_plan",
            )
        return self._connection

    async def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement answers; raises psycopg's errors."""
        cursor = await (await self.connection()).execute(statement.encode(), values)
        return await cursor.fetchall() if cursor.description else []

    async def again(self, act: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do it, and once more if two wrote at once or the connection broke. Raises `Away`.

        Safe for what can be asked twice: after a broken connection nobody knows whether it was done.
        """
        try:
            return await act()
        except (*_COLLISIONS, psycopg.OperationalError, psycopg.InterfaceError):
            with suppress(psycopg.Error):
                if not self._is_sound():
                    await self.close()
        try:
            return await act()
        except psycopg.Error as problem:
            raise Away from problem

    async def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                await self._connection.close()
            self._connection = None

    def _is_sound(self) -> bool:
        return self._connection is not None and not (self._connection.closed or self._connection.broken)
