"""Clean a PDF, in a process of its own: `python -m complaints.uploads_pdf` reads one and writes the copy.

A file of 2 MB can hold 250,000 objects, which take seconds and half a gigabyte: the web server must not pay
for them. Bytes in, bytes out; only pikepdf is loaded, so that the process is there in a tenth of a second.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from pikepdf.sanitize import Sanitizer
from pikepdf.settings import set_qpdf_limits

from complaints.uploads_apart import MAX_BYTES, limit_self

MAX_PAGES = 200
"""Most pages a PDF may have."""
MAX_PDF_OBJECTS = 150_000
# A photo does not pack twice: unpacked, the photos of a true PDF are about as large as the file.
MAX_PDF_PHOTOS = 3 * MAX_BYTES
SECONDS = 20
"""Most seconds of processor time for one file."""
MEMORY = 1024**3
"""Most bytes of memory for one file."""

# qpdf unpacks object streams while it opens a file: without limits 10 MB can become 10 GB.
set_qpdf_limits(
    flate_max_memory=32 * 1024 * 1024,
    run_length_max_memory=32 * 1024 * 1024,
    png_max_memory=32 * 1024 * 1024,
    tiff_max_memory=32 * 1024 * 1024,
    parser_max_container_size=100_000,
    doc_max_warnings=1000,
)


class Refused(ValueError):
    """Say why a PDF is not taken: the text is one of the codes `complaints.uploads` has a sentence for."""


# What a reader needs to draw the pages and move between them; scripts, XMP and attachments live elsewhere.
ROOT_KEYS = frozenset({
    "/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/PageLayout", "/PageMode", "/Outlines",
    "/ViewerPreferences", "/Dests", "/Names", "/Lang", "/OCProperties", "/AcroForm", "/StructTreeRoot",
    "/MarkInfo", "/OutputIntents",
})  # fmt: skip
TRAILER_KEYS = frozenset({"/Root", "/Size", "/Encrypt"})
ACTIVE_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute",
})  # fmt: skip
ACTIVE_KEYS = ("/AA", "/OpenAction", "/JS", "/XFA", "/EF", "/RF", "/RichMediaContent", "/PieceInfo")
# A font may be called /AA in a resource dictionary; what has one of these keys is not such a list of names.
STRUCTURAL_KEYS = ("/Type", "/Subtype", "/S", "/FT", "/T", "/Kids", "/Parent", "/F", "/UF", "/Fields")


def clean(data: bytes) -> tuple[int, bytes]:
    """Return the number of pages and a copy without anything that acts, hides or tells more. Raises Refused."""
    try:
        with _open_pdf(data) as pdf:
            count = pdf.Root.Pages.get(Name.Count)
            if (
                isinstance(count, pikepdf.Integer) and int(count) > MAX_PAGES
            ):  # before the page tree is walked
                raise Refused("pdf_too_many_pages")
            pages = len(pdf.pages)
            if pages > MAX_PAGES:
                raise Refused("pdf_too_many_pages")
            if pages == 0 or len(pdf.objects) > MAX_PDF_OBJECTS:
                raise Refused("pdf_damaged")
            _clean_pdf(pdf)
            out = BytesIO()
            pdf.save(
                out,
                encryption=False,
                deterministic_id=True,
                fix_metadata_version=False,
                # Copy streams packed as they are: unpacking them is where a bomb would go off.
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise Refused("pdf_locked") from error
    except (
        Exception
    ) as error:  # pikepdf raises PdfError, but also ValueError, TypeError, AttributeError, RuntimeError
        raise Refused("pdf_damaged") from error
    return pages, out.getvalue()


def _open_pdf(data: bytes) -> pikepdf.Pdf:
    """Open with an empty password; mend a wrong index, but not a file that arrived by half."""
    try:
        return pikepdf.open(BytesIO(data), attempt_recovery=False, conversion_mode="explicit")
    except pikepdf.PasswordError:
        raise
    except Exception:
        if b"%%EOF" not in data[-1024:]:
            raise
    return pikepdf.open(BytesIO(data), conversion_mode="explicit")


def _clean_pdf(pdf: pikepdf.Pdf) -> None:
    """Take out, in place, everything that acts, hides or tells more than the pages show."""
    if sum(1 for _holder in islice(_dictionaries(pdf), MAX_PDF_OBJECTS + 1)) > MAX_PDF_OBJECTS:
        # Forty kilobytes can hold millions of dictionaries, nested in a few objects.
        raise Refused("pdf_damaged")
    (
        Sanitizer()
        .remove_javascript()
        .remove_external_access()
        .remove_multimedia()
        .remove_attachments()
        .remove_private_app_data()
        .remove_thumbnails()
        .apply(pdf)
    )
    _keep_keys(pdf.Root, ROOT_KEYS)
    _keep_keys(pdf.trailer, TRAILER_KEYS)
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary):
        _keep_keys(names, frozenset({"/Dests"}))
    photos = 0
    for holder in _dictionaries(pdf):
        _defuse(holder)
        if isinstance(holder, Stream):
            photos += _clean_embedded_jpeg(holder)
            if photos > MAX_PDF_PHOTOS:
                # One megabyte can unpack to one gigabyte, which would be kept in memory and on disk.
                raise Refused("pdf_damaged")


def _keep_keys(holder: pikepdf.Object, allowed: frozenset[str]) -> None:
    for key in list(holder.keys()):
        if key not in allowed:
            del holder[key]


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Walk every dictionary and stream of the file, the nested ones too, each once."""
    for top in pdf.objects:
        stack = [top]
        while stack:
            node = stack.pop()
            if isinstance(node, (Dictionary, Stream)):
                yield node
                children = [value for _key, value in node.items()]
            elif isinstance(node, Array):
                children = list(node)
            else:
                continue
            stack.extend(
                child
                for child in children
                if isinstance(child, (Dictionary, Array)) and not child.is_indirect
            )


def _defuse(holder: pikepdf.Object) -> None:
    action = holder.get(Name.S)
    if isinstance(action, Name) and str(action) in ACTIVE_ACTIONS:
        _keep_keys(holder, frozenset())
        return
    metadata = holder.get(Name.Metadata)
    if isinstance(metadata, Stream) and metadata.get(Name.Type) in (None, Name.Metadata):
        del holder[Name.Metadata]
    keys = holder.keys()
    if any(key in keys for key in STRUCTURAL_KEYS):
        for key in ACTIVE_KEYS:
            if key in keys:
                del holder[key]


def _clean_embedded_jpeg(stream: Stream) -> int:
    """Take EXIF, and so GPS, out of a photo that sits in the PDF as the camera wrote it; pixels stay.

    Returns the size of the photo in bytes, 0 when there is none.
    """
    filters = stream.get(Name.Filter)
    chain = list(filters) if isinstance(filters, Array) else [filters]
    if not chain or chain[-1] != Name.DCTDecode:
        return 0
    parameters = stream.get(Name.DecodeParms)
    last = parameters[-1] if isinstance(parameters, Array) and len(parameters) else parameters
    if isinstance(parameters, Array):
        stream[Name.DecodeParms] = Array(list(parameters)[:-1])
    elif parameters is not None:
        del stream[Name.DecodeParms]
    stream[Name.Filter] = Array(chain[:-1])
    jpeg = stream.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    parms = last if isinstance(last, Dictionary) else None
    stream.write(jpeg_without_notes(jpeg), filter=Name.DCTDecode, decode_parms=parms)
    return len(jpeg)


_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def jpeg_without_notes(jpeg: bytes) -> bytes:
    """Drop comments, application segments and all that follows the end; keep plain JFIF and Adobe marks."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    parts = [b"\xff\xd8"]
    position = 2
    while found := _MARKER.search(jpeg, position):
        parts.append(jpeg[position : found.start()])  # pixels of the scan before this marker
        start, marker = found.start(), jpeg[found.start() + 1]
        if marker == 0xD9:
            parts.append(b"\xff\xd9")
            break
        position = start + 2 + int.from_bytes(jpeg[start + 2 : start + 4], "big")
        segment = jpeg[start:position]
        plain_jfif = marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) == 18
        if plain_jfif or marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            parts.append(segment)
    else:
        parts.append(jpeg[position:])
    return b"".join(parts)


def answer_parent() -> None:
    """Read a PDF from standard input; write "pdf PAGES" and the clean copy, or the code of a refusal."""
    limit_self(SECONDS, MEMORY)
    try:
        pages, shown = clean(sys.stdin.buffer.read())
    except Refused as refused:
        sys.stdout.buffer.write(f"{refused}\n".encode())
        return
    sys.stdout.buffer.write(f"pdf {pages}\n".encode() + shown)


if __name__ == "__main__":
    answer_parent()
