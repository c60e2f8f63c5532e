"""One port for a house on one machine: lines are met here, everything else is passed on to the web process.

In a deployment a load balancer does the passing on, and the door and the web are processes of their own.
"""

from __future__ import annotations

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config import passing  # noqa: E402 - its parts need Django
from config.opening import application as opening  # noqa: E402 - the same

WEB = os.environ.get("MPASPOR_WEB_URL", "http://127.0.0.1:8001")


class House:
    """The door and, behind it, the web."""

    def __init__(self) -> None:
        self._web = passing.Passage(WEB, away=passing.away_page())

    async def __call__(self, scope: dict[str, Any], receive: passing.Receive, send: passing.Send) -> None:
        if scope["type"] == "lifespan":
            await opening(scope, receive, send)
            self._web.close()
        elif scope["path"] == "/health":
            await self._health(send)
        elif scope["path"].startswith("/line/"):
            await opening(scope, receive, send)
        else:
            await self._web(scope, receive, send)

    async def _health(self, send: passing.Send) -> None:
        """Whether the whole is well: the web, its database, the door and its own connections."""
        web = await self._web.health()
        told = {**web, "opening": "ok" if opening.room.pulse.answers else "database away"}
        await passing.say(send, 200 if set(told.values()) == {"ok"} else 503, told)


application = House()
