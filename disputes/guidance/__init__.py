"""What to do in a case: the one next step, and every door with what speaks for and against it. Pure."""

from disputes.guidance.case import CaseFacts, Filed, Procon, Window
from disputes.guidance.doors import DoorName, Status, Takes
from disputes.guidance.option import Exclusion, Option
from disputes.guidance.options import is_shut, options
from disputes.guidance.step import ACTING, OVER, WAITING, Facts, Step, next_step

__all__ = [
    "ACTING", "OVER", "WAITING", "CaseFacts", "DoorName", "Exclusion", "Facts", "Filed", "Option", "Procon", "Status",
    "Step", "Takes", "Window", "is_shut", "next_step", "options",
]
