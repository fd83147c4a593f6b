"""Waiting with an end: every wait of the fault tests has a deadline and says what it waited for."""

import time

# The advisory lock that holds processes back until all of them are there.
GATE = 20261122


def until(asked, seconds, otherwise, every=0.02):
    """Call `asked` until it answers something true, and return that. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (answer := asked()):
        if time.monotonic() > end:
            raise AssertionError(otherwise() if callable(otherwise) else otherwise)
        time.sleep(every)
    return answer
