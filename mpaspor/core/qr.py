"""QR codes, drawn on the server: SVG for pages, PNG for paper and messages."""

from __future__ import annotations

from io import BytesIO

import segno

_QUIET_ZONE = 4


def svg(text: str) -> str:
    """An `<svg class="qr">` element, black on white in both schemes, no inline style; the stylesheet sizes it."""
    drawing = BytesIO()
    _code(text).save(
        drawing,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=_QUIET_ZONE,
        svgclass="qr",
        lineclass=None,
        light="#fff",
    )
    return drawing.getvalue().decode()


def png(text: str, scale: int = 8) -> bytes:
    """The same code as a PNG, each module `scale` pixels wide."""
    drawing = BytesIO()
    _code(text).save(drawing, kind="png", scale=scale, border=_QUIET_ZONE)
    return drawing.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
