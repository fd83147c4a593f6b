"""The auditor's lines in words: subjects are kept as codes ("contacts.user 5") and named when they are read."""

from collections import defaultdict
from typing import NamedTuple

from django.apps import apps
from django.contrib.admin.models import DELETION
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from complaints import queues
from complaints.models import Complaint, SimilarGroup
from complaints.reference import shown
from complaints.similar import title_of
from config.mail_cases import cases_of_mails
from contacts.mail_kinds import mail_words
from contacts.models import AccessRecord, OutgoingEmail, User
from contacts.reasons import logged_words
from contacts.seen import SEARCHED
from disputes.models import JointFile

What = AccessRecord.What
PERSON, MAIL, JOINT = "contacts.user", "contacts.outgoingemail", "disputes.jointfile"
GROUP, BATCH, PRESENCE, CASE = (
    "complaints.similargroup", "complaints.batch", "contacts.presence", "complaints.complaint")
# A subject that names no row: what the look was at, in a case.
CODES = {"letter": lambda: _("carta ao vendedor")}


class Thing(NamedTuple):
    """A row somebody looked at or changed: what it is called, where it is (no address once it is gone), its cases."""

    text: str
    url: str = ""
    cases: tuple = ()


def address(label, pk):
    """Return the staff's page of a row, "" where there is none."""
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])
    except NoReverseMatch:
        return ""


def model_of(label):
    app, _dot, name = label.partition(".")
    return apps.all_models.get(app, {}).get(name)


# -- Rows by name, all of one kind at once ----------------------------------------------


def people(ids):
    found = User.objects.only("display_name", "email").in_bulk(ids)
    return {
        pk: Thing(named(found[pk]), address(PERSON, pk)) if pk in found else Thing(
            _("pessoa %(n)s (conta apagada)") % {"n": pk})
        for pk in ids
    }


def named(person):
    return f"{person.display_name} ({person.email})" if person.display_name else person.email


def mails(ids):
    found = OutgoingEmail.objects.select_related("reader").defer("text", "html").in_bulk(ids)
    cases = cases_of_mails(found.values())
    return {pk: Thing(mail_line(mail), address(MAIL, pk), tuple(cases[pk])) for pk, mail in found.items()}


def mail_line(mail):
    """Return what a mail is about, to whom it goes, and its subject where that is no secret."""
    words = {
        "about": mail_words(mail.name), "to": mail.address or (mail.reader.email if mail.reader else ""),
        "subject": mail.subject,
    }
    if mail.secret or not mail.subject:
        return _("%(about)s, para %(to)s") % words
    return _("%(about)s, para %(to)s: “%(subject)s”") % words


def joints(ids):
    found = JointFile.objects.only("kind", "title", "token").in_bulk(ids)
    return {
        pk: Thing(f"{joint._meta.verbose_name}: {title_of(joint.kind, joint.title)}",
                  reverse("admin:joint", args=[joint.token]))
        for pk, joint in found.items()
    }


def groups(ids):
    found = SimilarGroup.objects.filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: Thing("", reverse("admin:similar_group", args=[pk])) for pk in found}


NAMERS = {PERSON: people, PRESENCE: people, MAIL: mails, JOINT: joints, GROUP: groups}


def things_of(keys):
    """Return {(label, id): `Thing`} for those of these keys whose rows have a name; one query a kind, two for mails.

    Mails ask once more for each kind of thing that leads from them to a case.
    """
    asked = defaultdict(set)
    for label, pk in keys:
        if label in NAMERS:
            asked[label].add(pk)
    return {(label, pk): thing for label, ids in asked.items() for pk, thing in NAMERS[label](ids).items()}


# -- Looks ------------------------------------------------------------------------------


def key_of(subject):
    """Return (label, id) of the row that a subject names, None for any other subject."""
    label, _space, rest = subject.partition(" ")
    number = rest.split(" ")[0] if label == GROUP else rest
    return (label, int(number)) if model_of(label) and is_number(number) else None


def is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 19


def word_subject(subject, what, things):
    """Return (text, address or "") of the subject of a look.

    Of a list it names the queue, and the rest of its address as it was, for that is what was asked; what was
    searched stays as it was typed.
    """
    if what == What.SEARCH:
        return subject, ""
    if subject in CODES:
        return CODES[subject](), ""
    if what == What.LIST and subject in queues.QUEUES:
        return str(queues.QUEUES[subject].label), ""
    if what == What.LIST and "=" in subject and " " not in subject:
        return f"{queues.Filters(subject).queue.label} ({subject})", ""
    label, _space, rest = subject.partition(" ")
    model, key = model_of(label), key_of(subject)
    if model is None:
        return subject, ""
    if label == GROUP and key:
        return group_words(rest), things.get(key, Thing("")).url
    if label == BATCH and rest:
        return f"{model._meta.verbose_name} {rest}", reverse("admin:batch", args=[rest])
    if key in things:
        return things[key].text, things[key].url
    if key:
        # Of these a name was asked for: without one the row is gone.
        return f"{model._meta.verbose_name} {rest}", "" if label in NAMERS else address(*key)
    if rest.startswith(SEARCHED):
        words = {"list": model._meta.verbose_name_plural, "words": rest.removeprefix(SEARCHED)}
        return _("%(list)s, busca: %(words)s") % words, ""
    return f"{model._meta.verbose_name_plural} {rest}".strip(), ""


def group_words(rest):
    """Return "mesmo vendedor: Loja Sumiu" for what follows the name of the model: id, kind and name."""
    _number, _space, told = rest.partition(" ")
    kind, _space, title = told.partition(" ")
    return f"{dict(SimilarGroup.Kind.choices).get(kind, kind)}: {title_of(kind, title)}"


def word_looks(records):
    """Return [(text, address or "", {reference: address})] of these looks; the same queries for any number of them."""
    things = things_of({key for record in records if (key := key_of(record.subject))})
    references = references_of({pk for record in records for pk in (*record.cases, record.case) if pk})
    rows = []
    for record in records:
        text, url = word_subject(record.subject, record.what, things)
        if record.case and record.subject == references.get(record.case):
            # The reference stands among the cases already.
            text = ""
        rows.append((text, url, case_links(references, (*record.cases, record.case))))
    return rows


# -- The admin's own log ----------------------------------------------------------------


def key_of_entry(entry):
    """Return (label, id) of the row that an entry of the log is about, None where the log does not say."""
    if entry.content_type is None or not is_number(entry.object_id or ""):
        return None
    return f"{entry.content_type.app_label}.{entry.content_type.model}", int(entry.object_id)


def word_entries(entries):
    """Return [(text, address or "", {reference: address})]: of what kind the row is, which one, how it was changed."""
    keys = [key_of_entry(entry) for entry in entries]
    things = things_of(filter(None, keys))
    cases = [cases_of(key, things) for key in keys]
    references = references_of({pk for ids in cases for pk in ids})
    rows = []
    for entry, key, ids in zip(entries, keys, cases, strict=True):
        thing = things.get(key, Thing(entry.object_repr))
        kind = "" if key and key[0] == JOINT and thing.url else entry.content_type.name if entry.content_type else ""
        url = thing.url
        if key and key[0] not in NAMERS and entry.action_flag != DELETION:
            url = address(*key)
        text = " · ".join(filter(None, [kind, thing.text, logged_words(entry)]))
        rows.append((text, url, case_links(references, ids)))
    return rows


def cases_of(key, things):
    """Return the ids of the cases that a changed row is about."""
    if key is None:
        return ()
    return (key[1],) if key[0] == CASE else things.get(key, Thing("")).cases


# -- Cases ------------------------------------------------------------------------------


def references_of(ids):
    """Return {id: reference} of these cases; one query, none for no case."""
    return dict(Complaint.objects.filter(pk__in=ids).values_list("pk", "reference")) if ids else {}


def case_links(references, ids):
    """Return {reference as it is shown: address} of those of these cases that there are."""
    return {shown(references[pk]): address(CASE, pk) for pk in ids if pk in references}
