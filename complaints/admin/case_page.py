"""A case whole, as staff work on it: what needs doing, both sides' messages and the answer, clocks, facts, proof."""

from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.admin.belonging import Belongs
from complaints.admin.case_needs import needs_of
from complaints.admin.clock_doors import OpenDoor, doors_of
from complaints.admin.door_forms import ReplyForm
from complaints.admin.doors import CHANGE
from complaints.admin.ending import ending_of
from complaints.admin.words import clock_dates, sent_words, side
from complaints.choices import Party
from complaints.conversation import NOTE, TEAM, conversation_of
from complaints.models import Complaint, Deadline, SavedReply
from complaints.models.cases import new_token
from complaints.panels import FOLD_AFTER, CasePanels, clock_card
from complaints.replies import VARIABLES, fill
from complaints.saved_replies import facts_of, told_of
from complaints.sentences import STAFF_ONLY, sentence_of, titles_of
from complaints.services.locking import Refused
from complaints.services.messages import write_message
from complaints.staff_sentences import staff_sentence_of
from complaints.wording import when
from contacts.seen import What, note_seen
from contacts.words import in_language

# A page answers within a moment: of longer conversations and timelines the rest is one touch away.
NEWEST_MESSAGES = 30
OPEN_MESSAGES = 6
OPEN_CLOCKS = 5
READ_LINES, MOST_LINES = 60, 1000
MOST_DIGITS = 18
SEND, KEEP, USE, LOOK = "send", "note", "use", "look"
ACTS = (SEND, KEEP, USE, LOOK)


class StaffPanels(CasePanels):
    """A case as staff read it: every clock with who acts, its dates and the doors that are open for it."""

    def __init__(self, complaint, viewer, now, *, all_messages=False, all_lines=False):
        super().__init__(complaint, viewer, now)
        self.all_messages, self.all_lines, self.handed = all_messages, all_lines, None
        self.lines = 0

    @cached_property
    def rows(self):
        cards = [clock_card(clock, self.now) for clock in self.clocks]
        cards.sort(key=lambda card: (not card.is_live, card.clock.state == Deadline.State.CANCELLED,
                                     card.clock.safe_on, card.clock.pk))
        for card in cards:
            card.acting = side(card.clock.party)
            card.dates = clock_dates(card.clock, card.clock.is_overdue(self.now), self.complaint.local_day(self.now))
            card.doors = [OpenDoor(name, card.clock) for name in doors_of(card.clock, self.now)]
        return cards

    @cached_property
    def live_rows(self):
        return [card for card in self.rows if card.is_live or card.is_still]

    @property
    def first_rows(self):
        return self.live_rows[:OPEN_CLOCKS]

    @property
    def later_rows(self):
        return self.live_rows[OPEN_CLOCKS:]

    @property
    def over_rows(self):
        return [card for card in self.rows if not (card.is_live or card.is_still)]

    @property
    def next_row(self):
        """The clock that ends next, or None."""
        return next((card for card in self.rows if card.is_live), None)

    @cached_property
    def conversation(self):
        talk = conversation_of(self.complaint, self.viewer, now=self.now, everything=self.all_messages)
        talk.newest = NEWEST_MESSAGES
        return talk

    @property
    def old_bubbles(self):
        return [] if self.all_messages else self.conversation.bubbles[:-OPEN_MESSAGES]

    @property
    def new_bubbles(self):
        return self.conversation.bubbles if self.all_messages else self.conversation.bubbles[-OPEN_MESSAGES:]

    @cached_property
    def events(self):
        """The newest lines; each knows who of the staff wrote it down."""
        rows = self.complaint.events.select_related("recorded_by")
        if self.viewer.pk == self.complaint.user_id:
            # The own case is read as its consumer reads it, here too.
            rows = rows.exclude(kind__in=STAFF_ONLY)
        rows = list(rows.order_by("-at", "-seq")[: MOST_LINES if self.all_lines else READ_LINES])
        self.handed = self._handed(rows)
        # Lines are numbered without gaps: the newest number says how many there are.
        self.lines = max((row.seq for row in rows), default=0)
        rows = rows if self.all_lines else rows[:FOLD_AFTER]
        # The clocks of the case know how they are called; only a kind that has none is looked up.
        titles = {clock.kind: clock.rule.title for clock in self.clocks}
        titles |= titles_of([row for row in rows if row.data.get("clock", "") not in ("", *titles)])
        say = sentence_of if self.viewer.pk == self.complaint.user_id else staff_sentence_of
        for row in rows:
            row.sentence, row.when = say(row, titles), when(row.at, self.now)
            row.by = row.recorded_by if row.recorded_by and row.recorded_by_id != self.complaint.user_id else ""
        return rows

    def _handed(self, rows):
        """Return (who, when, note) where a colleague gave this reader the case lately, None where not."""
        line = next((row for row in rows if row.kind == "assigned"), None)
        if line is None or self.complaint.agent_id != self.viewer.pk:
            return None
        note = next((row for row in self.conversation.rows if row.pk == line.data.get("note")), None)
        return note and {
            "who": line.recorded_by or _("Um colega"), "when": when(line.at, self.now), "body": note.body}

    @property
    def older_lines(self):
        """How many lines of the timeline are not shown."""
        return self.lines - len(self.events) if self.events else 0

    @property
    def poison(self):
        """Clocks that the sweep could not handle."""
        return [clock for clock in self.clocks if clock.failures and clock.state == Deadline.State.RUNNING]


class CasePage:
    """Mixin of the admin of cases: the page of one case, and the answer that is written on it."""

    fields = ["reference"]

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.reply_page))
        return [path("<int:pk>/reply/", view, name="complaints_complaint_reply"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the case whole. Nothing of it is edited here: 403 for what is posted."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        case = self.case_to_read(object_id)
        if case is None:
            raise Http404
        return self.case_page(request, case)

    def case_to_read(self, pk):
        """Return the case, or None; what hangs on it is read by its panels."""
        text = str(pk)
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            return None
        cases = Complaint.objects.select_related("order__marketplace", "user", "agent", "merged_into")
        return cases.filter(pk=int(text)).first()

    def case_page(self, request, case, *, desk=None, status=200):
        """Show the page of a case, with what was written on it so far."""
        now = timezone.now()
        belongs = Belongs(case, request.user, now)
        note_seen(request, What.CASE, case=case, cases=belongs.case_ids)
        may_change = request.user.has_perm(CHANGE) and request.user.pk != case.user_id
        panels = StaffPanels(
            case, request.user, now, all_messages="all" in request.GET, all_lines=request.GET.get("timeline") == "all")
        if desk is None and may_change and case.is_open:
            desk = ReplyDesk(case, request.user, panels)
        elif desk is not None:
            desk.panels = panels
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "original": case,
            "case": case, "order": case.order, "panels": panels, "now": now, "may_change": may_change, "desk": desk,
            "needs": needs_of(case, panels, now), "belongs": belongs,
            "ending": ending_of(case, panels, by=request.user, may_change=may_change, now=now),
            "title": _("Caso %(ref)s") % {"ref": case.shown_reference}, "subtitle": None,
        }
        # Read with the lines of the timeline.
        context["handed"] = panels.events and panels.handed
        response = self.render_change_form(request, context, change=True, obj=case)
        response.status_code = status
        return response

    def reply_page(self, request, pk):
        """Write to the consumer or take a note, on the page of the case; or look first at how it will read."""
        case = self.case_for_change(request, pk)
        if request.method == "GET":
            # Where a refused answer leaves the browser: whoever comes back there finds the case.
            return redirect("admin:complaints_complaint_change", case.pk)
        if not case.is_open:
            return self.case_page(request, case, status=422)
        act = request.POST.get("act", LOOK)
        desk = ReplyDesk(case, request.user, StaffPanels(case, request.user, timezone.now()), request.POST)
        if act in (SEND, KEEP) and desk.send(note=act == KEEP):
            self.message_user(request, desk.done)
            return redirect(reverse("admin:complaints_complaint_change", args=[case.pk]) + "#messages")
        if act == USE:
            desk.use()
        elif act not in (SEND, KEEP):
            desk.look()
        if request.headers.get("HX-Request"):
            note_seen(request, What.CASE, case=case)
            return TemplateResponse(request, "admin/complaints/case/_reply.html", {"case": case, "desk": desk})
        return self.case_page(request, case, desk=desk, status=422 if desk.faults or desk.form.errors else 200)


class ReplyDesk:
    """What stands in the box below the messages: the text, the saved replies, how it will read, what is wrong."""

    def __init__(self, case, writer, panels, data=None):
        self.case, self.writer, self.panels = case, writer, panels
        self.replies = list(SavedReply.objects.filter(active=True))
        # The key is the page's: sent twice, a text is written once.
        self.form = self._form(data) if data is not None else self._form(initial={"form_key": new_token()})
        self.preview, self.faults, self.warnings, self.done = "", [], [], ""

    def _form(self, data=None, **options):
        return ReplyForm(data, replies=self.replies, auto_id="reply_%s", **options)

    @property
    def language(self):
        return self.case.user.language

    @property
    def in_english(self):
        return self.language.startswith("en")

    @property
    def variables(self):
        return VARIABLES.items()

    @property
    def facts(self):
        told = told_of([self.case.pk])[self.case.pk]
        return facts_of(self.case, self.panels.clocks, told, self.writer, self.panels.now)

    def look(self):
        """Show how the text will read, and what could not be filled."""
        if self.form.is_valid():
            self._fill(self.form.cleaned_data["body"])

    def _fill(self, body):
        self.preview, self.faults = fill(body, self.facts, self.language)

    def use(self):
        """Put a saved reply below what is typed already, in the consumer's language."""
        typed = self.form.data
        body, reply = typed.get("body", "").strip(), self.form.replies.get(typed.get("reply", ""))
        if reply is None:
            self.form.errors.pop("body", None)
            self.form.add_error("reply", _("Escolha uma resposta pronta da lista."))
            return
        text = in_language(reply, "body", self.language)
        if self.in_english and not reply.body_en:
            self.warnings.append(_("Esta resposta só existe em português, e o consumidor lê em inglês: traduza antes."))
        body = f"{body}\n\n{text}" if body else text
        self.form = self._form({"body": body, "reply": "", "form_key": typed.get("form_key", "")[:24] or new_token()})
        self.look()

    def send(self, *, note):
        """Go through the door; return whether it did. A note is kept as it was typed, with its braces."""
        if not self.form.is_valid():
            return False
        body = self.form.cleaned_data["body"]
        if not note:
            self._fill(body)
            if self.faults:
                return False
            body = self.preview
        try:
            write_message(
                self.case, body, author=self.writer, party=Party.STAFF, audience=NOTE if note else TEAM,
                form_key=self.form.cleaned_data["form_key"])
        except Refused as error:
            self.form.add_error(None, error.sentence)
            return False
        self.done = _("Nota guardada. Só a equipe lê.") if note else sent_words(self.case)
        return True
