"""Tables for a spreadsheet: streamed, and no cell that a spreadsheet would run."""

import csv
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

# What a spreadsheet takes for the beginning of a formula; also after a space that it strips.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CHUNK = 500


class Echo:
    """A file that hands back what is written to it."""

    def write(self, line):
        return line


def safe(value):
    """Return a cell as text that no spreadsheet runs: numbers stay, a text that begins like a formula is quoted."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def csv_response(name, header, rows):
    """Return a download of `rows` under `header`, made while it is sent, in the reader's language and hours.

    With the mark at the beginning by which Excel knows UTF-8.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()
    return StreamingHttpResponse(
        lines_of(header, rows, language, zone), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def lines_of(header, rows, language, zone):
    """Yield the lines in chunks. Between two chunks nothing of the reader's stays active in the thread."""
    writer, rows = csv.writer(Echo()), iter(rows)
    yield "\ufeff" + writer.writerow([safe(title) for title in header])
    while True:
        with translation.override(language), timezone.override(zone):
            chunk = [writer.writerow([safe(cell) for cell in row]) for row in islice(rows, CHUNK)]
        if not chunk:
            return
        yield "".join(chunk)
