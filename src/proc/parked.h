/* SPDX-License-Identifier: MIT */
/*
 * What a zygote knows of the parked sessions that its workers have left: which
 * files say that something has changed for them. One inotify instance for all.
 *
 *   worker ─note─▶ parked_take ─▶ parked_add ─▶ … ─▶ parked_next (changed)
 *                                             └───▶ parked_wake (by its client)
 *
 * What happened before the zygote had its watch is seen by a look behind it,
 * which finds something else than the session was told of; or in the worker's
 * own watch, which a note brings where times tell too little. So nothing falls
 * between them. Where no watch is to be had, something is taken to have changed
 * every half a minute.
 *
 * The watches of a woken session stay for its next park, which is mostly of the
 * same mailbox, unless something happens there meanwhile.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "base/check.h"
#include "base/err.h"
#include "proc/proc.h"

enum parked_kind {
	PARKED_NOT, /* after all */
	PARKED_IN_GATE,
	/* The worker has nothing of its session any more and would take the
	 * next one. */
	PARKED_WORKER_FREE,
};

/* From a worker, of its session. Which worker's the kernel says, so that none
 * can speak of another's. */
struct parked_note {
	uint32_t kind; /* enum parked_kind */
	uint32_t count;
	struct proc_watch watch[PROC_WATCHES_MAX];
};

struct parked;

/* look: of the program, or NULL. */
struct parked *parked_new(proc_look *look);
void parked_free(struct parked **parked);
/* In a worker: leaves what is the zygote's; the end for its notes. */
int parked_leave(struct parked *parked);
/* To take notes, or look for changes, when they are readable; -1: none yet. */
int parked_notes_fd(const struct parked *parked);
int parked_changes_fd(const struct parked *parked);
/* When parked_next is to be called at the latest, in ms; -1: never. */
int parked_due_ms(const struct parked *parked);

/* In a worker. watch: readable when something has changed, or -1. */
MUST_CHECK bool parked_send(int notes_end, const struct parked_note *note,
			    int watch, struct err *err);
/* false: there is no note now. *out_sender: the worker's process, 0 for a note
 * that is none. *out_watch becomes the caller's, or -1. */
bool parked_take(struct parked *parked, struct parked_note *out,
		 pid_t *out_sender, int *out_watch);
/* watch: the one of the note, or -1; not kept. A session that is known already
 * has only the new ones then: a worker may say so again and again. */
void parked_add(struct parked *parked, uint32_t session,
		const struct parked_note *note, int watch);
/* It has a worker again. Unknown ones are none, here and in parked_forget. */
void parked_wake(struct parked *parked, uint32_t session);
void parked_forget(struct parked *parked, uint32_t session);
void parked_forget_all(struct parked *parked);
/* One for which something has changed; it counts as woken. false: no more. */
bool parked_next(struct parked *parked, uint32_t *out_session);
/* Without the woken ones. */
size_t parked_count(const struct parked *parked);
