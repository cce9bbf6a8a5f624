# SPDX-License-Identifier: MIT
"""Mailbox metadata, set and read by the admin command, and annotations of messages, by store_look: a part of the
World of test_model."""
from model import USER, need
from modseq import annotate, utf8

ENTRIES = ["/shared/comment", "/private/comment", "/shared/vendor/a/b"]
MESSAGE_ENTRIES = ["/comment", "/altsubject", "/vendor/a/b"]


class Notes:
    def a_value(self):
        """None: it is to be removed."""
        return None if self.rng.random() < 0.25 else f"value{self.new_cid()}" + "x" * self.rng.choice([0, 1, 900])

    def do_note(self):
        name, entry = self.pick(self.boxes), self.rng.choice(ENTRIES)
        notes, value = self.boxes[name].notes, self.a_value()
        self.say("metadata", name, entry, value and value[:12])
        done = self.server.run("mailbox", "metadata", USER, utf8(name), entry, *(["--remove"] if value is None else [value]))
        need(done.returncode == 0 or value is None and (entry not in notes.now or notes.soft),
             "metadata", name, entry, done)
        notes.set(entry, value)

    def do_annotate(self):
        """Perhaps killed while it does so."""
        name, entry, value = self.pick(self.boxes), self.rng.choice(MESSAGE_ENTRIES), self.a_value()
        uid = self.pick(self.boxes[name].messages)
        if not uid:
            return
        delay = self.rng.choice([None, None, None, 0.002, 0.005, 0.02, 0.05])
        self.say("annotate", name, uid, entry, value and value[:12], "killed after", delay)
        words = [utf8(name), str(uid), entry] + ([value] if value else [])
        for _ in range(3):
            code, problem = annotate(self.root, words, delay)
            if code == 0 or delay is not None or not self.flipped:
                break
        need(code == 0 or delay is not None, "annotate", name, uid, code, problem)
        notes = self.boxes[name].messages[uid].notes
        notes.soft |= code != 0
        notes.set(entry, value)

    def check_notes(self):
        for name, box in self.boxes.items():
            if not box.notes.now and not box.notes.soft and self.rng.random() < 0.9:
                continue
            done = self.server.run("mailbox", "metadata", USER, utf8(name))
            need(done.returncode == 0, "metadata", name, done)
            rows = [line.split(None, 1) for line in done.stdout.splitlines()]
            box.notes.settle({row[0]: row[1].strip() if len(row) > 1 else "" for row in rows}, name, "metadata")
