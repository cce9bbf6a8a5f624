/* SPDX-License-Identifier: MIT */
/*
 * What is counted over all workers: connections of untrusted peers, which get
 * a part of them only, so that no local user can keep the MTA out; messages
 * that are stored for one user, so that one whose mailbox is slow can't; and
 * who is busy, so that the pool need not be told of each connection.
 *
 * A table shared by the pool and its workers, a place for each worker. The
 * pool takes and frees places, so that a worker that dies leaves nothing
 * behind; a worker writes to its own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "base/err.h"

struct lmtp_crowd_table;

struct lmtp_crowd {
	struct lmtp_crowd_table *table; /* shared: private */
	size_t places;
	size_t max; /* untrusted ones at once */
};

/* Before the first fork. One place for each of `workers`. */
MUST_CHECK bool lmtp_crowd_open(struct lmtp_crowd *crowd, size_t workers,
				struct err *err);
void lmtp_crowd_close(struct lmtp_crowd *crowd);
/* What is forked from here on does not have the table. */
void lmtp_crowd_hide(const struct lmtp_crowd *crowd);

/* Of a new worker; there is one as long as there are no more of them. */
size_t lmtp_crowd_take(struct lmtp_crowd *crowd);
void lmtp_crowd_free(struct lmtp_crowd *crowd, size_t place);

/* The worker has a connection. Returns how many have none. */
size_t lmtp_crowd_busy(const struct lmtp_crowd *crowd, size_t place);
/* It has none any more. */
void lmtp_crowd_rest(const struct lmtp_crowd *crowd, size_t place);
size_t lmtp_crowd_idle(const struct lmtp_crowd *crowd);
/* The fewest idle ones at any time since this was asked last. */
size_t lmtp_crowd_idle_low(const struct lmtp_crowd *crowd);

/* false: there are too many already. */
MUST_CHECK bool lmtp_crowd_enter(const struct lmtp_crowd *crowd, size_t place);
void lmtp_crowd_leave(const struct lmtp_crowd *crowd, size_t place);

/* Are fewer than max messages being stored for that user? 0: no limit. */
bool lmtp_crowd_has_room(const struct lmtp_crowd *crowd, const char *user,
			 size_t max);
/* false: max are already. Two who begin at once may both be sent away. */
MUST_CHECK bool lmtp_crowd_begin(const struct lmtp_crowd *crowd, size_t place,
				 const char *user, size_t max);
void lmtp_crowd_end(const struct lmtp_crowd *crowd, size_t place);
