/* SPDX-License-Identifier: MIT */
/*
 * The scripts of the last deliveries, kept opened in this process
 * (sieve_kept_memory), so that the next ones need not read them.
 *
 * One counts as long as its file is the same and was not written to: device,
 * inode, size and both times of change, to the nanosecond. A file that changed
 * only just before it was read is not kept, since a file system may tell two
 * changes so close together by no time. Who may read a file was asked when it
 * was read; that is why the path is the key, which begins with the home. A
 * text, as an account's, is the same as long as its bytes are.
 */
#pragma once

#include <stdint.h>
#include <sys/stat.h>

#include "deliver/deliver_script.h"
#include "sieve/sieve_host.h"

enum {
	DELIVER_KEPT_PLACES = 1024 /* at most so many scripts */
};

struct deliver_kept_script;

struct deliver_kept {
	struct deliver_kept_script *place[DELIVER_KEPT_PLACES];
	unsigned hand; /* the next to go, if there is no room */
	uint64_t bytes, max_bytes;
};

/* A script of a file, or of a text, which is its own key. */
struct deliver_kept_key {
	const char *path;
	struct span text;       /* ptr NULL: it has a file */
	const char *name;       /* as the script is called */
	enum sieve_place place; /* links are followed for SIEVE_GLOBAL alone */
};

void deliver_kept_init(struct deliver_kept *kept, uint64_t max_bytes);
void deliver_kept_release(struct deliver_kept *kept);
/*
 * To be closed as any other; NULL: it isn't kept, or no longer as it was. Then
 * *out_now is the file as it is before it is read, for deliver_kept_add, or
 * has no st_mode.
 */
struct deliver_script *deliver_kept_find(struct deliver_kept *kept,
					 const struct deliver_kept_key *key,
					 struct stat *out_now);
/* What was read of that file, if it still is that one (st:
 * deliver_kept_find's); now: clock_now() before it was read. */
void deliver_kept_add(struct deliver_kept *kept,
		      const struct deliver_kept_key *key, const struct stat *st,
		      int64_t now, struct deliver_script *script);
