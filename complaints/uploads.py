"""Judge a file that a person sends as proof: accept it and make a clean copy to show, or refuse it kindly.

Bytes in, values out: no ORM, no disk, no settings. The original bytes stay what they are (their SHA-256 is
the proof); pages show only the clean copy, which is written anew. What a file is, is read from its content.
"""

import hashlib
import sys
import threading
import warnings
from dataclasses import dataclass, field
from io import BytesIO

import filetype
import pi_heif
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, features

from complaints.uploads_apart import MAX_BYTES, limit_self, run_apart

MAX_PIXELS = 60_000_000
"""Most pixels (width x height) an image may claim; above the 50 megapixels of common phones."""
MAX_SIDE = 2400
"""Longest side of the copy that is shown, in pixels."""
HEIF_SECONDS = 30
HEIF_MEMORY = 2 * 1024**3
JPEG_QUALITY = 85

# MIME type of the content -> (the only Pillow format tried, extension).
IMAGE_TYPES = {
    "image/jpeg": ("JPEG", "jpg"),
    "image/png": ("PNG", "png"),
    "image/webp": ("WEBP", "webp"),
    "image/gif": ("GIF", "gif"),
    "image/heic": ("HEIF", "heic"),
}
if features.check("avif"):
    IMAGE_TYPES["image/avif"] = ("AVIF", "avif")

# Brands of the ftyp box that filetype does not know: 10-bit, multi-layer and image-sequence HEVC.
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})

SENTENCES: dict[str, Promise] = {
    "empty": _("A foto chegou vazia (0 byte). Escolha a foto de novo."),
    "too_large": _("Este arquivo tem mais de 10 MB. Tire um print e mande o print, que é menor."),
    "not_allowed": _("Este tipo de arquivo não abre aqui. Mande uma foto, um print da tela ou um PDF."),
    "not_pdf": _("Este arquivo diz ser PDF, mas não é. Tire um print ou salve de novo como PDF."),
    "damaged": _(
        "Esta foto está estragada ou chegou pela metade. "
        "Mande a foto de novo ou tire um print dela e mande o print."
    ),
    "too_many_pixels": _("Esta foto é grande demais para abrir aqui. Tire um print dela e mande o print."),
    "pdf_locked": _("Este PDF tem senha. Abra o PDF com a senha, tire um print e mande o print."),
    "pdf_damaged": _(
        "Este PDF está estragado ou chegou pela metade. Baixe o PDF de novo ou tire um print e mande o print."
    ),
    "pdf_too_many_pages": _("Este PDF tem mais de 200 páginas. Mande só as páginas que mostram o problema."),
}
EMPTY_PDF = _("O PDF chegou vazio (0 byte). Escolha o PDF de novo.")


class Refused(ValueError):
    """Say why a file is not taken: `code` is a key of SENTENCES, `sentence` the lazy text for the person."""

    def __init__(self, code: str, sentence: Promise | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = SENTENCES[code] if sentence is None else sentence


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold what is known of an accepted file.

    `content_type`, `extension`, `sha256` (hex) and `size` (bytes) speak of the original; `shown_type`,
    `width` and `height` (pixels, None for a PDF) of `shown`, the clean copy. `pages` is None for an image.
    """

    kind: str
    content_type: str
    extension: str
    sha256: str
    size: int
    shown: bytes = field(repr=False)
    shown_type: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None


# The library settings below hold for the whole process and are set once, before any thread decodes.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

# One 60-megapixel image with transparency needs 570 MB while it shrinks: at most two at a time.
_ROOM = threading.BoundedSemaphore(2)


def judge(data: bytes, name: str = "") -> Judged:
    """Accept `data` (JPEG, PNG, WEBP, GIF, HEIC, AVIF or PDF, at most MAX_BYTES) or raise Refused.

    No other exception comes out, whatever the bytes. Safe to call from many threads.
    `name` is what the sender calls the file; it only chooses the words of a refusal.
    """
    named_pdf = name.strip().lower().endswith(".pdf")
    if not data:
        raise Refused("empty", EMPTY_PDF if named_pdf else None)
    if len(data) > MAX_BYTES:
        raise Refused("too_large")
    content_type = _sniff(data)
    if content_type == "application/pdf":
        with _ROOM:
            return _judge_pdf(data)
    if content_type in IMAGE_TYPES:
        with _ROOM:
            return _judge_image(data, content_type)
    raise Refused("not_pdf" if named_pdf else "not_allowed")


def _sniff(data: bytes) -> str | None:
    """Name the MIME type the first bytes promise, or None."""
    head = data[:8192]
    try:
        guess = filetype.guess(head)
    except Exception:  # noqa: BLE001 - filetype indexes freely into short input
        guess = None
    if guess is not None:
        # An animated PNG opens as the PNG it also is.
        return "image/png" if guess.mime == "image/apng" else guess.mime
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "image/heic"
    # Some bank and shop systems print a blank line before the PDF header; every reader forgives it.
    if head.lstrip(b"\xef\xbb\xbf\x00\t\n\f\r ").startswith(b"%PDF-"):
        return "application/pdf"
    return None


# --- images


def _judge_image(data: bytes, content_type: str) -> Judged:
    pillow_format, extension = IMAGE_TYPES[content_type]
    try:
        clean = _heif_apart(data) if pillow_format == "HEIF" else _open_clean(data, pillow_format)
        shown, shown_type = _encode(clean, lossless=pillow_format in {"PNG", "GIF"})
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Refused("too_many_pixels") from error
    except Exception as error:  # Pillow's plugins raise nearly every built-in exception on broken input
        raise Refused("damaged") from error
    return Judged(
        kind="image",
        content_type=content_type,
        extension=extension,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        shown=shown,
        shown_type=shown_type,
        width=clean.width,
        height=clean.height,
    )


def _open_clean(data: bytes, pillow_format: str) -> Image.Image:
    with Image.open(BytesIO(data), formats=(pillow_format,)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Refused("too_many_pixels")
        return _clean_image(image)


def _heif_apart(data: bytes) -> Image.Image:
    """Decode HEIC in a process of its own.

    pi_heif 1.4 dies of a segmentation fault on some damaged files, which would take the whole server along.
    """
    words, pixels = run_apart(__spec__.name, data)
    if not words:
        raise Refused("damaged")
    answer, *size = words
    if answer in SENTENCES:
        raise Refused(answer)
    width, height = map(int, size)
    return Image.frombytes(answer, (width, height), pixels)


def _answer_parent() -> None:
    """Read HEIC from standard input; write "mode width height" and the pixels, or the code of a refusal."""
    limit_self(HEIF_SECONDS, HEIF_MEMORY)
    try:
        clean = _open_clean(sys.stdin.buffer.read(), "HEIF")
    except Refused as refused:
        sys.stdout.buffer.write(refused.code.encode() + b"\n")
        return
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        sys.stdout.buffer.write(b"too_many_pixels\n")
        return
    sys.stdout.buffer.write(f"{clean.mode} {clean.width} {clean.height}\n".encode() + clean.tobytes())


def _clean_image(image: Image.Image) -> Image.Image:
    """Return the first frame upright, at most MAX_SIDE long, in sRGB, with nothing but its pixels."""
    longest = max(image.size)
    target = image.size
    if longest > MAX_SIDE:
        target = tuple(max(1, round(side * MAX_SIDE / longest)) for side in image.size)
        image.draft(
            None, target
        )  # JPEG only: decode at 1/2, 1/4 or 1/8, so the full picture never sits in memory
    image.load()
    if image.width * image.height > MAX_PIXELS:  # a HEIC may turn out larger than its header says
        raise Refused("too_many_pixels")
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    frame = image
    if frame.mode.startswith("I"):
        # Pillow clips 16-bit grey at 255 on conversion, which would leave a white page.
        frame = frame.convert("I").point([value >> 8 for value in range(65536)], "L")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if frame.mode != wanted:
        frame = frame.convert(wanted)
    if frame.size != target:
        frame = frame.resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)
    # Turning after shrinking gives the same picture as before it, for a tenth of the memory.
    try:
        frame = ImageOps.exif_transpose(frame)
    except Exception:  # noqa: BLE001 - a broken EXIF block says nothing about the picture
        frame = frame.copy()
    if profile:
        frame = _to_srgb(frame, profile)
    if frame.mode == "RGBA" and frame.getchannel("A").getextrema()[0] == 255:
        frame = frame.convert("RGB")
    # save() would carry on comments and profiles from `info`; a new image has none.
    clean = Image.new(frame.mode, frame.size)
    clean.paste(frame)
    return clean


def _to_srgb(frame: Image.Image, profile: bytes) -> Image.Image:
    """Move colours to sRGB: phones record wider gamuts, and "the colour is wrong" is a common complaint."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space.strip() != "RGB":
            return frame
        return ImageCms.profileToProfile(frame, source, ImageCms.createProfile("sRGB"), outputMode=frame.mode)
    except Exception:  # noqa: BLE001 - a broken profile says nothing about the picture
        return frame


def _encode(image: Image.Image, *, lossless: bool) -> tuple[bytes, str]:
    """Write `image` as JPEG, or as PNG where it is transparent or a lossless source packs smaller."""
    if image.mode == "RGBA":
        png = _saved(image, "PNG")
        if len(png) <= MAX_BYTES:
            return png, "image/png"
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image, lossless = paper, False
    jpeg = _saved(image, "JPEG", quality=JPEG_QUALITY, optimize=True)
    if lossless:
        png = _saved(image, "PNG")
        if len(png) <= len(jpeg):
            return png, "image/png"
    return jpeg, "image/jpeg"


def _saved(image: Image.Image, pillow_format: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, pillow_format, **options)
    return out.getvalue()


# --- PDF


def _judge_pdf(data: bytes) -> Judged:
    """Have a PDF cleaned in a process of its own, whose memory the server never sees."""
    words, shown = run_apart("complaints.uploads_pdf", data)
    if len(words) != 2:
        raise Refused(words[0] if words and words[0] in SENTENCES else "pdf_damaged")
    digest = hashlib.sha256(data).hexdigest()
    return Judged(
        "pdf", "application/pdf", "pdf", digest, len(data), shown, "application/pdf", pages=int(words[1])
    )


if __name__ == "__main__":
    _answer_parent()
