"""The drawing of a dispute's life: made from the table, never stale."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from disputes.drawing import diagram, page, turns
from disputes.lifecycle import CLOSED_STATES, OPEN_STATES, TABLE, Move, State

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "disputes.md"


def test_the_document_is_what_the_table_says_today():
    assert DOCUMENT.read_text(encoding="utf-8") == page(), "run: python manage.py draw_disputes"


def test_the_command_writes_the_page(tmp_path, capsys):
    path = tmp_path / "docs" / "disputes.md"
    call_command("draw_disputes", str(path))
    assert path.read_text(encoding="utf-8") == page()
    assert str(path) in capsys.readouterr().out


def test_every_move_and_every_state_is_drawn():
    drawn = re.findall(r"^    (\S+) --> (\S+): (.+)$", diagram(), re.M)
    expected = {
        ("[*]" if source is None else str(source), str(target), move.replace("_", " "))
        for move, step in TABLE.items() if move != Move.WITHDRAW
        for source in step.sources for target in step.targets
    }
    found = {
        (source, target, label.partition(" - ")[2].partition(" (")[0])
        for source, target, labels in drawn for label in labels.split("<br/>")
    }
    assert found == expected
    assert {state for source, target, _labels in drawn for state in (source, target)} - {"[*]"} == (
        set(map(str, State)) - {"withdrawn"})
    # A pair of states has one arrow, however many moves lead along it.
    assert len({(source, target) for source, target, _labels in drawn}) == len(drawn)


def test_the_table_has_a_line_for_every_state():
    lines = turns().splitlines()
    assert [re.match(r"\| `(\w+)`", line)[1] for line in lines] == [
        *(state for state in State if state in OPEN_STATES), *(state for state in State if state in CLOSED_STATES)]
    assert "| `return_due` | buyer | `ae_return_ship`, `house_return_post` | `return_silent` to `lapsed`; " \
        "`label_lapsed` to `return_label` [label_lapsed] |" in lines
