"""The broker that needs no server: kombu's file-system transport, with messages that appear whole.

kombu opens a message's file under its final name and writes after: a worker that looks in
between reads an empty message and stops for good. Here the file gets its name when it is complete.
"""

import os
import uuid
from time import monotonic

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

SCHEME = "wholefiles"


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        """Put a message on a queue: write, then rename."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"
        folder = self.data_folder_out
        unfinished = os.path.join(folder, f"{name}.unfinished")
        with open(unfinished, "wb") as file:
            file.write(str_to_bytes(dumps(payload)))
        os.replace(unfinished, os.path.join(folder, f"{name}.{queue}.msg"))


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = "config.broker:Transport"
