"""Start a program of the product as if it were another time: `python -m tests.journey.at SECONDS gunicorn ...`.

The product has no hook for travelling in time, and needs none: its programs read the system's
clock. Here the clock of one process is set ahead before the program's own main begins, and ticks
on from there; children it forks inherit that. Given as a distance from the true time, so that
several processes agree on the instant, as clocks of one machine do.
"""

import runpy
import sys
import time

import time_machine

# Seconds. A mail queued by the web process must not lie in the future of the worker.
EXACT = 0.001


def main(seconds, program, *arguments):
    """Run a module or a script as the main program, `seconds` from the true time."""
    sys.argv = [program, *arguments]
    ahead = float(seconds)
    with time_machine.travel(time.time() + ahead, tick=True) as traveller:
        # Setting the clock takes time itself on a busy machine; set it again until it is right.
        while abs(time.time() - time_machine.escape_hatch.time.time() - ahead) > EXACT:
            traveller.move_to(time_machine.escape_hatch.time.time() + ahead)
        if program.endswith(".py"):
            runpy.run_path(program, run_name="__main__")
        else:
            runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
