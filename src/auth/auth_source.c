/* SPDX-License-Identifier: MIT */
/*
 * A job has its own copy of everything and belongs to the pool until `done`,
 * on the loop. Whoever waits for it is told by whichever comes first, the
 * result or the time limit; all limits of a source are equal, so that those who
 * wait stand in a queue with one timer.
 */
#include "auth/auth_source.h"

#include <stdlib.h>
#include <string.h>

#include "auth/auth_pool.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"
#include "stats/stats.h"

enum {
	/* What is behind so many is answered TEMP by the clock anyway. */
	QUEUE_MAX = 8192,
	KEY_MAX = 1 + sizeof(struct auth_subject),
};

struct auth_source {
	const struct config *config;
	const struct config_source *section;
	const struct account_source_kind *kind;
	struct auth_cache *cache;
	struct auth_pool *lookups;
	/* The same, unless proving may be slow: mail has to be delivered while
	 * passwords are guessed. */
	struct auth_pool *proofs;
	unsigned varies;
	struct event *timer; /* for the first that waits */
	struct job *first, *last;
	bool failed; /* said in the log already */
};

struct job {
	struct auth_job job; /* first */
	struct auth_source *source;
	struct job *before, *behind; /* who waits */
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
	/* by the thread */
	enum auth_source_result result;
	struct account_entry entry;
	struct err err;
	char (*page)[256];
	size_t page_count;
};

/* About one user, and so answered from the cache too. */
static bool is_question(enum auth_source_task task)
{
	return task == AUTH_SOURCE_LOOKUP || task == AUTH_SOURCE_PROVE;
}

/* ---- by the threads ---- */

static void *open_worker(void *arg)
{
	const struct auth_source *source = arg;
	struct account_source *worker;
	struct err err;

	if (account_source_open(source->config, source->section, &worker, &err))
		return worker;
	log_err(LOG_LEVEL_ERROR, "account_source", &err, "source=%s",
		LOG_TEXT(span_of(source->section->name)));
	return NULL;
}

/* A name that the source corrected goes on to file names and other sources. */
static bool is_usable(const struct job *job, struct err *err)
{
	char name[sizeof(job->entry.account.user)];
	const char *user = job->entry.account.user;

	if (account_normalize(span_of(user), name, sizeof(name)) &&
	    span_eq(span_of(name), span_of(user)))
		return true;
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: not a user name", user);
}

static enum auth_source_result result_of(const struct job *job, bool found)
{
	if (found)
		return AUTH_SOURCE_FOUND;
	return job->err.kind == ERR_NOTFOUND ? AUTH_SOURCE_UNKNOWN
					     : AUTH_SOURCE_TEMP;
}

static enum auth_source_result look_up(struct job *job,
				       struct account_source *worker,
				       const struct account_query *query)
{
	stats_add(STATS_auth_lookups, 1);
	memset(&job->entry, 0, sizeof(job->entry));
	return result_of(job, worker->kind->lookup(worker, query, &job->entry,
						   &job->err) &&
				      is_usable(job, &job->err));
}

static enum auth_source_result prove(struct job *job,
				     struct account_source *worker,
				     const struct account_query *query)
{
	const struct account_attempt attempt = {
		.query = *query,
		.proof = job->proof,
		.challenge = span_make(job->challenge, job->challenge_len),
		.secret = span_make(job->secret, job->secret_len),
	};
	enum auth_source_result result;

	if (!worker->kind->verify)
		return look_up(job, worker, query);
	memset(&job->entry, 0, sizeof(job->entry));
	if (worker->kind->verify(worker, &attempt, &job->entry, &job->err))
		return is_usable(job, &job->err) ? AUTH_SOURCE_PROVEN
						 : AUTH_SOURCE_TEMP;
	if (job->err.kind == ERR_STATE)
		return look_up(job, worker, query);
	if (job->err.kind != ERR_DENIED)
		return result_of(job, false);
	/* Wrong: for a user of this source, or for it to say at all? */
	result = look_up(job, worker, query);
	return result == AUTH_SOURCE_FOUND ? AUTH_SOURCE_WRONG
					   : AUTH_SOURCE_REFUSED;
}

static enum auth_source_result list(struct job *job,
				    struct account_source *worker)
{
	const char *after = job->subject.user;

	job->page = x_calloc(AUTH_SOURCE_PAGE, sizeof(*job->page));
	while (job->page_count < AUTH_SOURCE_PAGE) {
		char *name = job->page[job->page_count];

		if (!worker->kind->next(worker, after, &job->entry, &job->err))
			return job->err.kind == ERR_NOTFOUND ? AUTH_SOURCE_FOUND
							     : AUTH_SOURCE_TEMP;
		memcpy(name, job->entry.account.user, sizeof(*job->page));
		job->page_count++;
		after = name;
	}
	return AUTH_SOURCE_FOUND;
}

static enum auth_source_result rehash(const struct job *job,
				      struct account_source *worker)
{
	const char *scheme = job->source->config->password_rehash;
	struct span user = span_of(job->subject.user);
	char hash[CRYPTO_PASSWORD_STORED_MAX];
	struct err err;

	if (!worker->kind->set_password)
		return AUTH_SOURCE_REFUSED;
	if (crypto_password_make_for(scheme, user,
				     span_make(job->secret, job->secret_len),
				     hash, &err) &&
	    worker->kind->set_password(worker, job->subject.user,
				       job->challenge, hash, &err))
		log_event(LOG_LEVEL_INFO, "password_rehash",
			  "user=%s scheme=%s", LOG_TEXT(user), scheme);
	else
		log_err(LOG_LEVEL_WARN, "password_rehash", &err, "user=%s",
			LOG_TEXT(user));
	crypto_secret_wipe(hash, sizeof(hash));
	return AUTH_SOURCE_REFUSED;
}

static void run(struct auth_job *base, void *arg)
{
	struct job *job = (struct job *)base;
	struct account_source *worker = arg;
	const struct account_query query = {
		.user = job->subject.user,
		.service = job->subject.service,
		.local_ip = job->subject.local_ip,
		.remote_ip = job->subject.remote_ip,
	};

	job->result = AUTH_SOURCE_TEMP;
	if (!worker) {
		err_set(&job->err, ERR_TEMP, "Temporary failure");
		err_detail(&job->err, "the source could not be opened");
	} else if (job->task == AUTH_SOURCE_LIST) {
		job->result = list(job, worker);
	} else if (job->task == AUTH_SOURCE_REHASH) {
		job->result = rehash(job, worker);
	} else if (job->task == AUTH_SOURCE_PROVE) {
		job->result = prove(job, worker, &query);
	} else {
		job->result = look_up(job, worker, &query);
	}
}

/* ---- the cache ---- */

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

static void keep(const struct job *job)
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

void auth_source_prove(struct auth_source *source,
		       const struct auth_subject *subject, struct span password)
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

/* Fills the answer from the cache; false: the source has to be asked. A login
 * is answered so only by a password that was right lately: another one may be
 * right by now. */
static bool answer_fresh(struct auth_source *source,
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

/* When the source is in trouble. */
static bool answer_stale(struct auth_source *source,
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

/* ---- on the loop ---- */

static void note_health(struct auth_source *source, const struct err *err)
{
	bool failed = err != NULL;
	struct span name = span_of(source->section->name);

	if (failed && !source->failed)
		log_err(LOG_LEVEL_ERROR, "account_source", err,
			"source=%s state=failed", LOG_TEXT(name));
	else if (!failed && source->failed)
		log_event(LOG_LEVEL_INFO, "account_source",
			  "source=%s state=back", LOG_TEXT(name));
	source->failed = failed;
}

static void tell(struct job *job, struct auth_source_answer *answer)
{
	struct account_entry space;

	const struct auth_source_question question = {
		.task = job->task,
		.subject = &job->subject,
		.proof = job->proof,
		.challenge = span_make(job->challenge, job->challenge_len),
		.secret = span_make(job->secret, job->secret_len),
	};

	if (answer->result == AUTH_SOURCE_TEMP && is_question(job->task))
		answer_stale(job->source, &question, &space, answer);
	job->told(job->arg, answer);
	crypto_secret_wipe(&space, sizeof(space));
}

static void unlink_job(struct job *job)
{
	struct auth_source *source = job->source;

	*(job->before ? &job->before->behind : &source->first) = job->behind;
	*(job->behind ? &job->behind->before : &source->last) = job->before;
	job->waiting = false;
}

static void free_job(struct job *job)
{
	if (job->secret)
		crypto_secret_wipe(job->secret, job->secret_len);
	free(job->secret);
	free(job->challenge);
	free(job->page);
	crypto_secret_wipe(&job->entry, sizeof(job->entry));
	free(job);
}

static void arm_timer(struct auth_source *source)
{
	struct timeval wait = { 0 };
	int64_t left;

	if (!source->first)
		return;
	left = source->first->due_ms - clock_mono_ms();
	if (left < 0)
		left = 0;
	wait.tv_sec = left / 1000;
	wait.tv_usec = left % 1000 * 1000;
	event_add(source->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct auth_source *source = arg;
	int64_t now = clock_mono_ms();
	struct err err;

	(void)fd;
	(void)what;
	err_set(&err, ERR_TEMP, "Temporary failure");
	err_detail(&err, "no answer within %llu s",
		   (unsigned long long)source->section->timeout);
	while (source->first && source->first->due_ms <= now) {
		struct auth_source_answer answer = { .result = AUTH_SOURCE_TEMP,
						     .err = &err };
		struct job *job = source->first;

		unlink_job(job);
		atomic_store(&job->job.skip, true);
		note_health(source, &err);
		tell(job, &answer);
		/* job is the pool's now and may not be touched */
	}
	arm_timer(source);
}

static void done(struct auth_job *base)
{
	struct job *job = (struct job *)base;
	struct auth_source_answer answer = { .result = job->result,
					     .entry = &job->entry,
					     .err = &job->err,
					     .page = job->page,
					     .page_count = job->page_count };

	if (job->waiting) {
		unlink_job(job);
		note_health(job->source,
			    job->result == AUTH_SOURCE_TEMP ? &job->err : NULL);
		if (is_question(job->task))
			keep(job);
		tell(job, &answer);
	}
	free_job(job);
}

static char *copy_of(struct span bytes)
{
	return bytes.len ? x_span_dup(bytes) : NULL;
}

static struct job *new_job(struct auth_source *source,
			   const struct auth_source_question *question,
			   auth_source_told *told, void *arg)
{
	struct job *job = x_calloc(1, sizeof(*job));

	job->job.run = run;
	job->job.done = done;
	job->source = source;
	job->told = told;
	job->arg = arg;
	job->task = question->task;
	job->subject = *question->subject;
	job->proof = question->proof;
	job->challenge = copy_of(question->challenge);
	job->challenge_len = question->challenge.len;
	job->secret = copy_of(question->secret);
	job->secret_len = question->secret.len;
	return job;
}

static void wait_for(struct auth_source *source, struct job *job)
{
	job->due_ms =
		clock_mono_ms() + (int64_t)source->section->timeout * 1000;
	job->waiting = true;
	job->before = source->last;
	*(source->last ? &source->last->behind : &source->first) = job;
	source->last = job;
	if (!job->before)
		arm_timer(source);
}

void auth_source_ask(struct auth_source *source,
		     const struct auth_source_question *question,
		     auth_source_told *told, void *arg)
{
	struct auth_source_answer answer = { .result = AUTH_SOURCE_TEMP };
	struct account_entry space;
	struct job *job;
	struct err err;

	if (is_question(question->task) &&
	    answer_fresh(source, question, &space, &answer)) {
		told(arg, &answer);
		crypto_secret_wipe(&space, sizeof(space));
		return;
	}
	job = new_job(source, question, told, arg);
	if (auth_pool_submit(question->task == AUTH_SOURCE_PROVE ||
					     question->task ==
						     AUTH_SOURCE_REHASH
				     ? source->proofs
				     : source->lookups,
			     &job->job)) {
		wait_for(source, job);
		return;
	}
	err_set(&err, ERR_TEMP, "Temporary failure");
	err_detail(&err, "too many questions wait");
	answer.err = &err;
	tell(job, &answer);
	free_job(job);
}

const struct config_source *
auth_source_section(const struct auth_source *source)
{
	return source->section;
}

bool auth_source_can_list(const struct auth_source *source)
{
	return source->kind->next && !source->section->master;
}

bool auth_source_new(struct event_base *base, const struct config *config,
		     const struct config_source *section,
		     struct auth_cache *cache, struct auth_source **out,
		     struct err *err)
{
	struct auth_source *source = x_calloc(1, sizeof(*source));
	const struct auth_pool_options options = {
		.threads = (unsigned)section->threads,
		.queue_max = QUEUE_MAX,
		.begin = open_worker,
		.arg = source,
	};
	struct account_source *trial;

	*out = source;
	/* Also tells what the kind can do. */
	if (!account_source_open(config, section, &trial, err))
		return false;
	source->kind = trial->kind;
	account_source_close(&trial);
	source->config = config;
	source->section = section;
	source->cache = cache;
	source->varies = source->kind->varies ? source->kind->varies(section)
					      : UINT32_MAX;
	source->timer = event_new(base, -1, 0, on_timer, source);
	ASSERT(source->timer);
	if (!auth_pool_new(base, &options, &source->lookups, err))
		return false;
	source->proofs = source->lookups;
	return !source->kind->verify ||
	       auth_pool_new(base, &options, &source->proofs, err);
}
