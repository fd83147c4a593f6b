"""A joint file as a body receives it: a summary to read, a table to work with, each person's words and proof."""

import hashlib
import mimetypes
import tempfile
import zipfile
from contextlib import contextmanager

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from complaints.models import Evidence
from complaints.services.locking import Refused
from complaints.wording import calm
from contacts.sheets import lines_of

# All proof in one file, in bytes; and of one person.
MOST_BYTES = 300 * 1024 * 1024
CHUNK = 1024 * 1024
# What a reader of the table finds, in this order.
COLUMNS = (
    "Caso", "Nome", "E-mail", "Estado", "Loja", "Vendedor", "Pedido", "Produto", "Valor pago", "Pagamento",
    "Dia da compra", "O que aconteceu", "O que pede", "Registrado em",
)


def row_of(case):
    """Return the line of one case in the table."""
    order = case.order
    return [
        case.shown_reference, case.user.display_name, case.user.email, case.user.state, order.marketplace.name,
        order.store, order.number, order.item, order.amount, order.get_payment_method_display(), order.placed_on,
        case.get_reason_display(), case.get_desired_outcome_display(), timezone.localdate(case.filed_at),
    ]


def references_in(file):
    """Return the shown references of the cases in a built file; the bytes of the proof are not read."""
    with file.open("rb") as content, zipfile.ZipFile(content) as archive:
        return {folder for folder, slash, _rest in (name.partition("/") for name in archive.namelist()) if slash}


def cases_to_write(cases):
    """Return cases with everything a joint file says of them: the order, the person, and the consumer's proof."""
    files = Evidence.objects.filter(party="buyer").order_by("pk")
    return cases.select_related("order__marketplace", "user").prefetch_related(Prefetch("evidence", files))


@contextmanager
def written(joint, cases, now):
    """Yield (an open file with the ZIP, its SHA-256) of the `cases_to_write`; it is gone after the block.

    Written in Portuguese, whoever builds it: it goes to a Brazilian body. What the people's page shows of their
    proof goes in, not the originals with what cameras write into them. Raises `Refused` for too many bytes.
    """
    size = sum(file.size for case in cases for file in case.evidence.all())
    if size > MOST_BYTES:
        raise Refused(_("As provas são grandes demais para um arquivo só: mais de %(n)d MB.") % {
            "n": MOST_BYTES // 1024 ** 2})
    with tempfile.TemporaryFile() as out, translation.override("pt-br"):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            # With its year: the body keeps it for longer than one.
            day = calm(date_format(timezone.localdate(now), r"l, j \d\e F \d\e Y"))
            archive.writestr("resumo.html", render_to_string("disputes/joint/summary.html", {
                "joint": joint, "cases": cases, "day": day}))
            lines = lines_of(COLUMNS, map(row_of, cases), "pt-br", timezone.get_current_timezone())
            archive.writestr("casos.csv", "".join(lines))
            for case in cases:
                add_case(archive, case)
        out.seek(0)
        digest = hashlib.sha256()
        while chunk := out.read(CHUNK):
            digest.update(chunk)
        out.seek(0)
        yield out, digest.hexdigest()


def add_case(archive, case):
    """Write one person's words and files into the folder of the case."""
    folder = case.shown_reference
    archive.writestr(f"{folder}/relato.txt", case.story)
    for number, file in enumerate(case.evidence.all(), start=1):
        name = f"{folder}/prova-{number:02d}{mimetypes.guess_extension(file.shown_type) or ''}"
        with file.shown.open("rb") as source, archive.open(name, "w") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
