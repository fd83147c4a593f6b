"""The room of a hosted dispute as one side sees it, read with few queries and right at the instant `now`."""

from decimal import Decimal
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext as _

from complaints import calendar
from complaints.choices import Party
from complaints.conversation import OF_MESSAGES
from complaints.instants import ONE_DAY, end_of_day
from complaints.models import Deadline
from complaints.panels import clock_card
from complaints.rules import current_rules
from complaints.services.clocks import holidays_of, start_of
from complaints.wording import day_of, explain, long_date, short_date, until, when
from contacts.choices import Trust
from disputes.ledger import ZERO, ledger_of
from disputes.lifecycle import READING, TURN, Actor, Move, State, ahead_of, is_open, moves_from
from disputes.models import Proposal, Remedy
from disputes.room_words import WINS, doubt_words, ends_of, silence_words, start_words, step_words
from disputes.services.refunds import goes_through_ebanx
from disputes.services.taking import OWNER, shows_late_on_card, turn_rule
from disputes.silence import Terms, silence_map
from disputes.told import Line, Offer, remedy_words

MONEY_LINES = {f"dispute_{Move.MONEY_CAME}", f"dispute_{Move.MONEY_CAME_IN_PART}"}
# What the map needs of a rule that it only counts with.
OF_THE_COUNT = (
    "slug", "n", "unit", "exclude_start_day", "include_last_day", "roll_if_holiday", "safe_margin_days", "applies",
    "on_expiry",
)
ACTOR_OF = {Party.BUYER: Actor.BUYER, Party.SELLER: Actor.SELLER}
# Whose offer it is that the state waits with.
OFFERED_BY = {State.WAITING_BUYER: Party.SELLER, State.WAITING_SELLER: Party.BUYER}
RETOLD = {Trust.ARTICLE, Trust.THIRD_PARTY}


def doubt_trust(rule):
    """Return the trust mark of what a rule's doubt tells, which others than the shop wrote; "" where none did."""
    return Trust.THIRD_PARTY.label if rule.doubt and rule.trust in RETOLD else ""


class Room:
    """A dispute for `viewer` (Party.BUYER, SELLER or STAFF): what stands, whose turn it is, what can be done.

    `dispute` comes with its complaint, order, shop and consumer already joined.
    """

    def __init__(self, dispute, viewer, now):
        self.dispute, self.viewer, self.now = dispute, viewer, now
        self.complaint = dispute.complaint
        self.order = self.complaint.order
        self.today = self.complaint.local_day(now)

    # -- Where it stands ---------------------------------------------------------------

    @cached_property
    def turn(self):
        """The running clock of the dispute, or None."""
        clocks = Deadline.objects.filter(owner=OWNER, subject_id=self.dispute.pk, state=Deadline.State.RUNNING)
        clock = clocks.select_related("rule").first()
        if clock:
            clock.complaint = self.complaint
        return clock

    @cached_property
    def turn_is_over(self):
        return bool(self.turn and self.turn.is_overdue(self.now))

    @cached_property
    def state(self):
        """Where the dispute stands now, swept or not."""
        return self.dispute.state_at(self.turn if self.turn_is_over else None)

    @property
    def state_words(self):
        return self.dispute.State(self.state).label

    @property
    def is_open(self):
        return is_open(self.state)

    @property
    def actor(self):
        """Whose turn it is; None when the dispute is over."""
        return TURN[self.state][0] if self.is_open else None

    @property
    def is_my_turn(self):
        return self.actor is not None and self.actor == ACTOR_OF.get(self.viewer)

    @cached_property
    def moves(self):
        """The moves this side may make now, by name."""
        actor = ACTOR_OF.get(self.viewer)
        if actor is None or self.turn_is_over:
            return []
        # Of a dispute at the shop the consumer writes down what the seller did, too.
        return [str(move) for move in moves_from(self.state, actor if self.dispute.is_hosted else None)]

    @cached_property
    def card(self):
        """The clock of the turn as a card, or None."""
        return clock_card(self.turn, self.now) if self.turn and not self.turn_is_over else None

    @property
    def until_words(self):
        return until(max(self.turn.safe_on, min(self.today, self.turn.due_on)), self.today) if self.card else ""

    @property
    def step(self):
        """The one sentence on top: what this side has to do or to wait for, and what silence does."""
        dated, plain = step_words(self.viewer, self.state, self.dispute.asks_money)
        words = str(dated) % {"day": self.until_words} if self.card else str(plain)
        if self.card and self.map:
            words += " " + self._ahead_words(self.map[0])["what"]
        return words

    # -- Money and offers ----------------------------------------------------------------

    @cached_property
    def proposals(self):
        """All offers, the latest first, each with words."""
        return [Offer(row, self.viewer, self.now) for row in self.dispute.proposals.all()]

    @cached_property
    def weighed(self):
        """The offer of either side that waits for the other's answer, or None."""
        if self.state not in OFFERED_BY:
            return None
        party = OFFERED_BY[self.state]
        waiting = [row for row in self.proposals if row.state == Proposal.State.OPEN and row.party == party]
        return waiting[0] if waiting else None

    @property
    def offer(self):
        """The seller's offer that waits for the buyer's answer, or None."""
        return self.weighed if self.state == State.WAITING_BUYER else None

    @cached_property
    def ledger(self):
        return ledger_of(self.order, self.dispute, self.offer, self.received)

    @cached_property
    def difference(self):
        """How much less than is owed the money of either side's open offer is; None where no money is offered."""
        sums = ledger_of(self.order, self.dispute, self.weighed)
        return sums.difference if sums.offered else None

    @cached_property
    def received(self):
        """How much money has come, from the lines that tell of it."""
        return sum((Decimal(line.data["amount"]) for line in self.events if line.kind in MONEY_LINES), ZERO)

    @property
    def asked(self):
        freight = self.dispute.freight_by if self.dispute.remedy == Remedy.RETURN_REFUND else ""
        return remedy_words(self.dispute.remedy, self.dispute.amount, freight)

    @property
    def agreed(self):
        dispute = self.dispute
        if not dispute.agreed_remedy:
            return ""
        return remedy_words(dispute.agreed_remedy, dispute.agreed_amount, dispute.agreed_freight_by)

    @property
    def asked_plain(self):
        """What is asked, without its amount."""
        freight = self.dispute.freight_by if self.dispute.remedy == Remedy.RETURN_REFUND else ""
        return remedy_words(self.dispute.remedy, None, freight)

    @property
    def agreed_plain(self):
        """What was agreed, without its amount."""
        return remedy_words(self.dispute.agreed_remedy, None, self.dispute.agreed_freight_by)

    def closes(self, offer=None):
        """Return what accepting ends, as sentences: an offer of the seller's or, without one, what the buyer asks."""
        remedy = offer.remedy if offer else self.dispute.remedy
        amount = offer.amount if offer else self.dispute.amount
        return list(ends_of(self.viewer, remedy, amount, self.ledger, offer))

    @property
    def closing(self):
        """What accepting ends, as sentences, while an offer or the claim waits for this side's answer; else []."""
        if not self.is_my_turn:
            return []
        if self.offer and Move.BUYER_ACCEPTS in self.moves:
            return self.closes(self.offer)
        return self.closes() if Move.SELLER_ACCEPTS in self.moves else []

    # -- Silence --------------------------------------------------------------------------

    @cached_property
    def rules(self):
        """The rules in force of the turns that silence can lead to from here."""
        slugs = sorted({slug for state in ahead_of(self.state) for slug in TURN[state][1]})
        return current_rules(only=OF_THE_COUNT, slug__in=slugs)

    @cached_property
    def map(self):
        """The steps that silence would take from here, as `silence.Ahead`."""
        if not self.is_open or self.turn is None or self.turn_is_over:
            return []
        leg = self.leg
        terms = Terms(
            self.dispute.way, self.dispute.way_on() if self.state.startswith("asked") else "first",
            leg.labels if leg else 0, leg.label_until if leg else None,
        )
        return silence_map(self.state, self.turn.due_on, self.turn.rule.on_expiry, terms, self._count)

    def _count(self, state, day):
        # The sweep comes by just after midnight: the next turn begins with the day after, but one in hours
        # ends in the middle of its day.
        in_hours = self.turn.rule.unit == calendar.Unit.HOURS and day == self.turn.due_on
        start = day if in_hours else day + ONE_DAY
        if self.state.startswith("asked") and state in READING:
            return self._rest_of_the_decision(day)
        rule = turn_rule(state, self.complaint, self.rules)
        counted = calendar.count(
            start_of(rule, start, self.complaint.time_zone), rule.term(), tz=self.complaint.time_zone,
            holidays=holidays_of(self.complaint),
        )
        return counted.due_on, rule.on_expiry

    def _rest_of_the_decision(self, day):
        """Return the end of the mediator's clock, which stands still, if it ran on when `day` is over."""
        clocks = Deadline.objects.filter(owner=OWNER, subject_id=self.dispute.pk, state=Deadline.State.PAUSED)
        clock = clocks.select_related("rule").get()
        over = end_of_day(day, self.complaint.time_zone)
        counted = calendar.resume(clock.sum, clock.paused_at, over, holidays_of(self.complaint))
        return counted.due_on, clock.rule.on_expiry

    @property
    def silence(self):
        """The silence map in words, one entry a step."""
        return [self._ahead_words(step) for step in self.map]

    def _ahead_words(self, step):
        mine = step.actor == ACTOR_OF.get(self.viewer)
        what = silence_words(step.move, self.viewer, mine, self.dispute.asks_money)
        return {
            "day": long_date(step.until, self.today), "short": short_date(step.until, self.today),
            "who": str(WINS["who"][step.actor]), "what": str(what), "step": step, "mine": mine,
        }

    @property
    def doubt(self):
        """What is doubtful about the rule of this turn, with its trust mark, e.g. another reading of silence."""
        if not self.turn or self.turn_is_over:
            return ""
        if self.state == State.REFUND_DUE and not self.dispute.asks_money:
            # These rules doubt when money comes.
            return ""
        return self.turn.rule.doubt if self.viewer == Party.BUYER else doubt_words(self.turn.rule)

    @property
    def why(self):
        """The sum of this turn's clock as sentences; the rule tells its start to the consumer, others read it plain."""
        if not self.turn or self.turn_is_over:
            return []
        lines = explain(self.turn)
        first = next((step for step in self.turn.sum if step["step"] == "start"), None)
        if self.viewer == Party.BUYER or first is None:
            return lines
        event = start_words(self.turn)
        words = {"day": short_date(day_of(first.get("on") or first["at"])), "event": event}
        if first.get("counts"):
            start = _("Começa em %(day)s: %(event)s. Esse dia já conta.") if event else _("Começa em %(day)s.")
        else:
            start = _("Começa em %(day)s: %(event)s. Esse dia não conta.") if event else _(
                "Começa em %(day)s. Esse dia não conta.")
        return [start % words, *lines[1:]]

    @property
    def doubt_trust(self):
        """The trust mark of the doubtful reading itself; "" where there is none."""
        return doubt_trust(self.turn.rule) if self.doubt else ""

    # -- Mediation, return, papers ----------------------------------------------------------

    @cached_property
    def decisions(self):
        # A row for each file of each decision: the files are the same objects as in the list of evidence.
        pairs = list(self.dispute.decisions.select_related("rule").annotate(file=F("evidence")))
        rows = list({row.pk: row for row in pairs}.values())
        for row in rows:
            chosen = {pair.file for pair in pairs if pair.pk == row.pk}
            row.used = [file for file in self.evidence if file.pk in chosen]
        return rows

    @property
    def decision(self):
        return self.decisions[-1] if self.decisions else None

    @cached_property
    def questions(self):
        return list(self.dispute.questions.all())

    @property
    def question(self):
        """The mediator's question that waits for this side's answer, or None."""
        return next((row for row in self.questions if not row.closed_at and row.party == self.viewer), None)

    @property
    def leg(self):
        """The return, or None; joined with the dispute."""
        return getattr(self.dispute, "return_leg", None)

    @cached_property
    def evidence(self):
        rows = list(self.complaint.evidence.all())
        for row in rows:
            row.when = when(row.uploaded_at, self.now)
        return rows

    def link_files(self, url_of, original_url_of):
        """Give each file of the case the addresses at which this side sees it; functions of its token."""
        for file in self.evidence:
            file.url, file.original_url = url_of(file.token), original_url_of(file.token)

    def _file(self, pk):
        return next((file for file in self.evidence if file.pk == pk), None) if pk else None

    @property
    def label_file(self):
        """The file with the label of the return, among the evidence; None where there is none."""
        return self._file(self.leg.label_file_id) if self.leg else None

    @property
    def posting_proof(self):
        return self._file(self.leg.posting_proof_id) if self.leg else None

    @property
    def refusal_proof(self):
        return self._file(self.leg.refusal_proof_id) if self.leg else None

    @property
    def buyer_evidence(self):
        return [file for file in self.evidence if file.party == Party.BUYER]

    @property
    def seller_evidence(self):
        return [file for file in self.evidence if file.party == Party.SELLER]

    @property
    def other_evidence(self):
        return [file for file in self.evidence if file.party not in (Party.BUYER, Party.SELLER)]

    @cached_property
    def link(self):
        """The seller's live link, for those who manage it; None for the seller and where there is none."""
        if self.viewer == Party.SELLER:
            return None
        return self.dispute.seller_links.filter(revoked_at=None).first()

    @cached_property
    def case_lines(self):
        """The case's timeline as far as this side may know of it; messages stand in the conversation."""
        lines = self.complaint.events.exclude(kind__in=OF_MESSAGES)
        lines = list(lines.only("complaint", "seq", "kind", "party", "at", "data"))
        if self.viewer == Party.SELLER:
            # The consumer's bank and whom the staff wrote to is none of the seller's business.
            return [row for row in lines if row.kind.startswith("dispute_") and self._is_ours(row)]
        return lines

    def _is_ours(self, row):
        return row.data.get("dispute") == self.dispute.pk

    @cached_property
    def events(self):
        """The lines of this dispute, the newest first, worded for this side."""
        rows = sorted(filter(self._is_ours, self.case_lines), key=lambda row: (row.at, row.seq), reverse=True)
        return [Line(row, self.viewer, self.now) for row in rows]

    @property
    def expected(self):
        """When the money should be there by the way it was paid, or what else is due, in words; "" before that."""
        if self.state not in (State.REFUND_DUE, State.REFUND_LATE) or not self.turn:
            return ""
        if not self.dispute.asks_money:
            return _("Ficou combinado: %(what)s.") % {"what": self.agreed_plain if self.agreed else self.asked_plain}
        words = _("Pagou com %(method)s. %(action)s") % {
            "method": self.order.get_payment_method_display(), "action": self.turn.rule.action}
        return f"{words} {self._by_payment()}".strip()

    def _by_payment(self):
        """What is known of this way of paying besides the shop's own time: the bank's, the payment company's."""
        if shows_late_on_card(self.complaint):
            return _("No cartão pode levar até 20 dias úteis: confira esta fatura e a próxima.")
        if goes_through_ebanx(self.order):
            return _("Quem deposita é a Ebanx, em até 5 dias úteis depois de receber os dados do banco que ela pede.")
        return ""
