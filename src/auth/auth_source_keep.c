/* SPDX-License-Identifier: MIT */
#include "auth/auth_source_keep.h"

#include <string.h>

#include "auth/auth_source_priv.h"
#include "base/clock.h"
#include "base/x.h"

enum {
	KEY_MAX = 1 + sizeof(struct auth_subject),
};

/* The source, and of the subject what its answers depend on. */
static struct span key_of(const struct auth_source *source,
			  const struct auth_subject *subject, char out[KEY_MAX])
{
	const struct {
		unsigned varies;
		const char *text;
	} parts[] = {
		{ ACCOUNT_BY_USER, subject->user },
		{ ACCOUNT_BY_SERVICE, subject->service },
		{ ACCOUNT_BY_LOCAL_IP, subject->local_ip },
		{ ACCOUNT_BY_REMOTE_IP, subject->remote_ip },
	};
	size_t len = 1;

	out[0] = (char)(source->section - source->config->source);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t size = strlen(parts[i].text) + 1;

		if ((parts[i].varies & source->varies) != parts[i].varies)
			continue;
		memcpy(out + len, parts[i].text, size);
		len += size;
	}
	return span_make(out, len);
}

void auth_source_keep_answer(const struct auth_source_job *job)
{
	struct auth_cache *cache = job->source->cache;
	int64_t now = clock_mono_ms();
	char space[KEY_MAX];
	struct span key = key_of(job->source, &job->subject, space);

	if (job->result == AUTH_SOURCE_FOUND ||
	    job->result == AUTH_SOURCE_PROVEN)
		auth_cache_put(cache, key, now, &job->entry);
	else if (job->result == AUTH_SOURCE_UNKNOWN)
		auth_cache_put(cache, key, now, NULL);
	if (job->result == AUTH_SOURCE_PROVEN &&
	    job->proof == ACCOUNT_PROOF_PASSWORD)
		auth_cache_prove(cache, key, now,
				 span_make(job->secret, job->secret_len));
}

void auth_source_keep_proof(struct auth_source *source,
			    const struct auth_subject *subject,
			    struct span password)
{
	char space[KEY_MAX];

	auth_cache_prove(source->cache, key_of(source, subject, space),
			 clock_mono_ms(), password);
}

static bool is_proven(const struct auth_source *source,
		      const struct auth_source_question *q, int64_t max_age_ms)
{
	char space[KEY_MAX];

	return q->proof == ACCOUNT_PROOF_PASSWORD &&
	       auth_cache_is_proven(source->cache,
				    key_of(source, q->subject, space),
				    clock_mono_ms(), max_age_ms, q->secret);
}

bool auth_source_keep_fresh(struct auth_source *source,
			    const struct auth_source_question *q,
			    struct account_entry *space,
			    struct auth_source_answer *out)
{
	int64_t ttl = (int64_t)source->config->auth_cache_ttl * 1000;
	bool prove = q->task == AUTH_SOURCE_PROVE;
	enum auth_cache_hit hit;
	char key[KEY_MAX];

	hit = auth_cache_get(source->cache, key_of(source, q->subject, key),
			     clock_mono_ms(), space);
	if (hit == AUTH_CACHE_NOBODY)
		out->result = AUTH_SOURCE_UNKNOWN;
	else if (hit != AUTH_CACHE_FRESH ||
		 (prove && !is_proven(source, q, ttl)))
		hit = AUTH_CACHE_MISS;
	else
		out->result = prove ? AUTH_SOURCE_PROVEN : AUTH_SOURCE_FOUND;
	out->entry = space;
	auth_cache_count(source->cache, hit);
	return hit != AUTH_CACHE_MISS;
}

bool auth_source_keep_stale(struct auth_source *source,
			    const struct auth_source_question *q,
			    struct account_entry *space,
			    struct auth_source_answer *out)
{
	char key[KEY_MAX];
	enum auth_cache_hit hit;

	hit = auth_cache_get(source->cache, key_of(source, q->subject, key),
			     clock_mono_ms(), space);
	if (hit != AUTH_CACHE_FRESH && hit != AUTH_CACHE_STALE)
		return false;
	if (q->task == AUTH_SOURCE_LOOKUP)
		out->result = AUTH_SOURCE_FOUND;
	else if (is_proven(source, q, INT64_MAX))
		out->result = AUTH_SOURCE_PROVEN;
	else if (space->password[0])
		out->result = AUTH_SOURCE_STALE;
	else
		return false; /* only the source could tell */
	out->entry = space;
	auth_cache_count(source->cache, AUTH_CACHE_STALE);
	return true;
}
