from __future__ import annotations

import contextlib
import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as some
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from mpaspor.demo import pictures
from mpaspor.stages.applications import images

KTP = pictures.sample_paper("ktp", name="RATNA WULANDARI", number="5171014203880003")
BIRTH = pictures.sample_paper("birth", name="KIRANA PRAMONO", number="5171-LU-08012018-0012")


def _opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def _written(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def _pdf(pages: int = 1, encryption: pikepdf.Encryption | None = None) -> bytes:
    made = BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        document.save(made, encryption=encryption)
    return made.getvalue()


def test_a_photo_becomes_a_jpeg_with_a_thumbnail() -> None:
    paper = images.prepare(KTP, "ktp.jpg")
    assert paper.content_type == "image/jpeg"
    assert (paper.width, paper.height) == _opened(KTP).size == _opened(paper.content).size
    assert _opened(paper.thumbnail).size == (152, 116)
    assert (paper.quality, paper.pages) == ("clear", 1)


def test_the_name_is_never_believed() -> None:
    assert images.prepare(KTP, "ktp.pdf").content_type == "image/jpeg"
    assert images.prepare(_pdf(), "ktp.jpg").content_type == "application/pdf"
    with pytest.raises(images.Unreadable):
        images.prepare(b"<script>alert(1)</script>", "ktp.jpg")


def test_what_the_camera_wrote_about_place_and_time_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "S"
    taken = _written(_opened(KTP), exif=exif, comment=b"rumah saya", icc_profile=b"profil", dpi=(300, 300))
    kept = _opened(images.prepare(taken, "ktp.jpg").content)
    assert not kept.getexif()
    assert "comment" not in kept.info
    assert "icc_profile" not in kept.info


def test_a_phone_held_sideways_gives_an_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = _written(_opened(KTP).rotate(90, expand=True), exif=exif)
    paper = images.prepare(sideways, "ktp.jpg")
    assert paper.width > paper.height


def test_a_large_photo_is_made_small() -> None:
    large = _written(_opened(KTP).resize((6000, 3787)), quality=95)
    paper = images.prepare(large, "ktp.jpg")
    assert max(paper.width, paper.height) == 2400
    assert len(paper.content) <= 2 * 1024 * 1024
    assert paper.quality == "clear"


def test_a_noisy_photo_still_fits_two_megabytes() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((2400, 1800), 120) for _ in range(3)])
    assert len(images.prepare(_written(noise, quality=90), "ktp.jpg").content) <= 2 * 1024 * 1024


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1", "LA", "I;16"])
def test_a_png_of_any_kind_is_taken(mode: str) -> None:
    picture = _opened(BIRTH).convert("L").convert("I") if mode == "I;16" else _opened(BIRTH)
    paper = images.prepare(_written(picture.convert(mode), "PNG"), "akta.png")
    assert paper.content_type == "image/jpeg"
    assert _opened(paper.content).mode == "RGB"


def test_what_is_see_through_becomes_white() -> None:
    paper = images.prepare(_written(Image.new("RGBA", (600, 600), (0, 0, 0, 0)), "PNG"), "kosong.png")
    assert _opened(paper.content).getpixel((300, 300)) == (255, 255, 255)


@pytest.mark.parametrize("source", [KTP, BIRTH])
@pytest.mark.parametrize(("radius", "quality"), [(0, "clear"), (1, "clear"), (3, "blurred"), (6, "blurred")])
def test_blur_is_seen_and_never_refused(source: bytes, radius: int, quality: str) -> None:
    blurred = _written(_opened(source).filter(ImageFilter.GaussianBlur(radius)))
    assert images.prepare(blurred, "ktp.jpg").quality == quality


def test_sharpness_is_judged_the_same_at_twice_the_size() -> None:
    blurred = ImageOps.scale(_opened(KTP).filter(ImageFilter.GaussianBlur(3)), 2)
    assert images.prepare(_written(blurred), "ktp.jpg").quality == "blurred"
    assert images.prepare(_written(ImageOps.scale(_opened(KTP), 2)), "ktp.jpg").quality == "clear"


def test_a_dark_or_tiny_picture_is_told_so() -> None:
    dark = ImageEnhance.Brightness(_opened(KTP)).enhance(0.2)
    assert images.prepare(_written(dark), "ktp.jpg").quality == "dark"
    tiny = pictures.sample_paper("ktp", name="RATNA", number="1", size="tiny")
    assert images.prepare(tiny, "ktp.jpg").quality == "small"


def test_a_png_may_have_fewer_pixels_than_a_jpeg_that_shrinks_while_it_is_read() -> None:
    wide = Image.new("L", (8000, 5500))
    with pytest.raises(images.Unreadable) as refusal:
        images.prepare(_written(wide, "PNG"), "ktp.png")
    assert refusal.value.reason == "too_many_pixels"
    assert images.prepare(_written(wide), "ktp.jpg").width == 2400


def test_too_many_bytes_are_told_with_the_limit() -> None:
    with pytest.raises(images.TooLarge) as refusal, translation.override("id"):
        images.prepare(KTP, "ktp.jpg", limit=1000)
    assert (refusal.value.size, refusal.value.limit) == (len(KTP), 1000)
    with translation.override("id"):
        assert "10,1 MB" in str(images.TooLarge(10 * 1024 * 1024 + 1, 10 * 1024 * 1024))


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "ktp.jpg", "empty"),
        (b"halo", "ktp.txt", "type"),
        (b"GIF89a" + bytes(50), "ktp.gif", "type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "IMG_1.HEIC", "heic"),
        (b"halo", "IMG_1.heic", "heic"),
        (KTP[:5000], "ktp.jpg", "damaged"),
        (KTP[: len(KTP) // 2], "ktp.jpg", "damaged"),
        (b"%PDF-1.7\nhalo", "ktp.pdf", "damaged"),
    ],
)
def test_what_cannot_be_opened_says_why(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(images.Unreadable) as refusal:
        images.prepare(content, name)
    assert refusal.value.reason == reason
    assert str(refusal.value)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize("side", [30_000, 100_000, 2**31 - 1])
def test_a_bomb_of_pixels_is_not_unfolded(side: int) -> None:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(bytes(100_000))) + _chunk(b"IEND", b"")
    with pytest.raises(images.Unreadable) as refusal:
        images.prepare(bomb, "ktp.png")
    assert refusal.value.reason in {"too_many_pixels", "damaged"}


def _filled_field(document: pikepdf.Pdf, script: pikepdf.Dictionary) -> pikepdf.Object:
    look = document.make_stream(b"BT /F1 9 Tf (RATNA) Tj ET", Subtype=pikepdf.Name.Form, BBox=[0, 0, 90, 20])
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="nama",
            F=4,
            Rect=[0, 0, 90, 20],
            A=script,
            AP=pikepdf.Dictionary(N=look),
        )
    )
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    return field


def test_a_pdf_keeps_its_pages_and_loses_what_acts() -> None:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.add_blank_page(page_size=(595, 842))
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('halo')")
        document.Root.OpenAction = document.make_indirect(script)
        document.attachments["rahasia.exe"] = b"MZ rahasia"
        document.docinfo["/Author"] = "Ratna"
        page = document.pages[0].obj
        page.AA = pikepdf.Dictionary(O=script)
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script)
        page.Annots = pikepdf.Array([link, _filled_field(document, script)])
        made = BytesIO()
        document.save(made)
    paper = images.prepare(made.getvalue(), "akta.pdf")
    assert (paper.pages, paper.width, paper.height, paper.content_type) == (2, 595, 842, "application/pdf")
    with pikepdf.open(BytesIO(paper.content)) as kept:
        whole = kept.pages[0].obj.unparse(resolved=True) + kept.Root.unparse(resolved=True)
        assert len(kept.pages) == 2
        assert len(kept.attachments) == 0
        assert not kept.docinfo.get("/Author")
        assert "/Annots" not in kept.pages[0].obj
        assert any(b"(RATNA) Tj" in thing.read_bytes() for thing in kept.objects if isinstance(thing, pikepdf.Stream))
        for trace in (b"alert", b"/AA", b"/JS", b"/OpenAction", b"/JavaScript", b"rahasia"):
            assert trace not in whole
            assert trace not in paper.content
            assert all(trace not in thing.unparse(resolved=True) for thing in kept.objects)


def test_a_scanned_pdf_shows_its_scan_and_is_measured_by_it() -> None:
    made = BytesIO()
    blurred = _opened(BIRTH).filter(ImageFilter.GaussianBlur(5))
    blurred.save(made, "PDF")
    paper = images.prepare(made.getvalue(), "akta.pdf")
    assert paper.quality == "blurred"
    assert _opened(paper.thumbnail).size == (152, 116)


def test_a_bomb_in_a_pdf_is_not_unpacked() -> None:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        head = {"Subtype": pikepdf.Name.Image, "Width": 100, "Height": 100, "BitsPerComponent": 8}
        bomb = document.make_stream(b"", Type=pikepdf.Name.XObject, ColorSpace=pikepdf.Name.DeviceGray, **head)
        bomb.write(zlib.compress(bytes(130_000_000), 1), filter=pikepdf.Name.FlateDecode)
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=bomb))
        made = BytesIO()
        document.save(made)
    paper = images.prepare(made.getvalue(), "akta.pdf")
    assert (paper.pages, paper.quality) == (1, "clear")
    assert paper.thumbnail == images.prepare(_pdf(), "akta.pdf").thumbnail


def test_a_locked_pdf_is_told_so() -> None:
    for password in ("", "rahasia"):
        locked = _pdf(encryption=pikepdf.Encryption(owner="pemilik", user=password))
        with pytest.raises(images.Unreadable) as refusal:
            images.prepare(locked, "akta.pdf")
        assert refusal.value.reason == "encrypted"


def test_a_pdf_without_pages_or_with_a_book_of_them_is_no_paper() -> None:
    for pages in (0, 41):
        with pytest.raises(images.Unreadable):
            images.prepare(_pdf(pages), "akta.pdf")


def test_the_same_pdf_is_kept_as_the_same_bytes() -> None:
    scan = _pdf()
    assert images.prepare(scan, "a.pdf").content == images.prepare(scan, "b.pdf").content


PNG = _written(_opened(KTP).resize((60, 40)), "PNG")
SMALL_JPEG = _written(_opened(KTP).resize((60, 40)))
SMALL_PDF = _pdf()
heads = some.sampled_from([b"", PNG[:8], PNG[:40], SMALL_JPEG[:4], SMALL_JPEG[:200], b"%PDF-1.4\n", SMALL_PDF[:60]])


@given(heads, some.binary(max_size=400), some.text(max_size=12))
@effort(max_examples=300, deadline=None)
def test_any_bytes_are_a_paper_or_one_of_two_refusals(head: bytes, rest: bytes, name: str) -> None:
    with contextlib.suppress(images.TooLarge, images.Unreadable):
        images.prepare(head + rest, name, limit=500)


@given(some.sampled_from([PNG, SMALL_JPEG, SMALL_PDF]), some.data())
@effort(max_examples=300, deadline=None)
def test_a_file_with_spoiled_bytes_is_a_paper_or_one_of_two_refusals(whole: bytes, spoil: some.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(spoil.draw(some.integers(1, 6))):
        content[spoil.draw(some.integers(0, len(content) - 1))] = spoil.draw(some.integers(0, 255))
    with contextlib.suppress(images.Unreadable):
        images.prepare(bytes(content), "ktp.jpg")
