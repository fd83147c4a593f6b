"""The life of a dispute as a drawing and a table for maintainers, made from the tables of `lifecycle`. Pure."""

from disputes.lifecycle import CLOSED_STATES, NEW, OPEN_STATES, SILENCE, TABLE, TURN, Actor, Move, State

HEAD = """# The life of a dispute

This page is made from the tables in `disputes/lifecycle.py`. Do not edit it by hand: change the table, then run
`python manage.py draw_disputes`. A test fails when the page is stale.

A dispute is always in one state. In an open state one side has the turn, and one clock runs for that side. When the
clock ends and the side has done nothing, the dispute moves by itself. A closed dispute has no clock. The consumer
can withdraw from every open state; that move is left out of the drawing.

A move that forks goes one of several ways. `pay`: money, or a new product, is due at once. `return`: first the
product goes back. `first` and `second`: back to the mediator who asked, the first one or the one of the appeal.
"""
DRAWING_HEAD = """
## The drawing

Each arrow says who makes the move. `clock` stands for silence.
"""
TABLE_HEAD = """
## Whose turn it is, and what silence does

The first rule that fits the shop and the payment counts; the last one is the rule of the house. Where silence does
several things, the word in brackets is what the rule says of it (`on_expiry`).

| state | whose turn | rules of the clock | what silence does |
|---|---|---|---|
"""
MOVES_HEAD = """
## The moves

| move | who | from | to |
|---|---|---|---|
"""


def name_of(state):
    """Return a state as it stands in the drawing."""
    return "[*]" if state is NEW else str(state)


def in_order(states):
    """Return states in the order in which they are defined, the one before all others first."""
    return sorted(states, key=lambda state: -1 if state is NEW else list(State).index(state))


def ways(step):
    """Yield (way or "", target) for each way of a step."""
    if isinstance(step.target, dict):
        yield from ((str(way), target) for way, target in step.target.items())
    else:
        yield "", step.target


def arrows():
    """Return {(source, target): [label]} of every move but the one that is possible everywhere."""
    found = {}
    for move, step in TABLE.items():
        if move == Move.WITHDRAW:
            continue
        for source in in_order(step.sources):
            for way, target in ways(step):
                label = f"{step.actor}: {move.replace('_', ' ')}" + (f" ({way})" if way else "")
                found.setdefault((source, target), []).append(label)
    return found


def diagram():
    """Return the states as a Mermaid drawing; moves between the same two states share an arrow."""
    lines = ["stateDiagram-v2"]
    for (source, target), labels in arrows().items():
        # Mermaid takes a colon as the end of the arrow's name, and a line break as written here.
        text = "<br/>".join(label.replace(":", " -") for label in labels)
        lines.append(f"    {name_of(source)} --> {target}: {text}")
    lines += [f"    {state} --> [*]" for state in in_order(CLOSED_STATES)]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def silences(state):
    """Return what silence does in a state, as text."""
    said = []
    for meaning, move in SILENCE[state].items():
        to = " or ".join(f"`{target}`" + (f" ({way})" if way else "") for way, target in ways(TABLE[move]))
        said.append(f"`{move}` to {to}" + (f" [{meaning}]" if meaning else ""))
    return "; ".join(said)


def turns():
    """Return the lines of the table of turns."""
    lines = []
    for state in in_order(OPEN_STATES):
        actor, rules = TURN[state]
        lines.append(f"| `{state}` | {actor} | {', '.join(f'`{rule}`' for rule in rules)} | {silences(state)} |")
    lines += [f"| `{state}` | nobody | none | closed |" for state in in_order(CLOSED_STATES)]
    return "\n".join(lines) + "\n"


def moves():
    """Return the lines of the table of moves."""
    lines = []
    for move, step in TABLE.items():
        if step.sources == OPEN_STATES:
            sources = "every open state"
        else:
            sources = ", ".join("nothing" if state is NEW else f"`{state}`" for state in in_order(step.sources))
        targets = ", ".join(f"`{target}`" + (f" ({way})" if way else "") for way, target in ways(step))
        who = "clock (silence)" if step.actor == Actor.CLOCK else step.actor
        lines.append(f"| `{move}` | {who} | {sources} | {targets} |")
    return "\n".join(lines) + "\n"


def page():
    """Return the whole page as Markdown."""
    return HEAD + DRAWING_HEAD + "\n" + diagram() + TABLE_HEAD + turns() + MOVES_HEAD + moves()
