"""Start what the Procfile names, and stop all of it together.

A script for `manage.py serve`, which turns into it: Django's memory is given back before
the processes start.
"""

import os
import signal
import sys
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer


def main() -> int:
    # The Procfile says "python": it means the one that runs this.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    procfile = parse_procfile((Path(__file__).parent / "Procfile").read_text())
    manager = Manager(Printer(sys.stdout, time_format="%H:%M:%S"))
    for name, command in procfile.processes.items():
        manager.add_process(name, command, env=dict(os.environ))
    # Each process leads a session of its own, so a closed terminal would leave them behind.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    return manager.returncode


if __name__ == "__main__":
    sys.exit(main())
