"""Reading a story: what a buyer wrote in their own words becomes the fields of a case, each with its passage.

Rules only, and offline: the same text gives the same answer, and every answer shows the words it came from.
"""

from complaints.intake.folding import MAX_LENGTH, Found
from complaints.intake.people import MASKS
from complaints.intake.stories import Story, labels, masked, read

__all__ = ["MASKS", "MAX_LENGTH", "Found", "Story", "labels", "masked", "read"]
