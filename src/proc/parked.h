/* SPDX-License-Identifier: MIT */
/*
 * What a zygote knows of the parked sessions that its workers have left: which
 * files say that something has changed for them. One inotify instance for all.
 *
 *   worker ─note─▶ parked_take ─▶ … ─▶ parked_next (changed, forgotten)
 *                                └───▶ parked_forget (woken by its client)
 *
 * A note brings the worker's own watch: what happened before the zygote had its
 * own is seen in that, so nothing falls between them. Where no watch is to be
 * had, something is taken to have changed every half a minute.
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

struct parked *parked_new(void);
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
/* watch: the one of the note, not kept. A session that is known already has
 * only the new ones then: a worker may say so again and again. */
void parked_add(struct parked *parked, uint32_t session,
		const struct parked_note *note, int watch);
/* Unknown ones are none. */
void parked_forget(struct parked *parked, uint32_t session);
void parked_forget_all(struct parked *parked);
/* One for which something has changed; it is forgotten. false: no more. */
bool parked_next(struct parked *parked, uint32_t *out_session);
size_t parked_count(const struct parked *parked);
