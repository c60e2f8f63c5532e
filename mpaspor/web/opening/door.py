"""The door of this house: its keys, its database, its looks. Django is asked here, once, and not again by a request."""

from __future__ import annotations

import os
import socket

from django.conf import settings
from psycopg.conninfo import make_conninfo

from mpaspor.web.opening import shells
from mpaspor.web.opening.app import Application
from mpaspor.web.opening.room import Room, Terms

# The node's name in rows.
_LONGEST_NAME = 32


def application(*, admits_all: bool = False) -> Application:
    """The ASGI application, with Django set up already."""
    terms = Terms(
        database=address(),
        secret=settings.SECRET_KEY,
        node=f"{os.getpid()}-{socket.gethostname()}"[:_LONGEST_NAME],
        session_cookie=settings.SESSION_COOKIE_NAME,
        secure=settings.SESSION_COOKIE_SECURE,
        trusted=frozenset(settings.CSRF_TRUSTED_ORIGINS),
        admits_all=admits_all,
    )
    return Application(Room(terms), shells.words(), shells.headers())


def address() -> str:
    """The house's database, as psycopg wants it."""
    said = settings.DATABASES["default"]
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo("", **{name: str(said[key]) for name, key in named.items() if said[key]})
