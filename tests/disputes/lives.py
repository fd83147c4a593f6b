"""Random lives of disputes through the real doors: whoever, whatever, whenever; and what must hold after each step.

A `Stage` brings one dispute to every point of the room, by the doors, once. A `Life` goes on from one
of them, or opens a new one, and is undone at its end, so that thousands of lives cost little.
"""

import json
from collections import Counter
from copy import copy
from datetime import UTC, timedelta
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from complaints.choices import Payment
from complaints.models import Complaint, Deadline, Rule
from complaints.services.locking import Refused
from complaints.sweep import sweep_batch
from complaints.timeline import broken_at
from config.roles import MEDIATOR
from contacts.models import OutgoingEmail
from disputes import services
from disputes.ledger import owed_for
from disputes.lifecycle import CLOSED_STATES, NEGOTIATING, READING, TABLE, TURN, Move, State, replay
from disputes.models import MONEY_REMEDIES, Dispute
from tests.base import NOW, TODAY, Cast, make_case, person
from tests.disputes.attempts import ATTEMPTS, NOTICES, attempt_to
from tests.disputes.moves import OPEN_STANDS, bring_to, walk

SHOPS = ("aliexpress", "amazon", "temu", "shopee")
PAYMENTS = (Payment.PIX, Payment.CREDIT_CARD, Payment.BOLETO, Payment.PAYPAL)
NEVER = NOW + timedelta(days=9999)
ASKED = (State.ASKED_BUYER, State.ASKED_SELLER)
# What passes between two steps; the last three lead to the end of the turn: just before, on it, long after.
WAITS = ("none", "none", "minute", "hours", "day", "days", "before", "end", "after")
PASSES = {
    "none": timedelta(), "minute": timedelta(minutes=1), "hours": timedelta(hours=7), "day": timedelta(days=1),
    "days": timedelta(days=4),
}
AROUND_THE_END = {"before": -timedelta(seconds=30), "end": timedelta(), "after": timedelta(days=9)}
# The table of each row, and how its rows belong to a case.
OF_CASE = "complaint_id = %(case)s"
OF_DISPUTE = "dispute_id IN (SELECT id FROM disputes_dispute WHERE complaint_id = %(case)s)"
TABLES = {
    "complaints_complaint": "id = %(case)s", "complaints_deadline": OF_CASE, "complaints_event": OF_CASE,
    "disputes_dispute": OF_CASE, "disputes_proposal": OF_DISPUTE, "disputes_refundreport": OF_DISPUTE,
    "disputes_question": OF_DISPUTE, "disputes_decision": OF_DISPUTE, "disputes_returnleg": OF_DISPUTE,
    "disputes_sellerlink": OF_DISPUTE, "contacts_outgoingemail": "id > %(mails)s",
}


class Seen:
    """What all lives of a run met."""

    def __init__(self):
        self.runs, self.refused = 0, 0
        self.moves, self.states = Counter(), Counter()

    def tell(self):
        """Return everything as plain values, which a worker can hand to its controller."""
        return [self.runs, self.refused, {str(k): n for k, n in self.moves.items()},
                {str(k): n for k, n in self.states.items()}]


class Start:
    """A case, its dispute if it has one, and the clocks that sleep until a life begins there."""

    def __init__(self, case, dispute):
        self.case, self.dispute = case, dispute
        # Only the room is played: the other clocks of the case would only wake the sweep.
        case.deadlines.exclude(owner="dispute").update(state=Deadline.State.CANCELLED, wake_at=None)
        self.clock = case.deadlines.filter(state="running").first()
        if self.clock:
            Deadline.objects.filter(pk=self.clock.pk).update(wake_at=NEVER)
        self.owed = owed_for(case.order)

    def wake(self):
        """Let the clock of the turn be found by the sweep: one statement, with nothing to compile."""
        if self.clock:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE complaints_deadline SET wake_at = %s WHERE id = %s",
                    [connection.ops.adapt_datetimefield_value(self.clock.wake_at), self.clock.pk],
                )


class Stage:
    """The cast, and a start at every point of the room."""

    def __init__(self):
        self.people = Cast()
        self.people.other_mediator = person("teo@example.com", "Téo", MEDIATOR)
        for name in Cast.PEOPLE:
            getattr(self.people, name)
        self.numbers = iter(range(10**6))
        self.starts = []
        for number, (case, dispute) in enumerate(self.cases()):
            # A mediator who looks after a case cannot decide in it.
            agent = self.people.supervisor if number % 3 == 0 else None
            Complaint.objects.filter(pk=case.pk).update(agent=agent)
            self.starts.append(Start(case, dispute))
        self.last_mail = max(OutgoingEmail.objects.values_list("pk", flat=True))
        # Permissions are asked of the same few people again and again.
        for name in ("mediator", "supervisor", "other_mediator", "agent", "auditor", "stranger", "consumer"):
            getattr(self.people, name).has_perm("disputes.decide_dispute")

    def case(self):
        number = next(self.numbers)
        case = make_case(
            self.people.consumer, number="", shop=SHOPS[number % 4], payment_method=PAYMENTS[number // 4 % 4])
        return Complaint.objects.select_related("user", "order__marketplace").get(pk=case.pk)

    def cases(self):
        """Yield (case, its dispute or None), each at another point."""
        for _number in range(8):
            yield self.case(), None
        for mode, state in OPEN_STANDS:
            case = self.case()
            yield case, bring_to(state, case, self.people, mode=mode)
        # Deeper than the shortest ways lead: a product contested on its way, before a decision and after one.
        for mode in ("hosted", "tracked"):
            case = self.case()
            dispute = bring_to(State.RETURN_SENT, case, self.people, mode=mode)
            yield case, walk(dispute, self.people, [Move.SELLER_CONTESTS_RETURN])
        case = self.case()
        dispute = bring_to(State.APPEAL, case, self.people, remedy="return_refund")
        yield case, walk(dispute, self.people, [
            Move.DECIDE_FOR_BUYER, Move.SELLER_SENDS_LABEL, Move.BUYER_POSTS, Move.SELLER_CONTESTS_RETURN])
        # A label that runs out before the days for posting do.
        case = self.case()
        dispute = bring_to(State.RETURN_LABEL, case, self.people, mode="hosted")
        yield case, services.send_label(
            dispute, address="Rua A, 1", label="PB1", label_until=TODAY + timedelta(days=3), now=NOW)
        case = self.case()
        yield case, walk(bring_to(State.APPEAL, case, self.people), self.people, [Move.ASK_BUYER])


class Picture:
    """All rows of a case as they stand in the database; equal when nothing at all has changed."""

    names = {}

    def __init__(self, case, mails):
        self.rows = {}
        with connection.cursor() as cursor:
            for table, belongs in TABLES.items():
                cursor.execute(f"SELECT * FROM {table} WHERE {belongs} ORDER BY id", {"case": case, "mails": mails})
                self.rows[table] = cursor.fetchall()
                if table not in self.names:
                    self.names[table] = [column[0] for column in cursor.description]

    def __eq__(self, other):
        return self.rows == other.rows

    __hash__ = None

    def of(self, table):
        """Yield the rows of a table as dicts."""
        for row in self.rows[table]:
            yield dict(zip(self.names[table], row, strict=True))

    def of_dispute(self, table, pk):
        return [row for row in self.of(table) if row["dispute_id"] == pk]

    def clocks(self, pk):
        return [
            row for row in self.of("complaints_deadline")
            if row["owner"] == "dispute" and row["subject_id"] == pk and row["state"] in ("running", "paused")
        ]


def money(value):
    """Return a column's amount, which SQLite keeps as a number."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def instant(value):
    return value if value.tzinfo else value.replace(tzinfo=UTC)


class Life(RuleBasedStateMachine):
    """Anybody does anything at any time, and the sweep comes by when it likes."""

    stage, seen = None, None
    say = staticmethod(note)

    @initialize(seed=st.integers(0, 10**6), lapses=st.integers(0, 9))
    def begin(self, seed, lapses):
        self.point = transaction.savepoint()
        random = Random(seed)
        self.people = self.stage.people
        self.start = self.where(random)
        self.now, self.case = NOW, self.start.case
        self.start.wake()
        if lapses == 0:
            # No shop is known to do so today; the table knows that one might.
            Rule.objects.filter(slug__in=["ae_buyer_answer", "house_buyer_answer"]).update(on_expiry="lapses")
        self.lines, self.read = {}, 0
        self.picture = Picture(self.case.pk, self.stage.last_mail)
        self.dispute = copy(self.start.dispute)
        self.take_up()
        self.say(f"begins at {self.state} in {self.case.order.marketplace.slug}")
        self.read_lines(Seen())
        self.holds()
        self.seen.runs += 1
        if self.dispute is None:
            self.attempt(attempt_to(Move.OPEN, self, random, sane=True))

    def where(self, random):
        return random.choice(self.stage.starts)

    def take_up(self):
        """Read the newest dispute of the case out of the picture."""
        self.row = max(self.picture.of("disputes_dispute"), key=lambda row: row["id"], default=None)
        if self.row and (self.dispute is None or self.dispute.pk != self.row["id"]):
            self.dispute = Dispute.objects.get(pk=self.row["id"])
        if self.dispute:
            self.dispute.complaint = self.case
        self.state = State(self.row["state"]) if self.row else None

    @property
    def hosted(self):
        return self.row["mode"] == "hosted"

    @property
    def turn(self):
        return next((row for row in self.picture.clocks(self.dispute.pk) if row["state"] == "running"), None)

    @property
    def state_now(self):
        """Where the dispute stands at this instant for a page, swept or not."""
        turn = self.turn if self.dispute else None
        if turn is None or instant(turn["due_at"]) > self.now:
            return self.state
        shown = Dispute.objects.get(pk=self.dispute.pk)
        return shown.state_at(Deadline.objects.select_related("rule").get(pk=turn["id"]))

    def wait(self, how):
        if how in PASSES:
            self.now += PASSES[how]
            return
        turn = self.turn if self.dispute else None
        if turn:
            self.now = max(self.now, instant(turn["due_at"]) + AROUND_THE_END[how])

    @rule(
        wait=st.sampled_from(WAITS), swept=st.integers(0, 3), bold=st.integers(0, 9), seed=st.integers(0, 10**6),
    )
    def step(self, wait, swept, bold, seed):
        """Time passes, the sweep comes by or not, and somebody acts.

        Seven times of ten it is somebody who does what is theirs to do, once they do it wrongly, else anybody
        does anything.
        """
        self.wait(wait)
        if swept == 3:
            self.sweep_comes_by()
        random = Random(seed)
        state = self.state_now
        if bold < 8:
            self.attempt(attempt_to(self.choose(state, random), self, random, sane=bold < 7, state=state))
        elif bold < 9 or self.dispute is None:
            sane = random.random() < 0.5
            self.attempt(attempt_to(random.choice(list(ATTEMPTS)), self, random, sane=sane, state=state))
        else:
            self.attempt(random.choice(NOTICES)(self, random))

    def choose(self, state, random):
        """Return a move that is legal now, giving up the least often."""
        if state is None or state in CLOSED_STATES:
            return Move.OPEN
        moves = [move for move in ATTEMPTS if self.is_legal(move, state) and move != Move.WITHDRAW]
        return Move.WITHDRAW if random.random() < 0.05 else random.choice(moves or [Move.WITHDRAW])

    def is_legal(self, move, state):
        if move == Move.OPEN:
            return state is None or (state in CLOSED_STATES and state != State.PAID)
        if state not in TABLE[move].sources:
            return False
        if move.startswith(("judge_", "decide_")):
            appealable = self.hosted and state == State.MEDIATION and not self.decisions
            return move.startswith("judge_") == appealable
        return move != Move.ASK_SELLER or self.hosted

    @property
    def decisions(self):
        return self.picture.of_dispute("disputes_decision", self.dispute.pk)

    @property
    def left(self):
        """How much of what was agreed is still to come."""
        reports = self.picture.of_dispute("disputes_refundreport", self.dispute.pk)
        # A silence that nobody swept yet may have given all that was asked.
        agreed = money(self.row["agreed_amount"] if self.row["agreed_remedy"] else self.row["amount"])
        return agreed - sum((money(row["amount"]) for row in reports), Decimal())

    def attempt(self, attempt):
        """Go through a door: what must be refused is, and changes nothing; what must be let through is."""
        before, events = self.picture, len(self.picture.rows["complaints_event"])
        self.say(f"{self.now:%d %b %H:%M} {attempt.name} {attempt.shown}")
        try:
            attempt.door()
        except Refused as refusal:
            assert refusal.sentence.strip()
            assert attempt.succeeds is not True, f"{attempt.name} was refused: {refusal.sentence}"
            self.picture = Picture(self.case.pk, self.stage.last_mail)
            assert self.picture == before, f"{attempt.name} was refused and changed something"
            self.seen.refused += 1
            return
        assert attempt.succeeds is not False, f"{attempt.name} {attempt.shown} went through in {self.state}"
        self.picture = Picture(self.case.pk, self.stage.last_mail)
        self.take_up()
        lines = self.picture.rows["complaints_event"]
        assert lines[:events] == before.rows["complaints_event"], "what was written stays as it was written"
        if attempt.move:
            made = list(self.picture.of("complaints_event"))[events:]
            made = [row["kind"] for row in made if row["kind"].startswith("dispute_")]
            assert made[-1] == f"dispute_{attempt.move}" and self.state in TABLE[attempt.move].targets
        self.holds()

    def sweep_comes_by(self):
        foretold = self.state_now
        # What `sweep` does besides is to note that it lives, and to poke the mail.
        while sweep_batch(self.now):
            pass
        self.picture = Picture(self.case.pk, self.stage.last_mail)
        self.take_up()
        assert self.state == foretold
        assert not any(row["failures"] for row in self.picture.of("complaints_deadline"))
        self.holds()

    def holds(self):
        """Everything that must be true at rest, read out of the picture."""
        self.read_lines(self.seen)
        for row in self.picture.of("disputes_dispute"):
            state = State(row["state"])
            assert replay(self.lines[row["id"]]) == state
            self.clocks_hold(row, state)
            self.money_holds(row)
            open_offers = [
                offer for offer in self.picture.of_dispute("disputes_proposal", row["id"]) if offer["state"] == "open"
            ]
            assert len(open_offers) <= (state in NEGOTIATING)
            # Whoever made the offer waits for the other side.
            assert all((offer["party"] == "seller") == (state == State.WAITING_BUYER) for offer in open_offers)
        case, = self.picture.of("complaints_complaint")
        assert bool(case["awaits_staff"]) == (self.state in READING)
        assert (case["state"] == "closed") == (self.state == State.PAID)

    def clocks_hold(self, row, state):
        clocks = self.picture.clocks(row["id"])
        running = [clock for clock in clocks if clock["state"] == "running"]
        asked = [
            question for question in self.picture.of_dispute("disputes_question", row["id"])
            if question["closed_at"] is None
        ]
        if state in CLOSED_STATES:
            assert not clocks and not asked and row["closed_at"]
            return
        assert row["closed_at"] is None
        clock, = running
        actor, rules = TURN[state]
        assert clock["kind"] in rules
        assert clock["party"] == actor or state == State.REFUND_DUE
        assert len(clocks) - 1 == len(asked) == (state in ASKED)

    def money_holds(self, row):
        reports = self.picture.of_dispute("disputes_refundreport", row["id"])
        received = sum((money(report["amount"]) for report in reports), Decimal())
        decided = [decision["amount"] for decision in self.picture.of_dispute("disputes_decision", row["id"])]
        offers = [offer["amount"] for offer in self.picture.of_dispute("disputes_proposal", row["id"])]
        for amount in (row["amount"], row["agreed_amount"], *decided, *offers):
            assert 0 <= money(amount) <= self.start.owed
        assert 0 <= received <= money(row["agreed_amount"])
        if row["state"] == State.PAID and row["agreed_remedy"] in MONEY_REMEDIES:
            assert received == money(row["agreed_amount"])

    def read_lines(self, seen):
        """Read the lines that are new."""
        rows = list(self.picture.of("complaints_event"))
        for row in rows[self.read:]:
            data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
            if row["kind"].startswith("dispute_"):
                move = row["kind"].removeprefix("dispute_")
                lines = self.lines.setdefault(data["dispute"], [])
                lines.append((move, data.get("way")))
                assert row["party"] == TABLE[Move(move)].actor
                seen.moves[move] += 1
                seen.states[replay(lines)] += 1
        self.read = len(rows)

    def teardown(self):
        if hasattr(self, "point"):
            try:
                assert broken_at(self.case) is None
            finally:
                transaction.savepoint_rollback(self.point)
