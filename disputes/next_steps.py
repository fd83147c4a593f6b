"""The page of the next steps, read once: each door as a card, and the questions that would settle the rest."""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.panels import CasePanels
from complaints.rules import current_rules
from complaints.wording import joined, long_date
from complaints.wording import until as until_words
from contacts.choices import Trust
from disputes import guidance_words as words
from disputes.facts import facts_of
from disputes.guidance import Status, is_shut, options
from disputes.guidance.doors import PAPERS, SOURCES
from disputes.guidance_forms import FORMS
from disputes.models.escalations import Door
from disputes.panels import DisputePanel
from disputes.texts.channels import CHANNELS, fits

# The ready text of a door, where there is one.
TEXT_OF = {
    "shop_help": "shop", "withdrawal": "shop", "guarantee": "shop", "bank_sac": "bank", "chargeback": "chargeback",
    "paypal": "paypal", "ebanx": "ebanx", "reclame_aqui": "reclame-aqui", "consumidor_gov": "consumidor-gov",
    "procon": "procon", "juizado": "juizado",
}
TONES = {"do_today": "late", "open": "", "needs_facts": "soon", "waiting": "quiet", "later": "quiet"}
SHOWN_WHOLE = 3


@dataclass
class Cited:
    """Where something is written: its name, trust mark and address."""

    title: str
    trust: str
    url: str
    doubt: str = ""


@dataclass
class Button:
    url: str
    words: str


class Card:
    """An option in words."""

    def __init__(self, option, steps):
        self.option, self.steps = option, steps

    def __getattr__(self, name):
        # Whatever is asked that is not worded here, the option itself answers.
        return getattr(self.option, name)

    @property
    def is_running(self):
        """Whether this is the dispute that is open already: whether it is taken is no question any more."""
        return self.option.why in ("your_turn", "your_turn_late_money", "dispute_runs", "wait_for_money")

    @property
    def title(self):
        if self.is_running:
            return _("Seguir a disputa que já está aberta")
        if self.option.why == "escalate_paypal":
            return _("Pedir que o PayPal decida")
        return words.door_title(self.option.door)

    @property
    def status_words(self):
        return words.STATUS[self.option.status]()

    @property
    def tone(self):
        return TONES.get(self.option.status, "quiet")

    @property
    def why_words(self):
        return words.why_words(self.option.why, self.option.params)

    @property
    def until_words(self):
        """Until when, from which day on, or today; "" where no day is known."""
        day, today = self.option.until, self.steps.facts.today
        if day is None:
            return ""
        if self.option.status == Status.LATER:
            return _("A partir de %(day)s.") % {"day": long_date(day, today)}
        if self.option.status == Status.DO_TODAY and day > today:
            return _("Hoje. O último dia seguro é %(day)s.") % {"day": long_date(day, today)}
        # The safe day may be behind while the last day is not.
        return _("Até %(day)s.") % {"day": until_words(max(day, today), today)}

    @property
    def cost_words(self):
        return words.COSTS[self.option.cost]()

    @property
    def takes_words(self):
        return words.TAKES[self.option.takes_it]()

    @property
    def reason_words(self):
        return [words.REASONS[code](self.option.params) for code in self.option.reasons]

    @property
    def closes(self):
        """What going through this door closes: (sentence, trust mark)."""
        return [
            (words.EXCLUDES[each.code](), Trust(SOURCES[each.source].trust).label) for each in self.option.excludes]

    @property
    def papers(self):
        """The documents: (name, "have", "missing" or "bring")."""
        return [(words.document_words(code), self._state_of(code)) for code in self.option.documents]

    def _state_of(self, code):
        if code in self.option.have:
            return "have"
        return "bring" if code in PAPERS else "missing"

    @property
    def papers_summary(self):
        wanted = [state for _name, state in self.papers if state != "bring"]
        return _("O que juntar: %(have)d de %(all)d já no caso") % {"have": wanted.count("have"), "all": len(wanted)}

    @property
    def cited(self):
        """Rules first, each with the mark of the version that counts in this case, then other sources."""
        found = [self.steps.rules[slug] for slug in self.option.rules if slug in self.steps.rules]
        rules = [Cited(rule.source, rule.get_trust_display(), rule.source_url, rule.doubt) for rule in found]
        others = [
            Cited(words.SOURCES[name](), Trust(SOURCES[name].trust).label, SOURCES[name].url)
            for name in self.option.sources
        ]
        once = {cited.title: cited for cited in [*others, *rules]}
        return list(once.values())

    @property
    def trust_words(self):
        return Trust(self.option.trust).label if self.option.trust else ""

    @property
    def asks_words(self):
        ref = self.steps.complaint.reference
        here = reverse("next_steps", args=[ref])
        return [
            (name, words.ASKS[name](),
             f"{here}?ask={name}#asks" if name in FORMS else reverse("fact_answer", args=[ref, name]))
            for name in self.option.asks
        ]

    @property
    def is_folded(self):
        return is_shut(self.option)

    # -- The ways on ----------------------------------------------------------------------

    @cached_property
    def buttons(self):
        """The ways on, the best first: at most three."""
        if self.is_folded and not self._filing:
            return []
        return [button for button in self._ways() if button][:3]

    @property
    def _filing(self):
        filing = self.steps.facts.filed_at(self.option.door)
        return filing if filing and filing.pk else None

    def _ways(self):
        door, ref = self.option.door, self.steps.complaint.reference
        if self._filing:
            yield Button(reverse("escalation", args=[ref, self._filing.pk]), _("Ver o que registrei"))
        if door in ("shop_dispute", "hosted_dispute"):
            yield from self._of_dispute(door, ref)
            return
        if "received_on" in self.option.asks:
            yield Button(reverse("fact_answer", args=[ref, "received_on"]), _("Dizer quando chegou"))
        channel = TEXT_OF.get(door)
        if channel and fits(CHANNELS[channel], self.steps.for_texts):
            yield Button(reverse("channel_text", args=[ref, channel]), _("Ver o texto pronto"))
        if door in ("shop_help", "guarantee"):
            # What proves the complaint holds the days of the law.
            yield Button(reverse("shop_complaint", args=[ref]), _("Já reclamei: guardar a prova"))
        elif door in Door.values and not self._filing:
            query = f"?door={door}" + (f"&body={self.option.body}" if self.option.body else "")
            yield Button(reverse("escalation_add", args=[ref]) + query, _("Já fiz: anotar o protocolo"))
        if self.option.body:
            yield Button(reverse("body", args=[self.option.body]), _("Ver site e telefone"))
        elif door in ("shop_help", "withdrawal", "guarantee"):
            shop = self.steps.complaint.order.marketplace.slug
            yield Button(reverse("company", args=[shop]), _("Como falar com a loja"))

    def _of_dispute(self, door, ref):
        panel = self.steps.panel
        shop = self.steps.complaint.order.marketplace.slug
        if self.is_running:
            if panel.action:
                yield Button(panel.action.url, panel.action.words)
            yield Button(panel.room_url or reverse("case", args=[ref]), _("Ver a disputa"))
        elif panel.dispute and panel.dispute.is_open:
            # One runs here already; that of the shop has its own window, which is ticked off by hand.
            yield Button(reverse("company", args=[shop]), _("Como abrir na loja"))
            yield Button(reverse("case", args=[ref]) + "#clocks", _("Já abri: marcar o prazo como feito"))
        elif door == "hosted_dispute":
            yield Button(reverse("dispute_host", args=[ref]), _("Abrir disputa aqui"))
        else:
            yield Button(reverse("dispute_open", args=[ref]), _("Abri a disputa na loja"))
            yield Button(reverse("company", args=[shop]), _("Como abrir na loja"))


class NextSteps:
    """All ways out of a case at `now`, as `viewer` sees them."""

    def __init__(self, complaint, viewer, now):
        self.complaint = complaint
        self.is_owner = complaint.user_id == viewer.pk
        self.panels = CasePanels(complaint, viewer, now)
        self.panel = DisputePanel(complaint, self.panels, now)
        self.facts = facts_of(complaint, self.panels, self.panel, now)

    @cached_property
    def cards(self):
        return [Card(option, self) for option in options(self.facts)]

    @property
    def open_cards(self):
        return [card for card in self.cards if not card.is_folded]

    @property
    def first_cards(self):
        """The ways that are shown whole: those of today, and at least three."""
        today = sum(card.option.status == Status.DO_TODAY for card in self.open_cards)
        return self.open_cards[: max(today, SHOWN_WHOLE)]

    @property
    def other_cards(self):
        return self.open_cards[self.first_cards_count :]

    @property
    def first_cards_count(self):
        return len(self.first_cards)

    @property
    def shut_cards(self):
        return [card for card in self.cards if card.is_folded]

    @cached_property
    def rules(self):
        """Rules by slug: the version that a clock of this case runs under, else the one in force."""
        slugs = {slug for card in self.cards for slug in card.option.rules}
        return current_rules(slug__in=slugs) | {clock.kind: clock.rule for clock in self.panels.clocks}

    @property
    def for_texts(self):
        """What the ready texts ask of a case before one is offered."""
        facts = self.facts
        return SimpleNamespace(
            reason=facts.reason, payment=facts.payment, shop_slug=facts.shop,
            shop_on_consumidor_gov=facts.on_consumidor_gov,
        )

    @property
    def questions(self):
        """The facts that may be asked here, the one that most doors wait for first."""
        if not self.is_owner or not self.complaint.is_open:
            return []
        asked = [name for card in self.open_cards for name in card.option.asks if name in FORMS]
        return sorted(set(asked), key=lambda name: (-asked.count(name), list(FORMS).index(name)))

    def question(self, *, asked="", answered=None):
        """Return the one question that is shown: the form `answered` badly, the fact `asked` for, or the first."""
        facts = self.questions
        if answered is None and not facts:
            return None
        fact = answered.fact if answered else asked if asked in facts else facts[0]
        # A level that is too low may be raised: the form begins with it.
        known = {"gov_br_level": self.facts.gov_br_level} if fact == "gov_br_level" else None
        return {"form": answered or FORMS[fact](initial=known), "fact": fact, "doors": self._waiting_for(fact)}

    def _waiting_for(self, fact):
        """Return the doors that a fact would settle, in words."""
        return joined(
            words.DOORS[card.option.door][1]() for card in self.open_cards if fact in card.option.asks)
