"""Files made here to be judged: pictures, PDFs and things that only pretend to be."""

import base64
import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.utils.functional import Promise
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from complaints.uploads import Judged, Refused, judge

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


IMAGES = {
    "jpg": (jpeg(), "image/jpeg"),
    "png": (saved(picture(), "PNG"), "image/png"),
    "webp": (saved(picture(), "WEBP", lossless=True), "image/webp"),
    "gif": (saved(picture("P"), "GIF"), "image/gif"),
    "heic": (HEIC, "image/heic"),
    "avif": (saved(picture(), "AVIF", quality=95), "image/avif"),
}


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
