/* SPDX-License-Identifier: MIT */
/*
 * How every server program starts: options, configuration, listening sockets
 * from master, privileges down, READY.
 *
 * argv of a child: program --config FILE | --dir DIR. proc_start reads the
 * time zone and the configuration, takes LISTEN/PEER messages until START,
 * drops to the profile's user and chroot when it runs as root, enters the
 * profile's filter of system calls, and returns. proc_ready tells master. Fatal
 * trouble is logged and ends the process: exit 78 for the configuration, 75 for
 * the rest.
 */
#pragma once

#include <stdbool.h>

#include "base/log.h"
#include "config/config.h"
#include "proc/control.h"
#include "proc/isolation.h"
#include "proc/sandbox_calls.h"

struct stream;

enum proc_user {
	PROC_USER_KEEP,
	PROC_USER_GATE, /* config gate_user, chroot to an empty folder */
	PROC_USER_AUTH, /* config auth_user */
	PROC_USER_MAIL, /* config mail_user */
	PROC_USER_KEYS, /* config keys_user, chroot to an empty folder */
	/* config submit_user; programs that it runs may have privileges */
	PROC_USER_SUBMIT,
};

struct proc_profile {
	const char *name; /* "gate" */
	enum proc_user user;
	enum sandbox_calls calls; /* that it may make from then on */
	/* Called with privileges, before they are dropped: load keys, open
	 * databases. May be NULL. false ends the start. */
	bool (*before_drop)(const struct config *config, struct err *err);
};

/* The name under which a child gets the file of counters. */
#define PROC_STATS "stats"

struct proc_fd {
	char name[32];
	int fd;
};

enum {
	PROC_WATCHES_MAX = 64,
	PROC_WATCH_PATH = 1024,
};

/* A file or folder and the events of inotify(7) there that wake a session. */
struct proc_watch {
	uint32_t events;
	/* What a look is to find there as long as there is nothing to tell;
	 * 0 0: whatever happens there is. */
	uint64_t seen[2];
	char path[PROC_WATCH_PATH];
};
/* What is there now; false if that can't be told. */
typedef bool proc_look(const char *path, uint32_t events, uint64_t out[2]);

struct proc {
	struct config config;
	int control; /* CONTROL_FD */
	struct proc_fd listen[64];
	unsigned listen_count;
	struct proc_fd peer[64]; /* as many as there may be gates */
	unsigned peer_count;
	/* Of a zygote whose sessions may meet others' mail; set by it before
	 * proc_serve_sessions, else NULL. */
	isolation_others *others;
	proc_look *look; /* of a zygote whose sessions are parked with `seen` */
	bool makes_links; /* its sessions make symbolic links */
	pid_t starter;    /* of starter.h, or 0 */
};

void proc_start(const struct proc_profile *profile, int argc, char **argv,
		struct proc *out);
/* The first step of proc_start, for a program that is not to run as a child. */
void proc_read_config(const char *name, int argc, char **argv,
		      struct config *out);
void proc_ready(struct proc *proc);
/* Room for that many open files, or as many as the hard limit lets; only root
 * gets more than that, so for before_drop. */
void proc_raise_file_limit(uint64_t files);
/* The fd handed over under that name, or -1. */
int proc_listen_fd(const struct proc *proc, const char *name);
int proc_peer_fd(const struct proc *proc, const char *name);

/*
 * For session zygotes: waits for SESSION messages and forks a worker for each,
 * which runs `session` and exits with its result; reaps and reports
 * SESSION_DONE. Returns the exit code for the zygote when all workers have
 * ended after STOP. STOP with CONTROL_STOP_NOW, or the end of the channel, ends
 * a worker's input: it finishes its command and leaves. So does KICK for one.
 * Of the parked ones it tells master that something has changed for them, and
 * it does not end before they are gone from its books.
 * In the worker the control channel is closed, `fd` is the client's stream,
 * which came over the session's channel (handover.h).
 * With `isolation = uid` a worker whose session has ended calls `session` again
 * for the next one, which may be another user's: so `session` closes `fd` and
 * leaves nothing behind of what it opened, kept or changed in the process.
 */
int proc_serve_sessions(struct proc *proc,
			int (*session)(const struct config *config,
				       const struct control_msg *msg, int fd));
/* In a worker: true after a stop, and when an administrator has ended the
 * session; its input has ended then. */
bool proc_is_stopping(void);
/* Why, for the client. */
const char *proc_stop_text(void);
/* Is it for this session alone? */
bool proc_is_kicked(void);
/* In a worker: what the client had sent behind its login, to be read before the
 * stream. Stays valid; empty in a session that runs for itself. */
struct span proc_session_input(void);
/* In a worker of a parked session that goes on: its record; empty in any other.
 * Stays valid. */
struct span proc_session_record(void);
/* In a worker: is there a gate that would take the client back? Not for a
 * session that runs for itself, nor once gate has ended. */
bool proc_has_gate(void);
/*
 * In a worker, as its last act for the client, with the state of its user
 * released: flushes the stream, which has no layer any more, and gives the
 * client back to gate with the input that was read already and not used. gate
 * goes on as before a login, without a greeting; the client was told so by the
 * answer that was flushed. The stream stays the caller's, to be released and
 * not used any more; false: the client is still ours, or gone.
 */
MUST_CHECK bool proc_give_back(struct stream *stream, struct err *err);

struct proc_park {
	struct span record;
	struct span
		input;    /* what came of the client's and the record has not */
	uint32_t left_ms; /* when it is woken without a cause */
	bool packed;      /* the client unpacks what it is sent (RFC 4978) */
	/* Open since before the session was told last, on the same; or -1, and
	 * the watches have `seen`. */
	int watch;
	unsigned count;
	const struct proc_watch *watches;
};

/*
 * In a worker, like proc_give_back: puts the session aside. Its client lies in
 * gate, and a new worker goes on with the record when the client speaks,
 * something changes where it watches, or its time is up. false: the session is
 * still ours.
 */
MUST_CHECK bool proc_park(struct stream *stream, const struct proc_park *park,
			  struct err *err);

/* The level named by the log_level setting; info for anything else. */
enum log_level proc_log_level(const char *word);
