"""Proof files: what is taken, what is refused and why; the shown copy carries nothing but the picture."""

import base64
import hashlib
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pytest
from django.utils.functional import Promise
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms, ImageFile, ImageStat, PngImagePlugin

from complaints import uploads
from complaints.uploads import MAX_BYTES, MAX_PAGES, MAX_SIDE, SENTENCES, Judged, Refused, judge

RED, BLUE = (200, 30, 30), (30, 30, 200)
SECRET = "SEGREDO"

# HEVC still picture, 64 x 48, red with a blue top-left quarter, EXIF with a GPS position and a maker.
# Stored because no HEVC encoder is installed.
HEIC = base64.b64decode(
    """
    AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA
    ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAFIAAgAAAAACNAABAAAAAAAAAHQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA
    AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA
    kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq
    5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh
    cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA
    ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAzm1kYXQAAABOKAGvE4DlMff/24NEHT6g+TJmTqDEKLsPf+e3y5hssQb3hLYCyidq
    xz/inW38ie5Zmj7MlTFpL0n99EpctN71oeiqo3EaubFnpIeuTYW2AAAABkV4aWYAAE1NACoAAAAIAAIBDwACAAAADQAAACaIJQAE
    AAAAAQAAADQAAAAAU0VDUkVUQ0FNRVJBAAAAAgABAAIAAAACUwAAAAACAAUAAAADAAAAUgAAAAAAAAAXAAAAAQAAACEAAAABAAAA
    AQAAAAE=
    """
)


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Draw a red picture whose top-left quarter is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    block = Image.Exif()
    block[0x010F] = SECRET + "CAMERA"
    block[0x0112] = orientation
    gps = block.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (23.0, 33.0, 1.0), "W", (46.0, 38.0, 2.0)
    return block


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(**options: object) -> bytes:
    return saved(picture(), "JPEG", **{"quality": 95, "subsampling": 0, **options})


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    )


def blank_pdf(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=(200, 100))
    return pdf


def pdf_bytes(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def plain(data: bytes) -> bytes:
    """Write a PDF's objects unpacked, so that a search in the bytes sees everything."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return pdf_bytes(pdf, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def shown(judged: Judged) -> Image.Image:
    image = Image.open(BytesIO(judged.shown))
    image.load()
    return image


def close(pixel: tuple[int, ...], colour: tuple[int, ...], room: int = 24) -> bool:
    return all(abs(a - b) <= room for a, b in zip(pixel[:3], colour, strict=True))


def refusal(data: bytes, name: str = "") -> Refused:
    with pytest.raises(Refused) as caught:
        judge(data, name)
    return caught.value


def msgid(sentence: Promise) -> str:
    """Read the Portuguese source of a lazy text without asking for settings."""
    return sentence.__reduce__()[1][1][0]


# --- taken

IMAGES = {
    "jpg": (jpeg(), "image/jpeg"),
    "png": (saved(picture(), "PNG"), "image/png"),
    "webp": (saved(picture(), "WEBP", lossless=True), "image/webp"),
    "gif": (saved(picture("P"), "GIF"), "image/gif"),
    "heic": (HEIC, "image/heic"),
    "avif": (saved(picture(), "AVIF", quality=95), "image/avif"),
}


@pytest.mark.parametrize("extension", IMAGES)
def test_image_is_taken_by_content_whatever_its_name(extension):
    data, content_type = IMAGES[extension]
    for name in ("", "foto." + extension, "nota.pdf", "x.exe"):
        judged = judge(data, name)
        assert (judged.kind, judged.content_type, judged.extension) == ("image", content_type, extension)
        assert judged.sha256 == hashlib.sha256(data).hexdigest()
        assert judged.size == len(data)
        assert judged.pages is None
        image = shown(judged)
        assert image.get_format_mimetype() == judged.shown_type
        assert image.size == (judged.width, judged.height) == (64, 48)
        assert close(image.convert("RGB").getpixel((5, 5)), BLUE)
        assert close(image.convert("RGB").getpixel((60, 44)), RED)


def test_pdf_is_taken_by_content_whatever_its_name():
    data = pdf_bytes(blank_pdf(3))
    for name in ("", "nota.pdf", "foto.jpg"):
        judged = judge(data, name)
        assert (judged.kind, judged.content_type, judged.extension) == ("pdf", "application/pdf", "pdf")
        assert judged.shown_type == "application/pdf"
        assert (judged.pages, judged.width, judged.height) == (3, None, None)
        assert judged.sha256 == hashlib.sha256(data).hexdigest()
        assert judged.size == len(data)
        with pikepdf.open(BytesIO(judged.shown)) as pdf:
            assert len(pdf.pages) == 3


def test_pdf_behind_a_blank_line_is_a_pdf():
    assert judge(b"\r\n" + pdf_bytes(blank_pdf())).pages == 1


def test_ten_bit_heic_brand_is_tried_as_heic():
    assert judge(HEIC.replace(b"ftypheic", b"ftypheix", 1)).content_type == "image/heic"


def test_first_frame_of_an_animation_is_shown():
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        image = shown(judge(data))
        assert getattr(image, "n_frames", 1) == 1
        assert close(image.convert("RGB").getpixel((10, 10)), RED)


def test_transparency_stays():
    glass = picture("RGBA")
    glass.putpixel((0, 0), (0, 0, 0, 0))
    judged = judge(saved(glass, "PNG"))
    assert judged.shown_type == "image/png"
    assert shown(judged).getpixel((0, 0))[3] == 0
    opaque = shown(judge(saved(picture("RGBA"), "PNG")))
    assert opaque.mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_unusual_colour_modes_are_taken(mode):
    data = saved(picture(mode), "JPEG" if mode == "CMYK" else "PNG")
    image = shown(judge(data)).convert("L")
    blue, red = (ImageStat.Stat(image.crop(box)).mean[0] for box in ((4, 4, 28, 20), (36, 28, 60, 44)))
    assert blue < red


def test_sixteen_bit_grey_keeps_its_shades():
    grey = Image.new("I;16", (4, 4), 128 * 256)
    assert close(shown(judge(saved(grey, "PNG"))).convert("RGB").getpixel((1, 1)), (128, 128, 128))


def test_large_photo_is_shrunk():
    judged = judge(saved(picture(size=(5000, 1000)), "JPEG"))
    assert (judged.width, judged.height) == (MAX_SIDE, 480)
    thin = judge(saved(picture(size=(30, 9000)), "PNG"))
    assert (thin.width, thin.height) == (8, MAX_SIDE)


@pytest.mark.parametrize(
    ("orientation", "blue_corner"),
    [(1, "tl"), (2, "tr"), (3, "br"), (4, "bl"), (5, "tl"), (6, "tr"), (7, "br"), (8, "bl")],
)
def test_photo_is_turned_upright(orientation, blue_corner):
    for size in ((64, 48), (2800, 1400)):
        data = saved(picture(size=size), "JPEG", exif=exif(orientation), quality=95)
        image = shown(judge(data))
        assert (image.width > image.height) is (orientation < 5)
        right, bottom = image.width - 6, image.height - 6
        corners = {"tl": (5, 5), "tr": (right, 5), "bl": (5, bottom), "br": (right, bottom)}
        blue = [name for name, at in corners.items() if close(image.getpixel(at), BLUE)]
        assert blue == [blue_corner]


def test_colours_of_a_profile_are_moved_to_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (lab, srgb, b"broken profile"):
        judged = judge(jpeg(icc_profile=profile))
        assert "icc_profile" not in shown(judged).info
        assert close(shown(judged).getpixel((60, 44)), RED)


# --- nothing but the picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_exif_gps_and_xmp_are_gone(kind):
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    data = saved(picture(), kind, exif=exif(), **({} if kind == "PNG" else {"xmp": xmp}))
    assert SECRET.encode() in data
    judged = judge(data)
    assert SECRET.encode() not in judged.shown
    assert not shown(judged).getexif()
    assert not shown(judged).info.keys() & {"exif", "xmp", "icc_profile", "comment"}


def test_exif_of_heic_is_gone():
    assert b"SECRETCAMERA" in HEIC
    judged = judge(HEIC)
    assert b"SECRETCAMERA" not in judged.shown
    assert not shown(judged).getexif()


def test_comments_and_profile_text_are_gone():
    samples = [jpeg(comment=SECRET.encode()), saved(picture("P"), "GIF", comment=SECRET.encode())]
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET)
    samples.append(saved(picture(), "PNG", pnginfo=texts))
    samples.append(jpeg(icc_profile=b"not a profile " + SECRET.encode()))
    for data in samples:
        assert SECRET.encode() in data
        assert SECRET.encode() not in judge(data).shown


def test_polyglots_are_shown_clean():
    for tail in (b"<?php system($_GET[0]); ?>", b"<script>alert(1)</script>", zipped()):
        for data in (jpeg() + tail, saved(picture(), "PNG") + tail, saved(picture("P"), "GIF") + tail):
            judged = judge(data, "foto.php")
            assert judged.kind == "image"
            assert judged.sha256 == hashlib.sha256(data).hexdigest()
            assert tail not in judged.shown
            assert b"PK\x03\x04" not in judged.shown


def active_pdf() -> bytes:
    """Make a PDF with every active or telling part that is known to be sent in earnest or in malice."""
    pdf = blank_pdf(2)
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('ATAQUE')"))
    launch = Dictionary(
        S=Name.Launch, F=String("ATAQUE.exe"), Next=Dictionary(S=Name.URI, URI=String("http://ATAQUE"))
    )
    root, page = pdf.Root, pdf.pages[0].obj
    root.OpenAction = pdf.make_indirect(script)
    root.AA = Dictionary(WC=script)
    root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    root.AcroForm = Dictionary(
        Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=script)))]),
        XFA=pdf.make_stream(b"<xdp>ATAQUE</xdp>"),
    )
    page.AA = Dictionary(O=Dictionary(S=Name.Named, N=Name.ATAQUE))
    page.Metadata = pdf.make_stream(b"<x:xmpmeta>ATAQUE</x:xmpmeta>", Type=Name.Metadata, Subtype=Name.XML)
    page.PieceInfo = Dictionary(App=Dictionary(Private=String("ATAQUE")))
    page.Annots = Array(
        [
            pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch)
            ),
            pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), PA=launch)
            ),
        ]
    )
    pdf.attachments["virus.exe"] = pikepdf.AttachedFileSpec(pdf, b"ATAQUE", filename="ATAQUE.exe")
    pdf.docinfo["/Author"] = "ATAQUE"
    pdf.trailer["/Extra"] = String("ATAQUE")
    with pdf.open_metadata() as meta:
        meta["dc:title"] = "ATAQUE"
    return pdf_bytes(pdf)


def test_pdf_scripts_attachments_and_metadata_are_gone():
    data = active_pdf()
    before = plain(data)
    words = [
        b"ATAQUE",
        b"/JavaScript",
        b"/Launch",
        b"/OpenAction",
        b"/AA",
        b"/EmbeddedFile",
        b"/XFA",
        b"/Metadata",
    ]
    assert all(word in before for word in words)
    judged = judge(data)
    after = plain(judged.shown)
    assert [word for word in words if word in after] == []
    assert judged.pages == 2
    assert judged.sha256 == hashlib.sha256(data).hexdigest()
    with pikepdf.open(BytesIO(judged.shown)) as pdf:
        assert len(pdf.attachments) == 0
        assert len(pdf.docinfo) == 0
        assert len(pdf.pages[0].obj.Annots) == 2


def test_the_text_of_a_pdf_page_stays():
    pdf = blank_pdf()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(AA=font, EF=font))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /AA 12 Tf (Comprovante) Tj ET")
    with pikepdf.open(BytesIO(judge(pdf_bytes(pdf)).shown)) as after:
        page = after.pages[0].obj
        assert page.Contents.read_bytes() == b"BT /AA 12 Tf (Comprovante) Tj ET"
        assert set(page.Resources.Font.keys()) == {"/AA", "/EF"}


@pytest.mark.parametrize("packed", [False, True])
def test_gps_of_a_photo_inside_a_pdf_is_gone_and_its_pixels_stay(packed):
    photo = jpeg(exif=exif(), comment=SECRET.encode(), progressive=True) + SECRET.encode()
    pdf = blank_pdf()
    stream = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=64,
        Height=48,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )
    if packed:
        stream.write(zlib.compress(photo), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    else:
        stream.write(photo, filter=Name.DCTDecode)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=stream))
    with pikepdf.open(BytesIO(judge(pdf_bytes(pdf)).shown)) as after:
        raw = after.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()
    assert SECRET.encode() in photo
    assert SECRET.encode() not in raw
    assert Image.open(BytesIO(raw)).tobytes() == Image.open(BytesIO(photo)).tobytes()


def test_pdf_locked_only_against_change_opens():
    data = pdf_bytes(blank_pdf(), encryption=pikepdf.Encryption(owner="dono", user=""))
    judged = judge(data)
    with pikepdf.open(BytesIO(judged.shown)) as pdf:
        assert not pdf.is_encrypted
        assert len(pdf.pages) == 1


# --- refused

TEXTS = {
    "text": "Bom dia, não recebi".encode(),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><html><script>alert(1)</script></html>",
    "zip": zipped(),
    "tiff": saved(picture(), "TIFF"),
    "bmp": saved(picture(), "BMP"),
    "exe": b"MZ" + bytes(200),
}


@pytest.mark.parametrize("sort", TEXTS)
def test_other_files_are_refused_by_content(sort):
    assert refusal(TEXTS[sort], "foto.jpg").code == "not_allowed"
    assert refusal(TEXTS[sort], "Nota Fiscal.PDF ").code == "not_pdf"


def test_empty_file_is_refused_in_the_words_of_its_sort():
    photo, pdf = refusal(b"", "foto.jpg"), refusal(b"", "nota.pdf")
    assert photo.code == pdf.code == "empty"
    assert msgid(photo.sentence).startswith("A foto chegou vazia")
    assert msgid(pdf.sentence).startswith("O PDF chegou vazio")


def test_size_limit_is_inclusive():
    data = jpeg()
    assert judge(data + bytes(MAX_BYTES - len(data))).size == MAX_BYTES
    assert refusal(data + bytes(MAX_BYTES - len(data) + 1)).code == "too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_cut_image_is_refused(kind):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = saved(noise, kind)
    assert refusal(data[: len(data) // 2]).code == "damaged"
    assert refusal(data[:24]).code in {"damaged", "not_allowed"}


def test_cut_heic_is_refused():
    assert refusal(HEIC[: len(HEIC) - 60]).code == "damaged"
    assert refusal(HEIC[:40]).code == "damaged"


def test_heic_that_crashes_its_decoder_is_refused():
    # The place of the EXIF item is damaged: pi_heif 1.4.0 ends in a segmentation fault while it opens this.
    crash = bytearray(HEIC)
    for at, byte in {149: 0x30, 178: 0x8B, 416: 0x7F, 417: 0xFF, 418: 0xFF, 419: 0xFF}.items():
        crash[at] = byte
    assert refusal(bytes(crash)).code == "damaged"


@pytest.mark.parametrize("side", [8000, 30_000])
def test_huge_heic_is_refused(side):
    """Both the coded size (ispe) and the crop (clap) claim side x side pixels."""
    huge = HEIC
    for old, new in [
        (struct.pack(">4sIII", b"ispe", 0, 64, 64), struct.pack(">4sIII", b"ispe", 0, side, side)),
        (struct.pack(">4sIIII", b"clap", 64, 1, 48, 1), struct.pack(">4sIIII", b"clap", side, 1, side, 1)),
        (struct.pack(">iI", -16, 2), struct.pack(">iI", 0, 2)),
    ]:
        assert huge.count(old) == 1
        huge = huge.replace(old, new)
    assert refusal(huge).code == "too_many_pixels"


def huge_jpeg_header(side: int) -> bytes:
    """Rewrite the frame header of a JPEG so that it claims side x side pixels."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", side, side)
    return bytes(data)


def huge_gif_header(side: int) -> bytes:
    data = bytearray(IMAGES["gif"][0])
    data[6:10] = struct.pack("<HH", side, side)
    return bytes(data)


@pytest.mark.parametrize("side", [8000, 9000, 30_000])
def test_huge_image_is_refused_from_its_header(side, monkeypatch):
    loads = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: loads.append(image.size))
    png = png_header(side, side) + png_chunk(b"IDAT", zlib.compress(b"")) + png_chunk(b"IEND", b"")
    for action in ("ignore", "error"):  # the limit holds with and without the process-wide warning filter
        with warnings.catch_warnings():
            warnings.simplefilter(action, Image.DecompressionBombWarning)
            for data in (png, huge_jpeg_header(side), huge_gif_header(side)):
                assert refusal(data).code == "too_many_pixels"
    assert loads == []


def test_png_bomb_is_refused():
    side = 30_000
    body = zlib.compress(bytes(side * (side // 8 + 1)), 9)
    bomb = png_header(side, side, depth=1, colour=0) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")
    assert len(bomb) < 200_000
    assert refusal(bomb).code == "too_many_pixels"


def test_png_text_bomb_is_refused():
    text = b"Comment\0\0" + zlib.compress(bytes(20_000_000), 9)
    whole = saved(picture(), "PNG")
    bomb = whole[:33] + png_chunk(b"zTXt", text) + whole[33:]
    assert refusal(bomb).code == "damaged"


def test_pdf_with_a_password_is_refused():
    data = pdf_bytes(blank_pdf(), encryption=pikepdf.Encryption(owner="dono", user="senha"))
    assert refusal(data, "nota.pdf").code == "pdf_locked"


def test_pdf_page_limit_is_inclusive():
    assert judge(pdf_bytes(blank_pdf(MAX_PAGES))).pages == MAX_PAGES
    assert refusal(pdf_bytes(blank_pdf(MAX_PAGES + 1))).code == "pdf_too_many_pages"
    lying = blank_pdf(MAX_PAGES + 1)
    lying.Root.Pages.Count = 1
    assert refusal(pdf_bytes(lying)).code in {"pdf_too_many_pages", "pdf_damaged"}


def test_broken_pdf_is_refused():
    whole = pdf_bytes(blank_pdf(3))
    empty = blank_pdf(1)
    del empty.pages[0]
    for data in (
        b"%PDF-1.7\n",
        b"%PDF-1.7\nlixo\n%%EOF",
        whole[: len(whole) // 2],
        whole[:-40],
        pdf_bytes(empty),
    ):
        assert refusal(data, "nota.pdf").code == "pdf_damaged"


def test_pdf_with_a_wrong_index_but_a_whole_body_is_mended():
    whole = pdf_bytes(blank_pdf(2), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = whole.rindex(b"startxref\n") + len(b"startxref\n")
    wrong = whole[:at] + b"7" + whole[at + 1 :]
    assert judge(wrong).pages == 2


def test_pdf_object_bomb_is_refused():
    body = zlib.compress(b"4 0 " + b" " * 40_000_000 + b"<</Type/Catalog/Pages 3 0 R>>", 9)
    objects = (
        b"2 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (len(body), body)
        + b"3 0 obj\n<</Type/Pages/Count 1/Kids[5 0 R]>>\nendobj\n"
        + b"5 0 obj\n<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    )
    head = b"%PDF-1.7\n"
    at = {number: len(head) + objects.index(b"%d 0 obj" % number) for number in (2, 3, 5)}
    start = len(head) + len(objects)
    rows = [(0, 0, 65535), (0, 0, 0), (1, at[2], 0), (1, at[3], 0), (2, 2, 0), (1, at[5], 0), (1, start, 0)]
    index = b"".join(struct.pack(">BIH", *row) for row in rows)
    table = (
        b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 4 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (
            len(index),
            index,
        )
    )
    bomb = head + objects + table + b"startxref\n%d\n%%%%EOF\n" % start
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "pdf_damaged"
    small = bomb.replace(body, zlib.compress(b"4 0 <</Type/Catalog/Pages 3 0 R>>"))
    assert judge(small).pages == 1  # the same build without the padding is sound


def test_every_refusal_has_a_sentence_that_says_how_to_mend_it():
    assert set(SENTENCES) == {
        "empty", "too_large", "not_allowed", "not_pdf", "damaged", "too_many_pixels",
        "pdf_locked", "pdf_damaged", "pdf_too_many_pages",
    }  # fmt: skip
    for code, sentence in SENTENCES.items():
        text = msgid(sentence)
        assert isinstance(sentence, Promise)
        assert any(verb in text for verb in ("Mande", "mande", "Escolha", "Tire")), text
        assert Refused(code).sentence is sentence
        assert str(Refused(code)) == code
    assert "10 MB" in msgid(SENTENCES["too_large"])
    assert MAX_BYTES == 10 * 1024 * 1024
    assert str(MAX_PAGES) in msgid(SENTENCES["pdf_too_many_pages"])


def test_import_and_refusal_need_no_settings():
    code = (
        "from complaints.uploads import *\ntry: judge(b'')\nexcept Refused as error: print(error.code, error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert run.stdout.split() == ["empty", "empty"]


def test_many_threads_get_the_same_answers():
    samples = [data for data, _type in IMAGES.values()] + [pdf_bytes(blank_pdf(2)), active_pdf()]
    alone = [judge(data) for data in samples]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(judge, samples * 4)) == alone * 4


# --- anything at all

SEEDS = [data for data, _type in IMAGES.values()] + [pdf_bytes(blank_pdf(2)), active_pdf()]
HEADS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"%PDF-1.7\n",
    b"\0\0\0\x1cftypheic",
    b"\0\0\0\x1cftypavif",
]


def accepts_or_refuses(data: bytes) -> None:
    try:
        judged = judge(data, "arquivo.pdf")
    except Refused as refused:
        assert refused.code in SENTENCES
    else:
        assert judged.sha256 == hashlib.sha256(data).hexdigest()
        assert judged.shown


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_random_bytes_raise_nothing_else(head, body):
    accepts_or_refuses(head + body)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_random_damage_raises_nothing_else(data):
    broken = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _step in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(broken) - 1)))
        cut = data.draw(st.integers(0, 8))
        broken[at : at + cut] = data.draw(st.binary(max_size=8))
    accepts_or_refuses(bytes(broken))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_notes_are_cut_from_any_jpeg_like_bytes(body):
    cut = uploads._jpeg_without_notes(b"\xff\xd8" + body)
    assert cut.startswith(b"\xff\xd8")
    assert len(cut) <= len(body) + 2
