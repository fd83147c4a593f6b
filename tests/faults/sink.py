"""A real SMTP server in the test's process: it records every letter it takes, and can be told to misbehave."""

import asyncio
import email
import email.policy
import random
import re
import threading
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP

from complaints.reference import ALPHABET

MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)
CASE_LINK = re.compile(rf"/cases/([{ALPHABET}]{{8}})/")
DROP = "drop"
TAKEN = "250 taken"


@dataclass
class Letter:
    """A letter that was taken."""

    message_id: str
    content: bytes
    session: "Session"

    @property
    def message(self):
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def cases(self):
        """The references of the cases the letter speaks of."""
        return set(CASE_LINK.findall(self.message.get_body(("plain",)).get_content()))


@dataclass
class Session:
    """One connection: who listens at the address it came to, what it brought, and how it ended."""

    owner: str
    letters: list = field(default_factory=list)
    said_goodbye: bool = False
    is_over: bool = False

    @property
    def was_cut(self):
        return self.is_over and not self.said_goodbye


class Desk:
    """Takes the letters of one connection."""

    def __init__(self, sink, session):
        self.sink, self.session = sink, session

    async def handle_DATA(self, server, session, envelope):
        found = MESSAGE_ID.search(envelope.original_content)
        message_id = found[1].decode() if found else ""
        answer = self.sink.answer_to(message_id)
        # Slow on both sides of the moment that counts, so that a sender can die before and after it.
        await asyncio.sleep(self.sink.pause())
        if answer == DROP:
            server.transport.abort()
            return "421 gone"
        if answer == TAKEN:
            letter = Letter(message_id, envelope.original_content, self.session)
            self.session.letters.append(letter)
            self.sink.letters.append(letter)
        await asyncio.sleep(self.sink.pause())
        return answer

    async def handle_QUIT(self, server, session, envelope):
        self.session.said_goodbye = True
        return "221 goodbye"


class Line(SMTP):
    """A connection that notes its end, and can break while a letter comes in."""

    async def smtp_DATA(self, arg):
        if self.event_handler.sink.breaks:
            self.event_handler.sink.breaks -= 1
            await self.push("354 go on")
            await self._reader.read(40)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    def connection_lost(self, error):
        self.event_handler.session.is_over = True
        super().connection_lost(error)


class Sink:
    """Any number of addresses, served by one thread.

    `script` maps a Message-ID (or "*") to the answers of its next tries, used up from the left.
    `refuse_first` says of a Message-ID whether its first try is put off with 451. `breaks` is how
    many letters lose the connection halfway.
    """

    def __init__(self):
        self.letters, self.sessions = [], []
        self.script, self.refused = {}, set()
        self.refuse_first = lambda message_id: False
        self.breaks = 0
        self.longest_pause = 0
        self.random = random.Random(20261122)
        self.servers = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def pause(self):
        return self.random.uniform(0, self.longest_pause)

    def answer_to(self, message_id):
        for name in (message_id, "*"):
            if self.script.get(name):
                return self.script[name].pop(0)
        if message_id not in self.refused and self.refuse_first(message_id):
            self.refused.add(message_id)
            return "451 come back later"
        return TAKEN

    def listen(self, owner, port=0):
        """Open an address for `owner`, at a free port or the one given, and return its port."""

        def connected():
            session = Session(owner)
            self.sessions.append(session)
            return Line(Desk(self, session), hostname="sink.example", loop=self.loop)

        async def open_server():
            return await self.loop.create_server(connected, "127.0.0.1", port)

        server = asyncio.run_coroutine_threadsafe(open_server(), self.loop).result(10)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    def stop_listening(self):
        """Close every address; connections refuse from then on."""
        for server in self.servers:
            self.loop.call_soon_threadsafe(server.close)

    def close(self):
        """Stop listening, hang up and end the thread."""

        async def stop():
            for server in self.servers:
                server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()
