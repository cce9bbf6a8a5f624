/* SPDX-License-Identifier: MIT */
/*
 * A zygote's workers, in a plain array: which session each has, whether it
 * waits for one, and when it is killed if it does not end.
 *
 * One that was to end has a date, and is not given a session again; so a signal
 * never meets a session that it was not meant for.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct worker {
	pid_t pid;
	uint32_t id;     /* of its session */
	uint32_t turn;   /* which of that session's workers it is */
	bool idle;       /* it has none */
	bool parked;     /* its session lies in gate */
	uint32_t page;   /* of the book (sight.h) */
	int64_t kill_ms; /* it was to end by then (clock_mono_ms); 0: not */
	int next; /* takes sessions to it; -1: it ends with the one it has */
};

/* Zero has none. */
struct workers {
	struct worker *worker;
	size_t count;
	size_t space;
	size_t kicks; /* that have a kill_ms */
	size_t idle;  /* that wait for a session, with a way to it */
};

void workers_release(struct workers *workers);
void workers_add(struct workers *workers, const struct worker *worker);
/* The last one takes its place. What it had is the caller's to end before. */
void workers_remove(struct workers *workers, struct worker *worker);
/* NULL: none of ours. */
struct worker *workers_find(struct workers *workers, pid_t pid);
/* One that waits; NULL: none does. */
struct worker *workers_find_idle(struct workers *workers);
/* It has a session, or waits for one. */
void workers_set_idle(struct workers *workers, struct worker *worker,
		      bool idle);
/* It is given no session any more, and ends when it has none. */
void workers_let_go(struct workers *workers, struct worker *worker);

/* Ends the session; its worker is killed after the grace. One that is parked is
 * master's to wake. */
void workers_kick(struct workers *workers, uint32_t session, int64_t grace_ms);
void workers_kill_late(struct workers *workers);
/* For poll(): when workers_kill_late is due, no later than after `due` ms; -1:
 * never. */
int workers_due_ms(const struct workers *workers, int due);
