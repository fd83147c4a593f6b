"""Evidence is judged by its content, and only a clean copy of it is shown."""

import hashlib
import zlib
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms, ImageStat, PngImagePlugin

from complaints.uploads import MAX_SIDE, judge
from tests.complaints.samples import (
    BLUE,
    HEIC,
    IMAGES,
    RED,
    SECRET,
    active_pdf,
    blank_pdf,
    close,
    exif,
    jpeg,
    pdf_bytes,
    picture,
    plain,
    saved,
    shown,
    zipped,
)

# --- taken



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
