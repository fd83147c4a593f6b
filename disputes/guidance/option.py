"""One door of a case with all that is said of it, made from a verdict and what always holds of the door."""

from dataclasses import dataclass, field
from datetime import date

from disputes.guidance.doors import NATIONWIDE, PAPERS, WANTS_CHECKLIST, WAYS, DoorName, Status, Takes


@dataclass(frozen=True)
class Exclusion:
    """A door that going through this one closes, why, and where that is written."""

    door: str
    code: str
    source: str


@dataclass(frozen=True)
class Option:
    """A door, how it stands, and what to know before going through it. Codes are worded by `guidance_words`."""

    door: str
    status: str
    # Why it stands so, with the values of the sentence.
    why: str
    params: dict = field(default_factory=dict)
    # The last safe day; of a door that opens later, the first day.
    until: date | None = None
    cost: str = "free"
    body: str = ""
    takes_it: str = Takes.UNKNOWN
    reasons: tuple[str, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    documents: tuple[str, ...] = ()
    have: tuple[str, ...] = ()
    # Slugs of rules, and names of `doors.SOURCES` for what no rule of the table says.
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    trust: str = ""
    # Names of facts that would settle what is not known.
    asks: tuple[str, ...] = ()

    @property
    def missing(self):
        """The proofs that are wanted and not in the case yet; papers of one's own are not counted."""
        return tuple(name for name in self.documents if name not in self.have and name not in PAPERS)


def option(facts, door, status, why, **said):
    """Return the option of a door: what is said here, and what always holds of it."""
    ways = WAYS[door]
    wanted = list(ways.documents)
    if door in WANTS_CHECKLIST:
        wanted += [name for name in facts.checklist if name not in wanted]
    known = set(facts.proofs)
    if facts.gov_br_level in ("silver", "gold"):
        known.add("gov_br")
    return Option(
        door=str(door), status=str(status), why=why,
        **{"cost": ways.cost, "trust": ways.trust, "body": NATIONWIDE.get(door, ""), **said},
        documents=tuple(wanted), have=tuple(name for name in wanted if name in known),
    )


def day_status(facts, until):
    """Return whether something with a last safe day must be done today."""
    return Status.DO_TODAY if until is not None and until <= facts.today else Status.OPEN


def after_filing(facts, door, *, window="", done=(), **said):
    """Return the option of a door at which something was filed already, or None where nothing was.

    `window` is the rule under which its answer is waited for; `done` are rules whose clocks the person may
    have marked as done without telling of a filing.
    """
    filing = facts.filed_at(door)
    if filing is None:
        if any(facts.windows[slug].met for slug in done if slug in facts.windows):
            return option(facts, door, Status.WAITING, "marked_done", **said)
        return None
    if filing.quality == "solved":
        return option(facts, door, Status.USED, "solved_there", **said)
    if filing.state == "closed":
        return option(facts, door, Status.USED, "over_there", **said)
    if filing.state == "filed":
        clock = facts.windows.get(window)
        until = clock.safe_on if clock and clock.is_live else None
        if clock and clock.is_over:
            return option(facts, door, Status.OPEN, "answer_is_late", **said)
        return option(facts, door, Status.WAITING, "waiting_there", until=until, **said)
    why = {"asks_data": "they_asked_data", "offer": "they_offered"}.get(filing.quality)
    if why:
        return option(facts, door, Status.OPEN, why, **said)
    return option(facts, door, Status.USED, "no_help_there", **said)


__all__ = ["DoorName", "Exclusion", "Option", "Status", "Takes", "after_filing", "day_status", "option"]
