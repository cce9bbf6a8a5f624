/* SPDX-License-Identifier: MIT */
/*
 * One account source of the chain: its threads, its time limit, its part of
 * the cache. For auth_chain.c.
 *
 * A question that is not answered within the section's `timeout`, because it
 * waits or because its thread is stuck, is answered TEMP; what the thread says
 * later is dropped. While the source has trouble, users that are cached are
 * answered from there, whatever their age.
 */
#pragma once

#include <event2/event.h>

#include "account/account_source.h"
#include "auth/auth_cache.h"

/* Who is meant, copied; cut-off text can only miss. */
struct auth_subject {
	char user[256]; /* normalised */
	char service[32];
	char local_ip[64];
	char remote_ip[64];
};

enum auth_source_task {
	AUTH_SOURCE_LOOKUP,
	AUTH_SOURCE_PROVE, /* verify, or look-up if the source doesn't */
	AUTH_SOURCE_LIST,  /* a page of names behind subject.user */
	/* Stores secret, which was right, by password_rehash, unless challenge
	 * is not what is stored any more. REFUSED, whatever came of it. */
	AUTH_SOURCE_REHASH,
	/* Stores limits of the user. FOUND, or REFUSED with what keeps the
	 * source from it. */
	AUTH_SOURCE_LIMITS,
};

enum auth_source_result {
	AUTH_SOURCE_FOUND,   /* PROVE: compare the password */
	AUTH_SOURCE_STALE,   /* the same, out of an old answer */
	AUTH_SOURCE_PROVEN,  /* PROVE: it is right */
	AUTH_SOURCE_WRONG,   /* PROVE: the user is there, the proof wrong */
	AUTH_SOURCE_REFUSED, /* PROVE: wrong, and the source doesn't list
				such a user otherwise */
	AUTH_SOURCE_UNKNOWN,
	AUTH_SOURCE_TEMP,
};

enum {
	AUTH_SOURCE_PAGE = 200
};

struct auth_source_question {
	enum auth_source_task task;
	const struct auth_subject *subject;
	enum account_proof proof;
	struct span challenge;
	struct span secret;
	const struct account_limits *limits; /* LIMITS */
};

struct auth_source_answer {
	enum auth_source_result result;
	const struct account_entry *entry; /* FOUND, STALE, PROVEN */
	const struct err *err;             /* TEMP, LIMITS: REFUSED */
	char (*page)[256];                 /* LIST, FOUND */
	size_t page_count;
};

typedef void auth_source_told(void *arg,
			      const struct auth_source_answer *answer);

struct auth_source;

/* The section and the cache outlive it. ERR_SYNTAX if the section can't
 * work. */
MUST_CHECK bool auth_source_new(struct event_base *base,
				const struct config *config,
				const struct config_source *section,
				struct auth_cache *cache,
				struct auth_source **out, struct err *err);
/* Answered exactly once, maybe at once. */
void auth_source_ask(struct auth_source *source,
		     const struct auth_source_question *question,
		     auth_source_told *told, void *arg);
const struct config_source *
auth_source_section(const struct auth_source *source);
bool auth_source_can_list(const struct auth_source *source);
/* The password was right just now for the hash that the source gave. */
void auth_source_prove(struct auth_source *source,
		       const struct auth_subject *subject,
		       struct span password);
