# SPDX-License-Identifier: MIT
"""
What the peers were told, and when: the time is the number of entries that the
disk's log had.

A message (token) and a mailbox (box) have a history of steps. Each step has
the time before the command and that after its OK; from the first on it may,
from the second on it must have happened. The steps of one history never
overlap, so after a cut there are at most two states to be found.
"""
import threading


class Step:
    def __init__(self, start, state):
        self.start, self.end, self.state = start, None, state


class History:
    def __init__(self, state):
        self.steps, self.first = [], state

    def begin(self, start, state):
        self.steps.append(Step(start, state))
        return self.steps[-1]

    def now(self):
        return self.steps[-1].state if self.steps else self.first

    def settled(self):
        return all(step.end is not None for step in self.steps)

    def at(self, cut):
        """The states that may be found after the cut."""
        sure, maybe = self.first, []
        for step in self.steps:
            if step.end is not None and step.end <= cut:
                sure = step.state
            elif step.start <= cut:
                maybe.append(step.state)
        return [sure] + maybe


class Token(History):
    """Its state: {box: flags}."""

    def __init__(self, name, message):
        super().__init__({})
        self.name, self.message = name, message
        self.uid = {}


class Box(History):
    """Its state: the mailbox's name; None: it is not there."""

    def __init__(self, name, is_inbox=False):
        super().__init__(name if is_inbox else None)
        self.uidvalidity = None


class Ledger:
    """Of one user."""

    def __init__(self):
        self.lock = threading.Lock()
        self.tokens = {}
        self.inbox = Box("INBOX", True)
        self.boxes = [self.inbox]
        self.told = []  # (time, box, uid, token's name)
        self.heard = []  # (time, box, what SELECT said)
        self.seen = []   # (time, mailboxes as store_look tells of them)

    def add(self, name, message):
        with self.lock:
            token = self.tokens[name] = Token(name, message)
        return token

    def tell(self, time, box, uid, name):
        with self.lock:
            self.told.append((time, box, uid, name))

    def hear(self, time, box, selected):
        with self.lock:
            self.heard.append((time, box, selected))
