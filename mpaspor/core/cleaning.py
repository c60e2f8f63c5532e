"""A PDF from outside, written anew: its pages stay; scripts, actions, attachments and metadata go."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, cast

import pikepdf

if TYPE_CHECKING:
    from PIL import Image

_MAX_PAGES = 40
# A page scanned at 600 dots an inch, in colours.
_MAX_PIXELS = 40_000_000
_MAX_DEPTH = 60
# What a reader could run, open or fetch, and what tells about the author. Removed wherever it stands.
_DROPPED = ("/AA", "/AF", "/EF", "/JS", "/LastModified", "/Metadata", "/OpenAction", "/PieceInfo")


# A few kilobytes can be packed so that they unpack to gigabytes: whatever needs more than this stays packed.
_MAX_UNPACKED = 3 * _MAX_PIXELS
pikepdf.settings.set_qpdf_limits(
    dct_max_memory=_MAX_UNPACKED,
    flate_max_memory=_MAX_UNPACKED,
    png_max_memory=_MAX_UNPACKED,
    run_length_max_memory=_MAX_UNPACKED,
    tiff_max_memory=_MAX_UNPACKED,
)


class Encrypted(Exception):
    """The PDF is locked with a password or restricted."""


class Damaged(Exception):
    """No reader could show the PDF: broken, without pages, or with more pages than a paper has."""


@dataclass(frozen=True)
class Cleaned:
    """The new PDF; sizes in points of its first page; the scan on that page if it is one."""

    content: bytes
    pages: int
    width: int
    height: int
    scan: Image.Image | None


def clean(data: bytes) -> Cleaned:
    """Raises `Encrypted` or `Damaged`, and nothing else whatever the bytes."""
    try:
        return _rewritten(data)
    except (Encrypted, Damaged):
        raise
    except pikepdf.PasswordError:
        raise Encrypted from None
    except Exception:  # noqa: BLE001 a parser fed by strangers fails in its own many ways; all mean the same here
        raise Damaged from None


def _rewritten(data: bytes) -> Cleaned:
    with pikepdf.open(BytesIO(data)) as source, pikepdf.new() as copy:
        if source.is_encrypted:
            raise Encrypted
        if not 0 < len(source.pages) <= _MAX_PAGES:
            raise Damaged
        # What was filled in or signed becomes part of the page; links, attachments and buttons are no part of it.
        source.flatten_annotations("screen")
        for holder, key in [(page.obj, "/Annots") for page in source.pages] + [(source.Root, "/AcroForm")]:
            if key in holder:
                del holder[key]
        # Only pages are carried over: what hangs on the document itself (scripts, attachments, forms) stays behind.
        copy.pages.extend(source.pages)
        for thing in copy.objects:
            _strip(thing)
        sheet = copy.pages[0]
        left, bottom, right, top = (float(edge) for edge in sheet.mediabox)
        written = BytesIO()
        copy.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        size = round(abs(right - left)), round(abs(top - bottom))
        return Cleaned(written.getvalue(), len(copy.pages), *size, _scan(sheet))


def _strip(thing: object, depth: int = 0) -> None:
    """Follow what is written in place; what is referred to is an object of its own and gets its own turn."""
    if depth > _MAX_DEPTH:
        raise Damaged
    children: list[object] = []
    if isinstance(thing, pikepdf.Array):
        children = list(thing.as_list())
    elif isinstance(thing, pikepdf.Stream):
        children = [thing.stream_dict]
    elif isinstance(thing, pikepdf.Dictionary):
        for key in _DROPPED:
            if key in thing:
                del thing[key]
        children = list(thing.as_dict().values())
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            _strip(child, depth + 1)


def _scan(sheet: pikepdf.Page) -> Image.Image | None:
    """The largest picture on the page, as pixels, if it can be had cheaply."""
    pictures = [pikepdf.PdfImage(cast("pikepdf.Stream", stream)) for stream in sheet.get_images().values()]
    fitting = [picture for picture in pictures if 0 < picture.width * picture.height <= _MAX_PIXELS]
    if not fitting:
        return None
    try:
        return max(fitting, key=lambda picture: picture.width * picture.height).as_pil_image()
    except Exception:  # noqa: BLE001 the page itself is good; without a preview it is still accepted
        return None
