"""Asking a page as a browser does, and reading what it answered."""

from __future__ import annotations

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client


def page(client: Client, where: str, /) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return read(answer)


def go(client: Client, where: str, /, **typed: Any) -> None:
    """Send a form that is accepted."""
    answer = client.post(where, typed)
    assert answer.status_code == 302, (where, answer.status_code, read(answer)[:3000])


def button(told: str, where: str) -> tuple[str, dict[str, str]]:
    """What the button sends of the form that leads there: the address, and the fields the form holds itself."""
    form = told.split(f'action="{where}"', maxsplit=1)[1].split("</form>", maxsplit=1)[0]
    held = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return where, dict(held)


def refused(client: Client, where: str, status: int, /, **typed: Any) -> str:
    """Send a form that is refused: the same page again, with words."""
    answer = client.post(where, typed)
    assert answer.status_code == status, (where, answer.status_code)
    told = read(answer)
    assert 'role="alert"' in told or "error-summary" in told
    return told


def read(answer: HttpResponseBase) -> str:
    return html.unescape(getattr(answer, "content", b"").decode())


def picture(data: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")
