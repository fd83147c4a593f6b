"""Take in files that prove something."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.choices import Party, Proof
from complaints.models import Draft, Evidence
from complaints.services.asking import note_given
from complaints.services.locking import Refused, lock_open
from complaints.timeline import append
from complaints.uploads import MAX_BYTES, judge
from complaints.uploads import Refused as FileRefused

MAX_FILES = 20


def read_upload(upload):
    """Judge an uploaded file by its content. Raises `Refused` with a sentence naming the file."""
    try:
        if upload.size > MAX_BYTES:
            raise FileRefused("too_large")
        return judge(upload.read(), upload.name)
    except FileRefused as error:
        raise Refused(f"{upload.name[:80]}: {error.sentence}") from error


def evidence_row(judged, upload, *, user, **belongs):
    """Return an unsaved Evidence with its original bytes and its cleaned copy stored."""
    evidence = Evidence(
        uploaded_by=user, kind=judged.kind, name=upload.name[:200], content_type=judged.content_type,
        shown_type=judged.shown_type, sha256=judged.sha256, size=judged.size, **belongs,
    )
    upload.seek(0)
    evidence.original.save("original", ContentFile(upload.read()), save=False)
    evidence.shown.save("shown", ContentFile(judged.shown), save=False)
    return evidence


def attach_to_draft(draft, uploads, *, user, shows=""):
    """Attach files to a draft; return the sentences about those that were refused.

    `shows` is the item of the checklist that all of them serve, if any.
    """
    refused, known = [], set(draft.evidence.values_list("sha256", flat=True))
    for upload in uploads:
        try:
            judged = read_upload(upload)
            if judged.sha256 in known:
                continue
            must_fit(len(known))
            evidence_row(judged, upload, user=user, draft=draft, shows=shows).save()
            known.add(judged.sha256)
        except Refused as error:
            refused.append(error.sentence)
    return refused


def must_fit(count):
    if count >= MAX_FILES:
        raise Refused(_("Este caso já tem 20 arquivos, que é o máximo. Apague um para mandar outro."))


def read_uploads(uploads):
    """Read files before anything is locked; return ([(what it is, the file)], the sentences about those refused)."""
    judged, refused = [], []
    for upload in uploads:
        try:
            judged.append((read_upload(upload), upload))
        except Refused as error:
            refused.append(error.sentence)
    return judged, refused


def attach(complaint, uploads, *, user, party=Party.BUYER, caption="", shows="", now=None):
    """Attach files to a case; return (how many were added, sentences about those refused).

    The same bytes twice are one piece of evidence. The judging is done before the case is locked.
    Raises `Refused` for a closed case.
    """
    now = now or timezone.now()
    judged, refused = read_uploads(uploads)
    added = []
    with transaction.atomic():
        complaint = lock_open(complaint)
        given = dict(complaint.evidence.values_list("sha256", "party"))
        for result, upload in judged:
            if result.sha256 in given:
                continue
            try:
                # Each side has room of its own: nobody's files keep out the other's.
                must_fit(sum(giver == party for giver in given.values()))
            except Refused as error:
                refused.append(error.sentence)
                break
            row = evidence_row(
                result, upload, user=user, complaint=complaint, party=party, caption=caption, shows=shows,
                uploaded_at=now,
            )
            row.save()
            given[result.sha256] = party
            added.append(row)
        if added:
            append(
                complaint, "evidence_added", party, at=now, by=user,
                files=[[row.name, row.sha256] for row in added],
            )
            if party == Party.BUYER:
                note_given(complaint, by=user, now=now)
    return len(added), refused


@transaction.atomic
def remove_from_draft(draft, token):
    """Take a file out of a draft that is not sent yet; one kept with an order stays with the order."""
    # A file that goes into a case at this moment is the case's, and stays.
    Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    for evidence in draft.evidence.filter(token=token, complaint=None):
        if evidence.order_id:
            draft.evidence.filter(pk=evidence.pk).update(draft=None)
        else:
            discard(evidence)


def discard(evidence):
    """Delete a file with its bytes."""
    evidence.original.delete(save=False)
    evidence.shown.delete(save=False)
    evidence.delete()


def label_draft_files(draft, labels):
    """Note which item each file of a draft serves; `labels` is {token: item or ""}."""
    for evidence in draft.evidence.filter(token__in=labels, complaint=None):
        if evidence.shows != labels[evidence.token]:
            # Another tab may have taken it out since.
            draft.evidence.filter(pk=evidence.pk).update(shows=labels[evidence.token])


@transaction.atomic
def label_evidence(evidence, shows, *, by, now=None):
    """Note which item of the checklist a file of a case serves; "" takes the note away. Returns the file.

    Raises `Refused` for a closed case, for what is no item, and for a file that the seller gave.
    """
    now = now or timezone.now()
    complaint = lock_open(evidence.complaint)
    evidence = complaint.evidence.select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.party == Party.SELLER:
        raise Refused(_("Este arquivo é do vendedor: só ele sabe o que quis mostrar."))
    if shows and shows not in Proof.values:
        raise Refused(_("Escolha uma das respostas da lista."))
    if evidence.shows == shows:
        return evidence
    evidence.shows = shows
    evidence.save(update_fields=["shows"])
    party = Party.BUYER if by.pk == complaint.user_id else Party.STAFF
    append(complaint, "evidence_labelled", party, at=now, by=by, file=[evidence.name, evidence.sha256], shows=shows)
    return evidence
