/* SPDX-License-Identifier: MIT */
/*
 * Every record that can be reached in the bytes of an environment, damaged or
 * not, without LMDB: pages are read one by one, and what is wrong is told and
 * passed over. Nothing is written.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/span.h"

struct index_dump_pages {
	int fd;
	uint64_t page;      /* bytes of one; 0: no environment at all */
	uint64_t file_size; /* bytes */
	uint64_t txnid;     /* of the newer good meta page */
	uint64_t pages;     /* allocated, as that says */
	uint64_t root;
	unsigned depth;
};

/* Looks at the meta pages of an open file and takes the newer good one, or,
 * with txnid, the one of that snapshot. false: there is none. */
MUST_CHECK bool index_dump_walk_begin(int fd, uint64_t txnid,
				      struct index_dump_pages *out);

/* Called in the order of the keys; spans are valid during the call. */
struct index_dump_walk_sink {
	void (*record)(void *arg, struct span key, struct span value);
	void (*damage)(void *arg, uint64_t page, const char *what);
	void *arg;
};
void index_dump_walk(const struct index_dump_pages *pages,
		     const struct index_dump_walk_sink *sink);
