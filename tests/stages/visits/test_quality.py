from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from mpaspor.demo import pictures
from mpaspor.stages.applications import images
from mpaspor.stages.visits import quality

RATNA = Image.open(BytesIO(pictures.sample_portrait(1)))


def _written(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=88)
    return written.getvalue()


def _failed(picture: Image.Image) -> list[str]:
    return [check.code for check in quality.portrait(_written(picture)) if not check.ok]


def test_a_good_portrait_passes_every_check() -> None:
    for seed in range(12):
        checks = quality.portrait(pictures.sample_portrait(seed))
        assert [check.code for check in checks] == [
            "size",
            "shape",
            "sharpness",
            "exposure",
            "light",
            "background",
        ]
        assert all(check.ok for check in checks), seed


def test_the_checks_can_be_kept_with_the_portrait() -> None:
    kept = json.loads(json.dumps(quality.portrait(pictures.sample_portrait(1))))
    assert kept[0] == ["size", True, 700]


def test_a_small_portrait() -> None:
    assert "size" in _failed(RATNA.resize((350, 450)))


def test_a_canvas_of_another_shape() -> None:
    assert _failed(ImageOps.expand(RATNA, (0, 0, 80, 0), "#ECEFF1")) == ["shape"]


@pytest.mark.parametrize("radius", [2, 3, 5])
def test_a_portrait_out_of_focus(radius: int) -> None:
    assert _failed(RATNA.filter(ImageFilter.GaussianBlur(radius))) == ["sharpness"]


def test_a_portrait_too_dark_and_one_too_bright() -> None:
    assert "exposure" in _failed(ImageEnhance.Brightness(RATNA).enhance(0.35))
    assert "exposure" in _failed(ImageEnhance.Brightness(RATNA).enhance(3))


def test_light_from_one_side() -> None:
    side = Image.linear_gradient("L").rotate(90).resize(RATNA.size)
    assert "light" in _failed(ImageChops.multiply(RATNA, Image.merge("RGB", (side, side, side))))


def test_a_coloured_or_busy_background() -> None:
    blue = RATNA.copy()
    blue.paste("#2B4A80", (0, 0, 700, 60))
    assert _failed(blue) == ["background"]
    busy = RATNA.copy()
    busy.paste(Image.effect_noise((80, 400), 90), (0, 0))
    assert "background" in _failed(busy)


@pytest.mark.parametrize("seed", range(10))
def test_a_clear_print_is_told_from_a_dry_one(seed: int) -> None:
    assert quality.fingerprint(pictures.sample_fingerprint(seed)) >= 50
    assert quality.fingerprint(pictures.sample_fingerprint(seed, dry=True)) < 40


def test_less_of_the_finger_scores_less() -> None:
    with Image.open(BytesIO(pictures.sample_fingerprint(3))) as print_:
        half = print_.copy()
    half.paste(250, (0, 0, half.width, half.height * 2 // 3))
    assert quality.fingerprint(_written(half)) < quality.fingerprint(pictures.sample_fingerprint(3)) * 2 // 3


def test_what_is_no_print_scores_low() -> None:
    assert quality.fingerprint(_written(Image.new("L", (320, 400), 200))) == 0
    assert quality.fingerprint(_written(Image.effect_noise((320, 400), 80))) < 40
    assert quality.fingerprint(pictures.sample_portrait(1)) < 40


def test_what_the_device_garbled_is_unreadable() -> None:
    for measure in (quality.portrait, quality.fingerprint):
        with pytest.raises(images.Unreadable):
            measure(b"\xff\xd8\xff\xe0 rusak")


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 2), (5, 5)])
def test_a_sliver_of_a_picture_is_measured_too(size: tuple[int, int]) -> None:
    sliver = _written(Image.new("RGB", size, "white"))
    assert not quality.portrait(sliver)[0].ok
    assert quality.fingerprint(sliver) == 0
