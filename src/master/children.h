/* SPDX-License-Identifier: MIT */
/*
 * The table of master's children. It has fixed slots, so that a pointer to a
 * child stays good; a retired child keeps its slot until its process is gone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "config/config.h"
#include "master/child.h"
#include "proc/control.h"

enum {
	CHILDREN_MAX = 256,
};

/* pid 0 and retiring: a free slot. Master walks through it at each turn, and
 * that ends where no child has been yet. */
struct children {
	struct child child[CHILDREN_MAX];
	unsigned used;
};

void children_init(struct children *children);
/* Those that the configuration wants, to be started. */
void children_add_all(struct children *children, const struct config *config);
bool children_is_running(const struct child *child);
/* The one that serves; NULL: none does. */
struct child *children_find_up(struct children *children, enum child_kind kind);
/* gate and auth speak to each other directly: a new one of them gets a way to
 * all others. */
MUST_CHECK bool children_connect(struct children *children, struct child *child,
				 struct err *err);
/* Has a successor of it started, once, when it would be if this one had ended.
 */
void children_renew(struct children *children, struct child *child);
/* It has become ready: those that wait for that are told to stop. */
void children_relieve(struct children *children, const struct child *child);
/* Tells all to stop. Their slots are free when they have ended. */
void children_retire_all(struct children *children, enum control_stop how);
/* When the next one that is down is to start (clock_mono_ms), or `latest`. */
int64_t children_next_start_ms(const struct children *children, int64_t latest);
/* Have all ended? too_late: who has not is killed. */
bool children_are_gone(const struct children *children, bool too_late);
