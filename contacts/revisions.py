"""How the directory looked after each change: written beside the change itself, compared, and brought back."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.columns import written
from contacts.differences import changes, plain
from contacts.models import Body, Channel, Company, Guide, Revision

Action = Revision.Action
# Whose changes are kept. The order is the one in which rows are locked: a company before its parts.
COVERED = (Company, Body, Channel, Guide)
# A new day alone says that somebody looked, not that anything is different.
DAY = "checked_on"


class NotRestored(Exception):
    """A version cannot come back; the message is a sentence for the person who tried."""

    @property
    def sentence(self):
        return str(self.args[0])


# -- A row as JSON --------------------------------------------------------------------------


def label_of(model):
    """Return "contacts.channel" for a model or a row of it."""
    return model._meta.label_lower


def covered(label):
    """Return the model called `label` if its changes are kept, else None."""
    return {label_of(model): model for model in COVERED}.get(label)


def columns(model):
    """Return the fields of a model that people write: concrete, editable, not the key."""
    return [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]


def snapshot(row):
    """Return {field: value} of all that people write in a row, as JSON keeps it."""
    return {field.name: as_json(field.value_from_object(row)) for field in columns(row)}


def as_json(value):
    """Return a value that JSON keeps: days and instants in ISO, amounts as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


# -- Writing --------------------------------------------------------------------------------


def record(row, action, by=None, reason="", now=None, restored_from=None):
    """Write how `row` stands now as its next version; return the `Revision`.

    The caller is in the transaction of the change and holds the row's lock (a row just made has no rival), so
    that numbers follow each other without a gap.
    """
    label = label_of(row)
    newest = Revision.objects.filter(model=label, object_id=row.pk).aggregate(newest=Max("number"))["newest"] or 0
    return Revision.objects.create(
        model=label, object_id=row.pk, number=newest + 1, action=action, at=now or timezone.now(), by=by,
        reason=reason.strip(), restored_from=restored_from, fields=snapshot(row),
    )


def record_many(rows, action, now=None):
    """Write how each of `rows` (of any covered models) stands now; two queries and one INSERT for all of them."""
    if not rows:
        return 0
    now = now or timezone.now()
    labels = {label_of(row) for row in rows}
    newest = defaultdict(int)
    known = Revision.objects.filter(model__in=labels).order_by().values_list("model", "object_id")
    for label, pk, number in known.annotate(Max("number")):
        newest[label, pk] = number
    Revision.objects.bulk_create([
        Revision(
            model=label_of(row), object_id=row.pk, number=newest[label_of(row), row.pk] + 1, action=action, at=now,
            fields=snapshot(row))
        for row in rows
    ])
    return len(rows)


def cover(now=None):
    """Write the first version of every row that has none, as it stands: there is then something to go back to."""
    known = set(Revision.objects.filter(number=1).values_list("model", "object_id"))
    bare = []
    for model in COVERED:
        label = label_of(model)
        pks = [pk for pk in model.objects.order_by().values_list("pk", flat=True) if (label, pk) not in known]
        if pks:
            bare += model.objects.filter(pk__in=pks)
    return record_many(bare, Action.LOADED, now)


def locked(row):
    """Return the row as it stands, locked until the transaction ends; its company is locked before it."""
    if hasattr(row, "company_id"):
        Company.objects.select_for_update().filter(pk=row.company_id).order_by().first()
    return type(row).objects.select_for_update().get(pk=row.pk)


def begin(row):
    """Lock a row that is about to change and return it as it stands; its first version is written if it has none."""
    standing = locked(row)
    if not Revision.objects.filter(model=label_of(row), object_id=row.pk).exists():
        record(standing, Action.LOADED)
    return standing


@transaction.atomic
def check_today(row, by, now=None):
    """Note that `by` found a row right today: only its day moves. Return the `Revision`, None if it was checked today.

    Whoever opens it the same day again sees it checked, and nothing is written twice.
    """
    now = now or timezone.now()
    standing = begin(row)
    today = timezone.localdate(now)
    if standing.checked_on == today:
        return None
    standing.checked_on = today
    type(standing).objects.filter(pk=standing.pk).update(checked_on=today)
    return record(standing, Action.CHANGED, by, _("Conferi hoje, nada mudou."), now)


@transaction.atomic
def note_looked(row, by, now=None):
    """Note that `by` found right today a row that has no day of its own, as rules and numbers of the law have none.

    Return the `Revision`, None if it was noted today already.
    """
    now = now or timezone.now()
    type(row).objects.select_for_update().get(pk=row.pk)
    last = versions_of(row).first()
    if last and timezone.localdate(last.at) == timezone.localdate(now):
        return None
    return record(row, Action.CHANGED, by, _("Conferi hoje, nada mudou."), now)


@transaction.atomic
def restore(revision, by, reason, now=None):
    """Bring the fields of an older version back as a new one, checked today; return the new `Revision`.

    What that version knew and the table has no more is left out; a field that is newer than the version keeps
    what it says. Raises `NotRestored` without a reason, when nothing would change, when the row is gone, and
    when a field of today does not take the old value.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise NotRestored(_("Escreva o motivo da mudança."))
    model = covered(revision.model)
    row = model.objects.filter(pk=revision.object_id).first() if model else None
    if row is None:
        raise NotRestored(_("Isto não está mais no guia de contatos: não há o que trazer de volta."))
    row = begin(row)
    before = snapshot(row)
    fill(row, revision.fields)
    if without_day(snapshot(row)) == without_day(before):
        raise NotRestored(_("Esta versão diz o mesmo que está no ar hoje: não há o que mudar."))
    # Whoever brings it back stands by it today; loading the files then leaves it alone.
    row.checked_on = timezone.localdate(now)
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotRestored(refusal(row, error)) from None
    row.save(update_fields=[*snapshot(row), *(["search"] if hasattr(row, "search") else [])])
    settle_search_of(row)
    return record(row, Action.RESTORED, by, reason, now, restored_from=revision.number)


def fill(row, fields):
    """Write the values of an older version into a row. Raises `NotRestored` for one that cannot be read."""
    for field in columns(row):
        if field.name not in fields:
            continue
        try:
            setattr(row, field.attname, field.to_python(fields[field.name]))
        except ValidationError as error:
            raise NotRestored(refusal(row, ValidationError({field.name: error.messages}))) from None


def without_day(fields):
    return {name: value for name, value in fields.items() if name != DAY}


def refusal(row, error):
    """Return why fields of today do not take what an older version says, in one sentence."""
    names = labels_of(row)
    said = [f"{names.get(name, name)}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
    return _("Esta versão não pode voltar como está. %(why)s") % {"why": " ".join(said)}


def settle_search_of(row):
    """Bring the searched words of the company in line with a channel or guide that changed."""
    if isinstance(row, Channel | Guide):
        row.company.save(update_fields=["search"])


# -- Reading --------------------------------------------------------------------------------


def versions_of(row):
    """Return the versions of a row, the newest first, each with who made it."""
    return Revision.objects.filter(model=label_of(row), object_id=row.pk).select_related("by").order_by("-number")


def stamp(row):
    """Return the id of the newest version of a row, its channels and guides included; "" without one. One query."""
    its = Q(model=label_of(row), object_id=row.pk)
    if isinstance(row, Company):
        for model in (Channel, Guide):
            its |= Q(model=label_of(model), object_id__in=model.objects.filter(company=row).values("pk"))
    newest = Revision.objects.filter(its).aggregate(newest=Max("pk"))["newest"]
    return "" if newest is None else str(newest)


def labels_of(model):
    """Return {field: its name as people read it}, in the order of the form."""
    return {field.name: capfirst(str(field.verbose_name)) for field in columns(model)}


def words_for(model):
    """Return a function that says a kept value of this model as people read it."""
    fields = {field.name: field for field in columns(model)}

    def words(name, value):
        field = fields.get(name)
        if value is None or value == "" or value == []:
            return _("(vazio)")
        if isinstance(value, bool):
            return _("sim") if value else _("não")
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return day_words(value)
        return plain(name, value)

    return words


def day_words(value):
    try:
        return written(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def changes_of(model, before, after):
    """Return what changed between two kept states of a row of `model`, in the words of its form."""
    return changes(before, after, labels_of(model), words_for(model))


def find_row(label, pk):
    """Return the row called "contacts.channel" and its id, a part with its company, or None."""
    model = covered(label)
    if model is None:
        return None
    rows = model.objects.select_related("company") if model in (Channel, Guide) else model.objects
    return rows.filter(pk=pk).first()


def name_of(row):
    """Return what people call a row: a channel or guide with its company before it."""
    if isinstance(row, Channel):
        return f"{row.company.name}: {row.label}"
    if isinstance(row, Guide):
        return f"{row.company.name}: {row.title}"
    return row.name
