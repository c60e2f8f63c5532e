from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from mpaspor.demo import pictures


@pytest.mark.parametrize("seed", range(5))
def test_tiny_pictures_weigh_at_most_four_kilobytes(seed: int) -> None:
    assert len(pictures.sample_portrait(seed, "tiny")) <= 4096
    assert len(pictures.sample_fingerprint(seed, "tiny")) <= 4096
    for kind in ("ktp", "kk", "birth", "old_passport", "police_report"):
        paper = pictures.sample_paper(kind, name="RATNA WULANDARI", number="5171014203880003", seed=seed, size="tiny")
        assert len(paper) <= 4096, kind


def test_the_same_seed_draws_the_same_picture() -> None:
    first = pictures.sample_portrait(7)
    pictures.sample_portrait.cache_clear()
    assert pictures.sample_portrait(7) == first
    assert pictures.sample_portrait(8) != first


def test_every_paper_says_that_it_is_an_example() -> None:
    for kind in ("ktp", "kk", "birth", "old_passport", "police_report"):
        with Image.open(BytesIO(pictures.sample_paper(kind, name="RATNA", number="1"))) as paper:
            middle = paper.crop((paper.width // 3, paper.height // 3, paper.width * 2 // 3, paper.height * 2 // 3))
        red, green, _ = middle.convert("RGB").split()
        stamped = ImageStat.Stat(
            ImageChops.subtract(red, green).point([255 if value > 25 else 0 for value in range(256)])
        )
        assert stamped.mean[0] > 5, kind
