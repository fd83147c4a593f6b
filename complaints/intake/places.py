"""Which places of a text are already read as something."""


class Taken:
    """The signs of a text that have been read, so that no number is read twice."""

    __slots__ = ("marks",)

    def __init__(self, length):
        self.marks = bytearray(length)

    def add(self, start, end):
        """Take the signs from `start` up to, not including, `end`."""
        self.marks[start:end] = b"\1" * (end - start)

    def free(self, start, end):
        """Say whether none of these signs is taken."""
        return 1 not in self.marks[start:end]
