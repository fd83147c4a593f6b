"""Handle hostile bytes in a process of its own: what it breaks or eats up is not the web server's."""

import os
import resource
import subprocess
import sys
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
"""Largest file taken, in bytes."""
PATIENCE = 30
"""Seconds after which a process that does not answer is ended."""


def run_apart(module: str, data: bytes) -> tuple[list[str], bytes]:
    """Run `module` with `data` as its standard input; return the words of its first line, and the rest.

    No words when it crashed, was ended or said nothing.
    """
    try:
        run = subprocess.run(
            [sys.executable, "-m", module],
            input=data,
            capture_output=True,
            check=False,
            cwd=Path(__file__).parent.parent,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},  # hostile bytes get no passwords from the environment
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return [], b""
    if run.returncode:
        return [], b""
    head, _newline, rest = run.stdout.partition(b"\n")
    return head.decode().split(), rest


def limit_self(seconds: int, memory: int) -> None:
    """Give this process no more than `seconds` of processor time and `memory` bytes, and no core dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
