# SPDX-License-Identifier: MIT
"""Mailbox metadata, set and read by the admin command: a part of the World of test_model."""
from model import USER, need

ENTRIES = ["/shared/comment", "/private/comment", "/shared/vendor/a/b"]


class Notes:
    def do_note(self):
        name, entry = self.pick(self.boxes), self.rng.choice(ENTRIES)
        box = self.boxes[name]
        value = None if self.rng.random() < 0.25 else f"value {self.new_cid()} " + "x" * self.rng.choice([0, 1, 900])
        self.say("metadata", name, entry, value and value[:12])
        done = self.server.run("mailbox", "metadata", USER, name, entry, *(["--remove"] if value is None else [value]))
        known = entry in box.notes
        need(done.returncode == 0 or value is None and (not known or box.notes_soft), "metadata", name, entry, done)
        if value is None:
            box.notes.pop(entry, None)
        else:
            box.notes[entry] = value

    def check_notes(self):
        """What is there was set, and nothing that was set is missing, unless its file was damaged."""
        for name, box in self.boxes.items():
            if not box.notes and not box.notes_soft and self.rng.random() < 0.9:
                continue
            done = self.server.run("mailbox", "metadata", USER, name)
            need(done.returncode == 0, "metadata", name, done)
            rows = [line.split(None, 1) for line in done.stdout.splitlines()]
            found = {row[0]: row[1].strip() if len(row) > 1 else "" for row in rows}
            wanted = {entry: value.strip() for entry, value in box.notes.items()}
            if box.notes_soft:
                need(found.items() <= wanted.items(), name, "metadata", found, "of", wanted)
                box.notes = {entry: value for entry, value in box.notes.items() if entry in found}
                box.notes_soft = False
            else:
                need(found == wanted, name, "metadata", found, "and not", wanted)
