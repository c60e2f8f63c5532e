"""What a camera and a scanner at the counter can be told at once, measured with Pillow alone (domain 6.4).

Only what can be measured without knowing faces: no check here says who it is or that the eyes are open. The officer
looks; these numbers spare a second visit. How good is good enough is policy, except where paper has a size.
"""

from __future__ import annotations

from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter, ImageStat

from mpaspor.core import sharpness
from mpaspor.stages.applications import images

SIZE, SHAPE, SHARPNESS, EXPOSURE, LIGHT, BACKGROUND = (
    "size", "shape", "sharpness", "exposure", "light", "background",
)  # fmt: skip

# 35 by 45 mm at 300 dots an inch.
_WIDTH_MM, _HEIGHT_MM, _LEAST_WIDTH = 35, 45, 413
_SHAPE_TOLERANCE = 0.02
_LEAST_SHARPNESS = 30
_EXPOSURE = (60, 215)
_MOST_UNEVEN = 22
_LEAST_BACKGROUND, _MOST_BACKGROUND_SPREAD = 195, 14
_FACE = (0.3, 0.25, 0.7, 0.7)
# Beside the head and above the shoulders, where nothing but the wall should be.
_WALL = ((0.01, 0.01, 0.12, 0.4), (0.88, 0.01, 0.99, 0.4), (0.2, 0.005, 0.8, 0.06))

_PRINT_WIDTH = 160
_LIVELY = 4
_FULL_COVERAGE, _FULL_CONTRAST, _FULL_RIDGES = 0.6, 54, 0.76


class Check(NamedTuple):
    """One thing looked at; kept with the portrait as [code, ok, measured]."""

    code: str
    ok: bool
    measured: float


def portrait(data: bytes) -> list[Check]:
    """Look at a portrait: size, shape, sharpness, exposure, light, background. Raises `images.Unreadable`."""
    picture = images.opened(data)
    width, height = picture.size
    tilt = abs(width / height - _WIDTH_MM / _HEIGHT_MM)
    sharp = sharpness.sharpness(picture)
    face = _part(picture, _FACE)
    light = ImageStat.Stat(face).mean[0]
    uneven = _side_difference(face)
    wall, spread = _wall(picture)
    return [
        Check(SIZE, width >= _LEAST_WIDTH, width),
        Check(SHAPE, tilt <= _SHAPE_TOLERANCE, round(width / height, 3)),
        Check(SHARPNESS, sharp >= _LEAST_SHARPNESS, round(sharp)),
        Check(EXPOSURE, _EXPOSURE[0] <= light <= _EXPOSURE[1], round(light)),
        Check(LIGHT, uneven <= _MOST_UNEVEN, round(uneven)),
        Check(BACKGROUND, wall >= _LEAST_BACKGROUND and spread <= _MOST_BACKGROUND_SPREAD, round(wall)),
    ]


def fingerprint(data: bytes) -> int:
    """How well the ridges of a print can be read, 0 to 100. Raises `images.Unreadable`.

    Three things multiplied, for each alone can spoil it: how much of the frame shows skin, how black the ridges stand
    against the furrows, and how much of that contrast repeats at the distance ridges have.
    """
    grey = _scaled(images.opened(data).convert("L"))
    detail = ImageChops.difference(grey, grey.filter(ImageFilter.BoxBlur(6)))
    alive = detail.filter(ImageFilter.BoxBlur(4)).point([255 if value > _LIVELY else 0 for value in range(256)])
    coverage = ImageStat.Stat(alive).mean[0] / 255
    if not coverage:
        return 0
    contrast = ImageStat.Stat(detail, alive).mean[0]
    ridges = _ridge_energy(grey, alive) / contrast
    shares = (coverage / _FULL_COVERAGE, contrast / _FULL_CONTRAST, ridges / _FULL_RIDGES)
    score = 100.0
    for share in shares:
        score *= min(1.0, share)
    return round(score)


def _ridge_energy(grey: Image.Image, alive: Image.Image) -> float:
    """What remains between a fine and a coarse blur: waves of four to five pixels, as ridges are at this width."""
    band = ImageChops.difference(grey.filter(ImageFilter.BoxBlur(1)), grey.filter(ImageFilter.BoxBlur(4)))
    return ImageStat.Stat(band, alive).mean[0]


def _side_difference(face: Image.Image) -> float:
    middle = face.width // 2
    left, right = face.crop((0, 0, middle, face.height)), face.crop((middle, 0, face.width, face.height))
    return abs(ImageStat.Stat(left).mean[0] - ImageStat.Stat(right).mean[0])


def _wall(picture: Image.Image) -> tuple[float, float]:
    """Mean grey and largest spread of the patches of background."""
    patches = [ImageStat.Stat(_part(picture, box)) for box in _WALL]
    means = [patch.mean[0] for patch in patches]
    spreads = [patch.stddev[0] for patch in patches]
    return min(means), max(*spreads, max(means) - min(means))


def _part(picture: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    left, top, right, bottom = box
    width, height = picture.size
    edges = (int(left * width), int(top * height), max(1, int(right * width)), max(1, int(bottom * height)))
    return picture.crop(edges).convert("L")


def _scaled(grey: Image.Image) -> Image.Image:
    height = max(1, round(grey.height * _PRINT_WIDTH / grey.width))
    return grey.resize((_PRINT_WIDTH, height), Image.Resampling.BILINEAR)
