"""How sharp and how light a picture is, measured with Pillow alone. Numbers for a hint to a person, never a verdict."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageStat

_MEASURED_AT = 800
_TILES = 4
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def sharpness(picture: Image.Image) -> float:
    """Variance of the Laplacian in the busiest parts of a picture, at 800 pixels so that pictures compare.

    Paper lying on a table is mostly table: the measure is the second best of sixteen tiles, not the mean of all.
    """
    edges = _measured(picture).filter(_LAPLACIAN)
    # The filter leaves the outermost pixels as they were.
    inner = edges.crop((1, 1, max(2, edges.width - 1), max(2, edges.height - 1)))
    return sorted(ImageStat.Stat(tile).var[0] for tile in _tiles(inner))[-2]


def lightness(picture: Image.Image) -> float:
    """Mean grey, 0 black to 255 white."""
    return ImageStat.Stat(_measured(picture)).mean[0]


def _measured(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    grey.thumbnail((_MEASURED_AT, _MEASURED_AT), Image.Resampling.BOX)
    return grey


def _tiles(picture: Image.Image) -> list[Image.Image]:
    across, down = (max(1, side // _TILES) for side in picture.size)
    corners = [(column * across, row * down) for row in range(_TILES) for column in range(_TILES)]
    return [picture.crop((left, top, left + across, top + down)) for left, top in corners]
