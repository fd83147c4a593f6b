"""A term counted again from another start, with what was changed by hand laid on top. Sums in, sums out.

Days that somebody gave are kept. Days on which the term stood still are days of the calendar: a stop counts as far as
the term, counted from its new start, runs on that day.
"""

from datetime import date, datetime

from complaints import calendar


def count_again(steps, start, term, *, tz, holidays, keep_stops=True):
    """Count `term` from `start` and lay the changes of an old sum on top, in their order; return the `Count`.

    Without `keep_stops` only extensions are kept. Raises ValueError as `calendar.count` does.
    """
    counted = calendar.count(start, term, tz=tz, holidays=holidays)
    in_hours = term.unit == calendar.Unit.HOURS
    begun, stopped = start, None
    for step in steps:
        if step["step"] == "extend":
            counted = calendar.extend(counted.steps, step["n"], holidays)
        elif step["step"] in ("pause", "resume") and keep_stops:
            moment = datetime.fromisoformat(step["at"]) if in_hours else date.fromisoformat(step["on"])
            if step["step"] == "pause":
                stopped = moment
                continue
            # What stood still before the start, or after the end, stops nothing.
            last = counted.due_at if in_hours else counted.due_on
            since = max(stopped, begun)
            if since <= min(moment, last):
                counted, begun = calendar.resume(counted.steps, since, moment, holidays), moment
    return counted
