"""The small page: GET /<slot>/<person>/<key> asks for a place, and the answer is the outcome; GET / opens the house."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from bench.algorithms.batches import Batches
from bench.algorithms.ways import OURS, WAYS

POOL = 8

_house: dict[str, Any] = {}


async def application(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Any way, by BENCH_WAY."""
    if scope["type"] != "http":
        return
    answer = (await _answer(scope["path"])).encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def _answer(path: str) -> str:
    way = os.environ["BENCH_WAY"]
    if path == "/":
        await _open(way)
        return "open"
    _, slot, person, key = path.split("/")
    return await _give(way, int(slot), int(person), key)


async def _give(way: str, slot: int, person: int, key: str) -> str:
    if way == OURS:
        batches: Batches = _house["batches"]
        return await batches.give(slot, person, key)
    async with _house["pool"].connection() as db:
        return await WAYS[way](db, slot, person)


async def _open(way: str) -> None:
    url = os.environ["DATABASE_URL"]
    if way == OURS:
        db = await psycopg.AsyncConnection.connect(url, autocommit=True, prepare_threshold=0)
        _house["batches"] = Batches(db)
        return
    pool = AsyncConnectionPool(url, min_size=POOL, max_size=POOL, open=False, kwargs={"prepare_threshold": 0})
    _house["pool"] = pool
    await pool.open(wait=True)
