"""Cases in bulk whose clocks become due in waves, and what must have come of every one of them."""

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from complaints.choices import Outcome, Party, Payment, Reason
from complaints.instants import at_hour, end_of_day, local_date
from complaints.models import Complaint, Deadline, Event, Order
from complaints.rules import current_rules
from complaints.timeline import broken_at
from contacts.models import Company, OutgoingEmail, User
from disputes.models import Dispute

ZONE = "America/Sao_Paulo"
RUNNING = Deadline.State.RUNNING
WRITTEN = {OutgoingEmail.State.SENT, OutgoingEmail.State.MERGED}
RULES = {
    "last_days": "cdc49", "early": "card_safe", "late": "med_request", "ended": "cgb_consumer", "silent": "cdc27",
    "kept": "sac_record", "opens": "ae_first_day", "seller": "ae_seller_answer", "refund": "ae_refund_general",
}
# A spoken wave: how many clocks of each kind lead to a mail. Each stands in a case of its own, so that
# the case a letter links to tells which clock it speaks of.
SPOKEN = {"last_days": 8, "early": 4, "late": 4, "ended": 6, "seller": 6, "refund": 2}
# What the many others are: ended in silence, or the first day of something, or only watched.
QUIET = ("silent", "silent", "silent", "kept", "opens", "watched")


class Waves:
    """The cases of the test; `lay` makes clocks due, `faults` tells what did not come out right."""

    def __init__(self, seed, cases=1300, readers=100):
        self.random = random.Random(seed)
        self.now = timezone.now()
        self.today = local_date(self.now, ZONE)
        self.rules = {name: rule for name, slug in RULES.items() for rule in [current_rules(slug=slug)[slug]]}
        self.rules["watched"] = self.rules["silent"]
        self.waves = 0
        self.cases = self.file(cases, readers)
        self.free = list(self.cases)
        self.random.shuffle(self.free)
        self.clocks, self.disputes, self.done = [], {}, set()

    def file(self, cases, readers):
        """Write readers, orders and cases as plain rows."""
        shop = Company.objects.get(slug="aliexpress")
        people = User.objects.bulk_create([
            User(email=f"reader{number}@example.com", display_name=f"Reader {number}", password="!", state="SP")
            for number in range(readers)
        ])
        placed = self.today - timedelta(days=60)
        orders = Order.objects.bulk_create([
            Order(
                user=people[number % readers], marketplace=shop, number=f"{8140908741350000 + number}",
                item="máquina de solda", amount="389.90", payment_method=Payment.PIX, placed_on=placed,
            )
            for number in range(cases)
        ])
        return Complaint.objects.bulk_create([
            Complaint(
                user=order.user, order=order, shop=shop, reason=Reason.NOT_RECEIVED, story="Não chegou.",
                amount_claimed="389.90", desired_outcome=Outcome.REFUND, filed_at=self.now - timedelta(days=40),
            )
            for order in orders
        ])

    def clock(self, case, what, wake_at, due_on, **fields):
        """Return an unsaved clock, opened two months ago, that was to be looked at on `wake_at`."""
        rule, opened = self.rules[what], self.today - timedelta(days=60)
        clock = Deadline(
            complaint=case, rule=rule, kind=rule.slug, party=rule.actor, start_event=rule.start_event, start_on=opened,
            due_on=due_on, due_at=end_of_day(due_on, ZONE), safe_on=due_on, opened_at=at_hour(opened, 12, ZONE),
            wake_at=wake_at, **fields,
        )
        clock.what = what
        return clock

    def lay(self, quiet=0, spoken=SPOKEN):
        """Make clocks due: `quiet` ones over as many cases, and those that lead to a mail."""
        self.waves += 1
        now = timezone.now()
        just_now, long_ago = now - timedelta(minutes=1), now - timedelta(hours=3)
        # Every wave ended on a day of its own, so that a line of the timeline tells which clock it is about.
        over = self.today - timedelta(days=1 + self.waves)
        clocks = []
        for case in self.cases[:quiet]:
            what = self.random.choice(QUIET)
            due_on = self.today + timedelta(days=9 + self.waves) if what == "watched" else over
            clocks.append(self.clock(case, what, long_ago, due_on, muted=what not in ("kept", "opens")))
        owned = {}
        for what, count in spoken.items():
            for _number in range(count):
                case = self.free.pop()
                if what in ("last_days", "early", "late"):
                    # The reminder of 3 or of 7 days before was due yesterday morning, the next one is to come.
                    due_on = self.today + timedelta(days=6 if what == "early" else 2)
                    clock = self.clock(case, what, long_ago if what == "late" else just_now, due_on)
                else:
                    clock = self.clock(case, what, just_now, over)
                if what in ("seller", "refund"):
                    owned[case.pk] = clock
                clocks.append(clock)
        with transaction.atomic():
            self.open_disputes(owned)
            self.clocks += Deadline.objects.bulk_create(clocks)
        return clocks

    def open_disputes(self, owned):
        """Give the clocks in {case id: clock} to a dispute each."""
        disputes = Dispute.objects.bulk_create([
            Dispute(
                complaint_id=case, reason=Reason.NOT_RECEIVED, remedy="full_refund", amount="389.90",
                state="waiting_seller" if clock.what == "seller" else "refund_due",
                agreed_amount=None if clock.what == "seller" else "389.90", opened_on=clock.start_on,
            )
            for case, clock in owned.items()
        ])
        for dispute in disputes:
            clock = owned[dispute.complaint_id]
            clock.owner, clock.subject_id = "dispute", dispute.pk
            self.disputes[dispute.pk] = clock

    def due(self):
        """Return how many clocks wait for the sweep now."""
        return Deadline.objects.filter(state=RUNNING, wake_at__lte=timezone.now()).count()

    def key(self, clock):
        """Return the key of the one mail a clock must lead to, or None."""
        if clock.what in ("last_days", "late"):
            return f"clock:{clock.pk}:d3:{clock.due_on}"
        if clock.what == "early":
            return f"clock:{clock.pk}:d7:{clock.due_on}"
        if clock.what in ("ended", "refund"):
            return f"clock:{clock.pk}:after:{clock.due_on}"
        return f"mediation:{clock.pk}" if clock.what == "seller" else None

    def speaking(self):
        """Return {key of the mail: clock} of all clocks that must lead to one."""
        return {key: clock for clock in self.clocks if (key := self.key(clock))}

    def faults(self):
        """Return a list of sentences, one for everything that is not as it must be."""
        return [*self.clock_faults(), *self.line_faults(), *self.dispute_faults(), *self.mail_faults()]

    def clock_faults(self):
        now = timezone.now()
        stands = Deadline.objects.in_bulk([clock.pk for clock in self.clocks])
        for clock in self.clocks:
            left = stands[clock.pk]
            if left.failures:
                yield f"{clock.what} clock {clock.pk} failed: {left.last_error}"
            if clock.pk in self.done:
                expected = left.state == Deadline.State.MET
            elif clock.what == "opens":
                expected = left.state == Deadline.State.MET and left.wake_at is None
            elif clock.what in ("last_days", "early", "late", "watched"):
                expected = left.state == RUNNING and now < left.wake_at <= left.due_at
            else:
                expected = left.state == Deadline.State.MISSED and left.wake_at is None and left.closed_at
            if not expected:
                yield f"{clock.what} clock {clock.pk} is {left.state}, wakes {left.wake_at}"

    def line_faults(self):
        """Every end stands in the timeline once, and every seal holds."""
        expected = []
        for clock in self.clocks:
            if clock.what in ("silent", "kept", "ended"):
                expected.append((clock.complaint_id, "clock_missed", clock.kind, str(clock.due_on)))
            elif clock.what in ("seller", "refund"):
                move = "dispute_seller_silent" if clock.what == "seller" else "dispute_refund_silent"
                expected.append((clock.complaint_id, move, None, str(clock.due_on)))
        lines = Event.objects.filter(party=Party.CLOCK).values_list("complaint", "kind", "data")
        found = [(case, kind, data.get("clock"), data["due_on"]) for case, kind, data in lines]
        if sorted(map(str, found)) != sorted(map(str, expected)):
            doubled = len(found) - len(set(found))
            missing = set(expected) - set(found)
            yield f"{len(expected)} ends, {len(found)} lines, {doubled} doubled, missing {sorted(missing)[:5]}"
        broken = [case.pk for case in self.cases if broken_at(case) is not None]
        if broken:
            yield f"broken timelines of {broken}"

    def dispute_faults(self):
        """Each dispute went one step, has one running clock of its new turn, and staff see the mediations."""
        turns = {"seller": ("mediation", "house_decision"), "refund": ("refund_late", "house_refund_recheck")}
        stands = Dispute.objects.select_related("complaint").in_bulk(list(self.disputes))
        for pk, clock in self.disputes.items():
            state, kind = turns[clock.what]
            dispute = stands[pk]
            running = list(
                Deadline.objects.filter(owner="dispute", subject_id=pk, state=RUNNING).values_list("kind", flat=True)
            )
            if dispute.state != state or running != [kind]:
                yield f"dispute {pk} is {dispute.state} with clocks {running}"
            if dispute.complaint.awaits_staff != (clock.what == "seller"):
                yield f"case of dispute {pk}: awaits_staff is {dispute.complaint.awaits_staff}"

    def mail_faults(self):
        """Each mail that must be stands there once, went out, or was called off because its step was taken."""
        expected = self.speaking()
        rows = dict(OutgoingEmail.objects.values_list("dedup_key", "state"))
        for key in expected.keys() ^ rows.keys():
            yield f"mail {key} is {'missing' if key in expected else 'one too many'}"
        for key in expected.keys() & rows.keys():
            done = expected[key].pk in self.done
            if rows[key] not in WRITTEN and not (done and rows[key] == OutgoingEmail.State.CANCELLED):
                yield f"mail {key} is {rows[key]}"
