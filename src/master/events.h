/* SPDX-License-Identifier: MIT */
/*
 * A set of fds of which some become readable: what master waits for. Each has a
 * number that says whose it is. To wait costs nothing for those that are quiet.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"

/* An fd that itself polls as readable when one in the set does; -1: none left.
 */
int events_open(void);
MUST_CHECK bool events_add(int set, int fd, uint32_t whose, struct err *err);
/* One that is not looked at for a while, and again. */
void events_rest(int set, int fd);
void events_resume(int set, int fd, uint32_t whose);
/* Takes it out of the set. Before it is closed: the set would go on to report
 * it while a process that was just forked has a copy. */
void events_remove(int set, int fd);
/* At most count numbers of such that are readable, after timeout_ms at the
 * latest; how many. */
unsigned events_wait(int set, int timeout_ms, unsigned count,
		     uint32_t out_whose[]);
