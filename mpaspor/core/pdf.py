"""Paper: a typst template and its values become a PDF, the same bytes for the same values on every machine."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any, cast

import typst

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_of_this_thread = threading.local()


def compile(template: str, values: dict[str, Any]) -> bytes:  # noqa: A001 read as `pdf.compile`
    """Fill `template` ("documents/proof.typ", below mpaspor/templates) with `values`, which must be plain JSON.

    The template reads them with `json(bytes(sys.inputs.values))`; its head lists the keys it wants.
    """
    told = {"values": json.dumps(values, ensure_ascii=False)}
    # PDF/UA-1: a sheet that can be listened to; the compiler refuses a template that cannot.
    made = _compiler(template).compile(format="pdf", sys_inputs=told, timestamp=0, pdf_standards=["ua-1"])
    return cast("bytes", made)


def _compiler(template: str) -> typst.Compiler:
    """Compilers know their fonts from birth and must not be shared: two threads in one raise "Already borrowed"."""
    known: dict[str, typst.Compiler] = _of_this_thread.__dict__
    if template not in known:
        known[template] = typst.Compiler(
            input=str(_TEMPLATES / template), root=str(_TEMPLATES), ignore_system_fonts=True
        )
    return known[template]
