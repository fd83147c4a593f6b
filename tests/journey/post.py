"""A mailbox for the journey: a real SMTP server that keeps what it is given until somebody reads it."""

import email
import email.policy
import threading
import time

from aiosmtpd.controller import Controller

PATIENCE = 30


class PostOffice:
    """Takes mail on a free port of this machine; each letter is read once."""

    def __init__(self):
        self.unread, self.arrival = [], threading.Condition()
        # Port 0: the system gives a free one, known once the server listens.
        self.controller = FreePortController(self, hostname="127.0.0.1", port=0)
        self.controller.start()
        self.port = self.controller.server.sockets[0].getsockname()[1]

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (the name aiosmtpd calls)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.arrival:
            self.unread.append(letter)
            self.arrival.notify_all()
        return "250 kept"

    def read(self, to, *words):
        """Return the next unread letter to `to` whose subject has all `words`; None when none comes."""
        until = time.monotonic() + PATIENCE
        with self.arrival:
            while True:
                for letter in self.unread:
                    if to in letter["to"] and all(word in letter["subject"] for word in words):
                        self.unread.remove(letter)
                        return letter
                left = until - time.monotonic()
                if left <= 0:
                    return None
                self.arrival.wait(left)

    def unread_subjects(self):
        """Return the subjects of what nobody has read."""
        with self.arrival:
            return [letter["subject"] for letter in self.unread]

    def close(self):
        self.controller.stop()


class FreePortController(Controller):
    """aiosmtpd's server, which knocks on the port it was asked for: on port 0, knock on the one it got."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def text_of(letter):
    """Return the plain text of a letter."""
    return letter.get_body(("plain",)).get_content()


def html_of(letter):
    """Return the HTML of a letter."""
    return letter.get_body(("html",)).get_content()
