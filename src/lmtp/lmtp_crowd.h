/* SPDX-License-Identifier: MIT */
/*
 * What is counted over all workers: connections of untrusted peers, which get
 * a part of them only, so that no local user can keep the MTA out; and messages
 * that are stored for one user, so that one whose mailbox is slow can't.
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

struct lmtp_crowd_place;

struct lmtp_crowd {
	struct lmtp_crowd_place *place; /* shared: private */
	size_t places;
	size_t max; /* untrusted ones at once */
};

/* Before the first fork. One place for each of `workers`. */
MUST_CHECK bool lmtp_crowd_open(struct lmtp_crowd *crowd, size_t workers,
				struct err *err);
void lmtp_crowd_close(struct lmtp_crowd *crowd);

/* Of a new worker; there is one as long as there are no more of them. */
size_t lmtp_crowd_take(struct lmtp_crowd *crowd);
void lmtp_crowd_free(struct lmtp_crowd *crowd, size_t place);

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
