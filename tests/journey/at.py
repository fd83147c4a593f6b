"""Start a program of the product as if it were another time: `python -m tests.journey.at INSTANT gunicorn ...`.

The product has no hook for travelling in time, and needs none: its programs read the system's
clock. Here the clock of one process is moved before the program's own main begins; children it
forks inherit that. Time goes on ticking from there.
"""

import runpy
import sys
from datetime import datetime

import time_machine


def main(instant, program, *arguments):
    """Run a module or a script as the main program, `instant` (ISO, with an offset) being now."""
    sys.argv = [program, *arguments]
    with time_machine.travel(datetime.fromisoformat(instant), tick=True):
        if program.endswith(".py"):
            runpy.run_path(program, run_name="__main__")
        else:
            runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
