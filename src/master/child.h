/* SPDX-License-Identifier: MIT */
/*
 * One child process of master: start, hand over its sockets, end, back-off.
 *
 *   DOWN ──start──▶ STARTING ──READY──▶ UP ──stop──▶ RETIRING ──exit──▶ gone
 *     ▲                │ exit             │ exit
 *     └──── back-off ──┴──────────────────┘
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "config/config.h"
#include "master/listener.h"

enum child_kind {
	CHILD_AUTH,
	CHILD_IMAP,
	CHILD_POP3,
	CHILD_MANAGESIEVE,
	CHILD_LMTP,
	CHILD_SUBMIT,
	CHILD_GATE,
	CHILD_KEYS
};
enum child_state {
	CHILD_DOWN,
	CHILD_STARTING,
	CHILD_UP,
	CHILD_RETIRING
};

struct child {
	enum child_kind kind;
	enum child_state state;
	pid_t pid;
	int control; /* -1 when down */
	int sight; /* of a zygote (proc/sight.h), of gate (visitors.h), or -1 */
	uint32_t clients;    /* how many gate may have, when it was started */
	int64_t started_ms;  /* clock_mono_ms */
	int64_t start_at_ms; /* DOWN: when to start it (again) */
	int backoff_ms;
	bool leaving; /* UP, and goes when its successor is */
};

const char *child_name(enum child_kind kind);

/* Forks and executes <program_dir>/fumikura-<name> with the control channel as
 * fd 3, sends it its listening sockets. START is sent by child_go, after the
 * peers. On failure the state stays DOWN with a later start_at_ms. */
MUST_CHECK bool child_start(struct child *child, const char *program_dir,
			    const struct config *config,
			    const struct listeners *listeners, struct err *err);
MUST_CHECK bool child_go(struct child *child, struct err *err);
/* Hands it that fd as PEER, before child_go. The fd stays the caller's. */
MUST_CHECK bool child_give(struct child *child, const char *name, int fd,
			   struct err *err);
/* A new connected pair between a and b: each gets one end as PEER with the
 * other's name. */
MUST_CHECK bool child_connect(struct child *a, struct child *b,
			      struct err *err);
/* Takes the fd of CONTROL_SIGHT. */
void child_shows(struct child *child, int sight);
/* The process has ended: DOWN with back-off (0.1 s doubling to 10 s; a run of
 * more than 10 s starts anew at once). */
void child_ended(struct child *child);
/* Starts when the other one would, if that had ended now. */
void child_follow(struct child *child, struct child *other);
