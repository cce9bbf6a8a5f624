# SPDX-License-Identifier: MIT
"""Many processes at one user at once: a part of the World of test_model."""
import os
import re
import signal
import subprocess
import threading
import time

from conftest import system
from model import USER, Gone, Message, content_of, need
from modseq import store_look

SESSIONS, DELIVERERS = 8, 4


class Job:
    """What one thread does; what it means for the model if it was done, and if it was cut off."""

    def __init__(self, text, work, done, cut, session=None):
        self.text, self.work, self.done, self.cut, self.session = text, work, done, cut, session
        self.result = None

    def run(self):
        try:
            self.result = self.work()
        except Exception as why:
            self.result = why


class Crowd:
    killing = False

    def do_several_at_once(self):
        """Sessions, deliveries and appends in parallel, on different messages."""
        self.at_once(self.session_jobs() + [self.deliver_job()])

    def do_crowd(self, *killers):
        """As many processes of all kinds as a busy user may have."""
        while len(self.sessions) < SESSIONS:
            self.open_session()
        self.killing = bool(killers)
        if killers:
            self.excuse()
        jobs = self.session_jobs() + [self.deliver_job() for _ in range(DELIVERERS)]
        self.at_once(jobs + [self.lda_job(), self.check_job(), self.look_job(), *killers])
        self.killing = False
        while len(self.sessions) > 3:
            self.sessions.pop(self.rng.randrange(len(self.sessions))).close()

    def evil_crowd(self):
        """The same, and some of them are killed in the midst of it."""
        kinds = self.rng.choices(["imap", "imap", "imap", "lmtp", "lda", "auth", "gate", "master", "fumikura"], k=3)
        self.do_crowd(*[self.kill_job(kind, self.rng.choice([0.001, 0.003, 0.01, 0.03, 0.1])) for kind in kinds])
        self.revive()

    def revive(self):
        if self.server.process.poll() is not None:
            self.server.log.close()
            self.server.start()
        self.server.wait_ready()
        self.excuse()

    def at_once(self, jobs):
        self.say("at once:", [job.text for job in jobs])
        threads = [threading.Thread(target=job.run) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for job in jobs:
            if isinstance(job.result, Gone):
                if job.session in self.sessions:
                    self.ended(job.session, job.result)
                job.cut()
            elif isinstance(job.result, Exception):
                raise job.result
            else:
                job.done(job.result)
        self.settle_late()

    # ---- what they do ----

    def session_jobs(self):
        jobs, taken = [], set()
        for session in list(self.sessions):
            if session.doomed or not session.name or session.read_only or session.idle:
                continue
            uids = [uid for uid, _ in session.view if uid in self.boxes[session.name].messages and
                    (session.name, uid) not in taken]
            if uids:
                uids = self.some(uids)
                taken |= {(session.name, uid) for uid in uids}
                jobs.append(self.session_job(session, uids))
        return jobs

    def session_job(self, session, uids):
        kind = self.rng.choice(["STORE", "COPY", "MOVE", "APPEND"])
        if kind == "APPEND":
            return self.append_job(session)
        if kind == "STORE":
            return self.store_job(session, uids)
        source, name = self.boxes[session.name], self.pick(self.boxes)
        target = self.boxes[name]
        text = f'UID {kind} {",".join(map(str, uids))} "{name}"'

        def done(answer):
            need(answer[0] == "OK", text, answer)
            self.late.append((kind, source, target, uids,
                              " ".join([answer[1]] + [line.decode() for line in answer[2]])))
        return Job(text, lambda: session.command(text), done,
                   lambda: self.cut_off_copy(kind, source, target, uids), session)

    def append_job(self, session):
        name = self.pick(self.boxes)
        text, message = self.append_text(name, self.new_cid())

        def done(answer):
            need(answer[0] == "OK", text, answer)
            self.late.append((name, message, answer[1]))
        return Job(text, lambda: session.command(text, content_of(message.cid)), done,
                   lambda: self.boxes[name].maybe.append(message), session)

    def store_job(self, session, uids):
        source = self.boxes[session.name]
        text, change, silent = self.store_text(session, uids)
        text = re.sub(r"^(UID )?STORE \S+", "UID STORE " + ",".join(map(str, uids)), text)

        def done(answer):
            need(answer[0] == "OK", text, answer)
            self.stored(session, source, uids, change, silent)

        def cut():
            for uid in uids:
                source.messages[uid].or_flags.append(change(source.messages[uid].flags))
        return Job(text, lambda: session.command(text), done, cut, session)

    def deliver_job(self):
        contents = [self.new_cid() for _ in range(self.rng.randint(1, 3))]
        inbox = self.boxes["INBOX"]

        def done(count):
            need(count == len(contents) or self.killing, "LMTP took", count, "of", contents)
            inbox.pending += [Message(cid) for cid in contents[:count]]
            inbox.maybe += [Message(cid) for cid in contents[count:]]
        return Job(f"LMTP {contents}", lambda: self.lmtp([content_of(cid) for cid in contents]), done, None)

    def lda_job(self):
        cid, inbox = self.new_cid(), self.boxes["INBOX"]

        def done(process):
            need(process.returncode == 0 or self.killing, "LDA", process.returncode, process.stderr)
            (inbox.maybe if process.returncode else inbox.pending).append(Message(cid))
        return Job(f"LDA {cid}", lambda: self.server.deliver(USER, content_of(cid)), done, None)

    def check_job(self):
        """It may be surprised by others at work, but must come to an end."""
        def done(process):
            need(process.returncode in (0, 1) or self.killing, "index check:", process.returncode, process.stdout,
                 process.stderr)
        return Job("index check", lambda: self.server.run("index", "check", USER), done, None)

    def look_job(self):
        def done(process):
            need(process.returncode == 0 or "no such mailbox" in process.stderr.lower(), "store_look:",
                 process.returncode, process.stderr)
        return Job("store_look", lambda: store_look(self.root), done, None)

    def kill_job(self, kind, delay):
        def work():
            time.sleep(delay)
            if kind == "master":
                self.server.process.kill()
                self.server.process.wait()
                return
            pids = [pid for pid, _ in self.server.children(kind)] if kind in ("imap", "lmtp", "auth", "gate") \
                else pids_of(system.BUILD / ("fumikura-lda" if kind == "lda" else "fumikura"), self.server.dir)
            for pid in pids[::2]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        return Job(f"kill {kind} after {delay}", work, lambda _: None, None)

    # ---- what came of it ----

    def settle_late(self):
        """What happened at once, in the order of the UIDs that it got."""
        def first(one):
            text = one[-1]
            return int(re.search(r"(?:APPENDUID \d+|COPYUID \d+ \S+) (\d+)", text).group(1))
        for one in sorted(self.late, key=first):
            if len(one) == 3:
                self.appended(one[0], one[2], one[1])
            else:
                self.copied(*one)
        self.late = []


def pids_of(program, directory):
    """Of the commands that this test itself has started."""
    out = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in out.splitlines()
            if f" {program} " in line and str(directory) in line and " serve " not in line]
