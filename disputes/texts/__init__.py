"""One story, many forms: the case written for each channel, from facts alone. Pure: no ORM and no clock."""

from disputes.texts.channels import CHANNELS, Channel, channels_for, door_of, fits
from disputes.texts.facts import Facts, Filing, Step, Term
from disputes.texts.writing import Field, Text, plain, write

__all__ = [
    "CHANNELS", "Channel", "Facts", "Field", "Filing", "Step", "Term", "Text", "channels_for", "door_of", "fits",
    "plain", "write",
]
