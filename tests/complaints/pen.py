"""Everybody who writes in a case, for the tests of messages."""

from complaints.choices import Party
from complaints.models import Message
from complaints.services.messages import write_message

TEAM, BOTH, NOTE = Message.Audience.TEAM, Message.Audience.BOTH, Message.Audience.NOTE
ROOM = 7
SECRET = "O consumidor parece estar enganado."


class Pen:
    """Everybody who writes in one case; each message with a form of its own."""

    def __init__(self, case, cast):
        self.case, self.cast, self.forms = case, cast, 0

    def write(self, body, author, party, audience=TEAM, room=None, **options):
        self.forms += 1
        return write_message(
            self.case, body, author=author, party=party, form_key=f"form {self.forms}", audience=audience, room=room,
            **options,
        )

    def maria(self, body="Alguma novidade?", audience=TEAM, room=None, **options):
        return self.write(body, self.cast.consumer, Party.BUYER, audience, room, **options)

    def ana(self, body="Estamos vendo.", audience=TEAM, room=None, **options):
        return self.write(body, self.cast.agent, Party.STAFF, audience, room, **options)

    def seller(self, body="Mandei ontem.", room=ROOM, **options):
        return self.write(body, None, Party.SELLER, BOTH, room, **options)

    def note(self, body=SECRET, **options):
        return self.ana(body, NOTE, **options)
