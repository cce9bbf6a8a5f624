/* SPDX-License-Identifier: MIT */
/* One source and a question to it; for the auth_source files only. */
#pragma once

#include "account/account_source.h"
#include "auth/auth_pool.h"
#include "auth/auth_source.h"

struct auth_source {
	const struct config *config;
	const struct config_source *section;
	const struct account_source_kind *kind;
	struct auth_cache *cache;
	/* The loop's own handle, for look-ups that wait for nobody; or NULL. */
	struct account_source *here;
	struct auth_pool *lookups;
	/* The same, unless proving may be slow: mail has to be delivered while
	 * passwords are guessed. */
	struct auth_pool *proofs;
	unsigned varies;
	struct event *timer; /* for the first that waits */
	struct auth_source_job *first, *last;
	bool failed; /* said in the log already */
};

struct auth_source_job {
	struct auth_job job; /* first */
	struct auth_source *source;
	struct auth_source_job *before, *behind; /* who waits */
	int64_t due_ms;
	bool waiting;
	auth_source_told *told;
	void *arg;
	enum auth_source_task task;
	struct auth_subject subject;
	enum account_proof proof;
	char *challenge;
	size_t challenge_len;
	char *secret;
	size_t secret_len;
	struct account_limits limits;
	/* by the thread */
	enum auth_source_result result;
	struct account_entry entry;
	struct err err;
	char (*page)[256];
	size_t page_count;
};
