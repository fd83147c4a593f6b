"""Say at the end of a run how many random lives of disputes were lived, and what they met."""

from collections import Counter


def pytest_terminal_summary(terminalreporter):
    """Add up what the tests of `test_room_life` recorded, also in other processes."""
    told = [
        value for report in terminalreporter.stats.get("passed", []) if report.when == "call"
        for name, value in report.user_properties if name == "lives"
    ]
    if not told:
        return
    moves, states = Counter(), Counter()
    for _lives, _refused, made, reached in told:
        moves.update(made)
        states.update(reached)
    lives, refused = sum(one[0] for one in told), sum(one[1] for one in told)
    terminalreporter.write_line(
        f"{lives} lives of disputes: {moves.total()} moves made, {refused} attempts refused, "
        f"{len(moves)} kinds of move and {len(states)} states seen"
    )
