"""What a citizen photographed becomes what we keep: opened, turned upright, made small, stripped of what it tells.

The name and the declared type are never believed. A picture is decoded and written anew; a PDF keeps its pages and
loses its scripts, attachments and metadata. Blur is a hint to take the picture again, never a refusal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import puremagic
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw, ImageOps

from mpaspor.core import cleaning, sharpness

JPEG, PDF = "image/jpeg", "application/pdf"
CLEAR, BLURRED, DARK, SMALL = "clear", "blurred", "dark", "small"
LIMIT = 10 * 1024 * 1024

_PICTURES = ("image/jpeg", "image/png")
_HEIF = ("image/heif", "image/heic", "image/heif-sequence", "image/heic-sequence")
_SNIFFED_BYTES = 4096
_MAX_SIDE = 2400
# What a decoder may have to unfold at once; a JPEG's halves while it reads, a PNG's cannot.
_MAX_PIXELS = {"JPEG": 64_000_000, "PNG": 40_000_000}
_MAX_STORED = 2 * 1024 * 1024
_QUALITIES = (85, 75, 60, 45)
_THUMBNAIL = (152, 116)
# Calibrated on drawn papers: sharp ones measure above 400, unreadable ones below 60 (tests keep them apart).
_BLURRED_BELOW = 110
_DARK_BELOW = 55
_SMALL_BELOW = 480


class TooLarge(Exception):
    """The file has more bytes than we take; nothing else is wrong with it."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        self.limit = limit

    def __str__(self) -> str:
        return _("File ini %(size)s MB; paling besar %(limit)s MB. Kecilkan, atau foto ulang.") % {
            "size": _megabytes(self.size),
            "limit": _megabytes(self.limit),
        }


class Reason(StrEnum):
    """Why a file cannot be opened."""

    EMPTY = "empty"
    TYPE = "type"
    HEIC = "heic"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_MANY_PIXELS = "too_many_pixels"


_SENTENCES = {
    Reason.EMPTY: _("File ini kosong. Pilih lagi, atau foto langsung dari ponsel."),
    Reason.TYPE: _("File ini bukan foto atau PDF. Kirim foto JPG atau PNG, atau PDF."),
    Reason.HEIC: _("Foto iPhone ini berbentuk HEIC. Di pengaturan kamera pilih Paling Kompatibel, lalu foto lagi."),
    Reason.DAMAGED: _("File ini tidak dapat dibuka, mungkin terputus saat dikirim. Kirim lagi atau foto ulang."),
    Reason.ENCRYPTED: _("PDF ini terkunci kata sandi. Simpan tanpa kata sandi, atau foto dokumennya."),
    Reason.TOO_MANY_PIXELS: _("Foto ini terlalu besar untuk dibuka. Kecilkan resolusi kamera, lalu foto lagi."),
}


class Unreadable(Exception):
    """The file cannot be opened; `str()` is the sentence for the person."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(_SENTENCES[self.reason])


@dataclass(frozen=True)
class Prepared:
    """A paper as we keep it. A PDF has its size in points and its picture quality from the first scan in it."""

    content: bytes
    content_type: str
    width: int
    height: int
    thumbnail: bytes
    quality: str
    pages: int


def prepare(data: bytes, declared_name: str, *, limit: int = LIMIT) -> Prepared:
    """Make `data` fit to keep; `declared_name` only helps to explain a file of no known type.

    Raises `TooLarge` and `Unreadable`, and nothing else whatever the bytes.
    """
    if len(data) > limit:
        raise TooLarge(len(data), limit)
    if not data:
        raise Unreadable(Reason.EMPTY)
    kinds = _kinds(data)
    if PDF in kinds:
        return _prepared_pdf(data)
    if kinds.intersection(_PICTURES):
        return _prepared_picture(data)
    raise Unreadable(Reason.HEIC if kinds.intersection(_HEIF) or _looks_heic(declared_name) else Reason.TYPE)


def opened(data: bytes) -> Image.Image:
    """Decode a JPEG or PNG, turn it upright, shrink it, keep nothing but the pixels. Raises `Unreadable`."""
    try:
        picture = _decoded(data)
    except Image.DecompressionBombError:
        raise Unreadable(Reason.TOO_MANY_PIXELS) from None
    except Exception:  # noqa: BLE001 a decoder fed by strangers fails in its own many ways; all mean the same here
        raise Unreadable(Reason.DAMAGED) from None
    picture.thumbnail((_MAX_SIDE, _MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def quality(picture: Image.Image) -> str:
    """Tell "clear", or what a person would do better next time: "small", "dark", "blurred"."""
    if min(picture.size) < _SMALL_BELOW:
        return SMALL
    if sharpness.lightness(picture) < _DARK_BELOW:
        return DARK
    return BLURRED if sharpness.sharpness(picture) < _BLURRED_BELOW else CLEAR


def _megabytes(size: int) -> str:
    return formats.number_format(math.ceil(size / 1024 / 1024 * 10) / 10)


def _kinds(data: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(data[:_SNIFFED_BYTES])}
    except (puremagic.PureError, ValueError):
        return set()


def _looks_heic(declared_name: str) -> bool:
    return declared_name.lower().endswith((".heic", ".heif"))


def _prepared_picture(data: bytes) -> Prepared:
    picture = opened(data)
    return Prepared(
        content=_stored(picture),
        content_type=JPEG,
        width=picture.width,
        height=picture.height,
        thumbnail=_thumbnail(picture),
        quality=quality(picture),
        pages=1,
    )


def _prepared_pdf(data: bytes) -> Prepared:
    try:
        cleaned = cleaning.clean(data)
    except cleaning.Encrypted:
        raise Unreadable(Reason.ENCRYPTED) from None
    except cleaning.Damaged:
        raise Unreadable(Reason.DAMAGED) from None
    scan = _flat(cleaned.scan) if cleaned.scan else None
    return Prepared(
        content=cleaned.content,
        content_type=PDF,
        width=cleaned.width,
        height=cleaned.height,
        thumbnail=_thumbnail(scan or _blank_sheet()),
        quality=quality(scan) if scan else CLEAR,
        pages=cleaned.pages,
    )


def _decoded(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as source:
        if source.width * source.height > _MAX_PIXELS[source.format or "PNG"]:
            raise Image.DecompressionBombError
        # A 48-megapixel photo then costs no more than a small one.
        source.draft("RGB", (_MAX_SIDE, _MAX_SIDE))
        return _flat(ImageOps.exif_transpose(source))


def _flat(picture: Image.Image) -> Image.Image:
    """Red, green and blue on white, without the comment or profile the file carried."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        see_through = picture.convert("RGBA")
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(see_through, mask=see_through.getchannel("A"))
    else:
        flat = picture.convert("RGB")
    flat.info.clear()
    return flat


def _stored(picture: Image.Image) -> bytes:
    written = b""
    for level in _QUALITIES:
        written = _jpeg(picture, level)
        if len(written) <= _MAX_STORED:
            break
    return written


def _thumbnail(picture: Image.Image) -> bytes:
    return _jpeg(ImageOps.fit(picture, _THUMBNAIL, Image.Resampling.BOX), 72)


def _jpeg(picture: Image.Image, level: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=level)
    return written.getvalue()


def _blank_sheet() -> Image.Image:
    """A drawn page, for a PDF that holds letters and no scan."""
    sheet = Image.new("RGB", _THUMBNAIL, "#F0ECE2")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((46, 12, 106, 104), fill="white", outline="#75807C")
    for row in range(24, 94, 10):
        pen.line((54, row, 98, row), fill="#DBD5C7", width=3)
    return sheet
