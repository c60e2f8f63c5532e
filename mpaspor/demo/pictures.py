"""Drawn pictures for the demo and the tests: faces, prints and papers of nobody, the same for the same seed.

Every paper carries the word CONTOH across it. "tiny" ones (4 kB at most) serve replays of whole years.
"""

from __future__ import annotations

import math
from functools import lru_cache
from io import BytesIO
from random import Random
from typing import Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

Size = Literal["full", "tiny"]

_PORTRAIT, _TINY_PORTRAIT = (700, 900), (105, 135)
_PRINT, _TINY_PRINT = (320, 400), (96, 120)
_TINY_PAPER = (200, 150)
_SMOOTH = 2

_SKINS = ("#CD9A73", "#B9835C", "#DDB08A", "#A9744F", "#C68F68")
_HAIR = ("#211914", "#2B2019", "#15120F", "#3A2A1F")
_CLOTHES = ("#35535A", "#6B3F4C", "#4A5A3A", "#3C4470", "#7A5A2E")
_SCARVES = ("#3F5B66", "#7C5163", "#5B6B4C", "#46406B")
_BACKGROUND = "#ECEFF1"
_LOOKS = {"": ("long", "short", "scarf"), "F": ("long", "scarf"), "M": ("short",)}


@lru_cache(maxsize=64)
def sample_portrait(seed: int, size: Size = "full", sex: str = "") -> bytes:
    """A fictional face on a light even ground, 35:45, as JPEG; `sex` "M" or "F" narrows the choice of hair."""
    chance = Random(f"face {seed}")  # noqa: S311 a drawing, not a secret
    width, height = (side * _SMOOTH for side in _PORTRAIT)
    sheet = Image.new("RGB", (width, height), _BACKGROUND)
    pen = _Pen(sheet, width / 100)
    hair, skin = chance.choice(_HAIR), chance.choice(_SKINS)
    look = chance.choice(_LOOKS[sex])
    cloth = chance.choice(_SCARVES if look == "scarf" else _CLOTHES)
    _draw_behind(pen, look, hair, cloth)
    pen.oval((8, 88, 92, 170), cloth)
    pen.shape([(41, 74), (59, 74), (61, 92), (50, 99), (39, 92)], cloth if look == "scarf" else _darker(skin))
    pen.oval((27, 16, 73, 82), skin)
    _draw_front(pen, look, hair, cloth)
    _draw_face(pen, chance, hair, skin)
    finished = sheet.resize(_PORTRAIT if size == "full" else _TINY_PORTRAIT, Image.Resampling.BOX)
    return _jpeg(finished, 88 if size == "full" else 45)


@lru_cache(maxsize=64)
def sample_fingerprint(seed: int, size: Size = "full", *, dry: bool = False) -> bytes:
    """A drawn fingertip in grey, as JPEG; a `dry` one is pale and broken, and scores too low."""
    chance = Random(f"print {seed}")  # noqa: S311 a drawing, not a secret
    width, height = _PRINT
    ridges = Image.new("L", _PRINT, 255)
    pen = ImageDraw.Draw(ridges)
    middle = (width / 2 + chance.uniform(-20, 20), height * chance.uniform(0.5, 0.6))
    lean, wave = chance.uniform(-0.5, 0.5), chance.uniform(2, 5)
    press = chance.randrange(10, 70)
    for ring in range(1, 44):
        pen.line(_ridge(middle, ring * 9.0, lean, wave), fill=press, width=5, joint="curve")
    finger = Image.new("L", _PRINT, 0)
    ImageDraw.Draw(finger).ellipse((24, 14, width - 24, height - 10), fill=255)
    ridges = ridges.filter(ImageFilter.GaussianBlur(1.1))
    if dry:
        ridges = _dried(ridges, chance)
    print_ = Image.composite(ridges, Image.new("L", _PRINT, 250), finger.filter(ImageFilter.GaussianBlur(8)))
    if size == "tiny":
        return _jpeg(print_.resize(_TINY_PRINT, Image.Resampling.LANCZOS), 50)
    return _jpeg(print_, 85)


@lru_cache(maxsize=256)
def sample_paper(kind: str, *, name: str, number: str, seed: int = 0, size: Size = "full", sex: str = "") -> bytes:
    """A photograph of a paper that could not be mistaken for one, as JPEG.

    `kind` is the code of a document ("ktp", "kk", "old_passport", …); one without a drawing gets a plain certificate.
    """
    chance = Random(f"{kind}{seed}")  # noqa: S311 a drawing, not a secret
    heading, shape, colour = _PAPERS.get(kind.lower(), (kind.replace("_", " ").upper(), _UPRIGHT, "#F6F1E2"))
    paper = Image.new("RGB", shape, colour)
    pen = ImageDraw.Draw(paper)
    _write_paper(pen, shape, heading, name, number, chance)
    if kind.lower() in _WITH_FACE:
        _paste_face(paper, seed, sex)
    photo = _on_a_table(_stamped(paper), chance)
    if size == "tiny":
        return _jpeg(ImageOps.fit(photo, _TINY_PAPER, Image.Resampling.BOX), 35)
    return _jpeg(photo, 82)


_CARD, _UPRIGHT, _ACROSS = (1280, 808), (1000, 1400), (1400, 1000)
_PAPERS = {
    "ktp": ("KARTU TANDA PENDUDUK", _CARD, "#BFDDEA"),
    "kk": ("KARTU KELUARGA", _ACROSS, "#EAF1F4"),
    "birth": ("KUTIPAN AKTA KELAHIRAN", _UPRIGHT, "#F3EBD3"),
    "akta_kelahiran": ("KUTIPAN AKTA KELAHIRAN", _UPRIGHT, "#F3EBD3"),
    "passport": ("PASPOR", _ACROSS, "#DCE8DF"),
    "old_passport": ("PASPOR", _ACROSS, "#DCE8DF"),
}


_WITH_FACE = frozenset({"ktp", "passport", "old_passport"})


class _Pen:
    """Draws in hundredths of the width, so that a face has one geometry for every size."""

    def __init__(self, sheet: Image.Image, unit: float) -> None:
        self._pen = ImageDraw.Draw(sheet)
        self._unit = unit

    def oval(self, box: tuple[float, float, float, float], colour: str) -> None:
        self._pen.ellipse([edge * self._unit for edge in box], fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self._pen.polygon([(x * self._unit, y * self._unit) for x, y in points], fill=colour)

    def stroke(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        scaled = [(x * self._unit, y * self._unit) for x, y in points]
        self._pen.line(scaled, fill=colour, width=round(width * self._unit), joint="curve")


def _draw_behind(pen: _Pen, look: str, hair: str, scarf: str) -> None:
    if look == "scarf":
        pen.oval((20, 8, 80, 98), scarf)
    elif look == "long":
        pen.oval((21, 9, 79, 66), hair)
        pen.shape([(21, 36), (79, 36), (82, 94), (18, 94)], hair)
    else:
        pen.oval((25, 10, 75, 60), hair)


def _draw_front(pen: _Pen, look: str, hair: str, scarf: str) -> None:
    if look == "scarf":
        pen.shape([(26, 46), (31, 23), (50, 10), (69, 23), (74, 46), (66, 29), (50, 23), (34, 29)], scarf)
        pen.shape([(30, 68), (40, 78), (50, 80), (60, 78), (70, 68), (65, 90), (50, 96), (35, 90)], scarf)
    else:
        pen.shape([(26, 44), (28, 24), (50, 14), (72, 24), (74, 44), (69, 35), (58, 28), (40, 33), (31, 40)], hair)


def _draw_face(pen: _Pen, chance: Random, hair: str, skin: str) -> None:
    apart, level = chance.uniform(11, 13), chance.uniform(45, 48)
    for side in (-1, 1):
        eye = 50 + side * apart
        pen.oval((eye - 3.4, level - 1.8, eye + 3.4, level + 1.8), "#F4EFE8")
        pen.oval((eye - 1.9, level - 1.9, eye + 1.9, level + 1.9), "#1B1411")
        pen.stroke([(eye - 5, level - 5), (eye, level - 6.4), (eye + 5, level - 5)], hair, 1.3)
    pen.stroke([(50.5, level + 3), (48.6, level + 12), (51.6, level + 12.6)], _darker(skin), 0.9)
    mouth = chance.uniform(5, 7)
    pen.stroke([(50 - mouth, 68), (50, 69), (50 + mouth, 68)], "#8A4B40", 1.7)


def _ridge(middle: tuple[float, float], radius: float, lean: float, wave: float) -> list[tuple[float, float]]:
    """One ridge of a whorl: an oval that leans and breathes a little."""
    points = []
    for step in range(73):
        angle = step * math.tau / 72
        reach = radius + wave * math.sin(3 * angle + radius / 40)
        x, y = reach * math.cos(angle), 1.25 * reach * math.sin(angle)
        points.append((middle[0] + x + lean * y * 0.4, middle[1] + y))
    return points


def _dried(ridges: Image.Image, chance: Random) -> Image.Image:
    pale = ridges.point([min(255, 105 + value * 3 // 5) for value in range(256)])
    pen = ImageDraw.Draw(pale)
    for _ in range(150):
        x, y, reach = chance.randrange(320), chance.randrange(400), chance.randrange(8, 30)
        pen.ellipse((x, y, x + reach, y + reach), fill=240)
    return pale.filter(ImageFilter.GaussianBlur(1))


def _write_paper(
    pen: ImageDraw.ImageDraw, shape: tuple[int, int], heading: str, name: str, number: str, chance: Random
) -> None:
    width, height = shape
    ink, left = "#1F2A2C", width // 14
    pen.rectangle((12, 12, width - 13, height - 13), outline="#8AA0A4", width=4)
    pen.text((width / 2, height // 12), heading, font=_font(54), fill=ink, anchor="mm")
    pen.text((left, height // 7 + 24), number, font=_font(50), fill=ink)
    pen.text((left, height // 7 + 100), name, font=_font(44), fill=ink)
    for top in range(height // 7 + 180, height - 120, 46):
        pen.text((left, top), _nonsense(chance), font=_font(28), fill="#3B484B")


def _paste_face(paper: Image.Image, seed: int, sex: str) -> None:
    with Image.open(BytesIO(sample_portrait(seed, sex=sex))) as portrait:
        face = portrait.resize((280, 360), Image.Resampling.BOX)
    paper.paste(face, (paper.width - 360, paper.height // 4))


def _nonsense(chance: Random) -> str:
    """Lines that read like a form from afar and say nothing."""
    words = ("kolom", "isian", "baris", "contoh", "keterangan", "wilayah", "nomor", "bukan dokumen asli")
    return f"{chance.choice(words)} {chance.choice(words)} : {chance.choice(words)} {chance.randrange(100, 999)}"


def _stamped(paper: Image.Image) -> Image.Image:
    stamp = Image.new("L", paper.size, 0)
    ImageDraw.Draw(stamp).text(
        (paper.width / 2, paper.height / 2), "CONTOH", font=_font(paper.width // 5), fill=120, anchor="mm"
    )
    turned = stamp.rotate(18, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", paper.size, "#A02D19"), paper, turned)


def _on_a_table(paper: Image.Image, chance: Random) -> Image.Image:
    """As photographed: a little crooked, on wood, a little darker at one side."""
    wide, high = round(paper.width * 1.14), round(paper.height * 1.14)
    table = Image.new("RGB", (wide, high), chance.choice(("#7C6247", "#5E564C", "#8A7B66")))
    angle = chance.uniform(-2.5, 2.5)
    cut = Image.new("L", paper.size, 255).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    turned = paper.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    table.paste(turned, ((wide - turned.width) // 2, (high - turned.height) // 2), cut)
    shade = Image.linear_gradient("L").resize(table.size).point([205 + value // 5 for value in range(256)])
    return ImageChops.multiply(table, Image.merge("RGB", (shade, shade, shade)))


def _darker(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) * 88 // 100 for place in (1, 3, 5))
    return f"#{red:02X}{green:02X}{blue:02X}"


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The face Pillow brings along, so that a drawing is the same everywhere."""
    return ImageFont.load_default(size)


def _jpeg(picture: Image.Image, level: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=level)
    return written.getvalue()
