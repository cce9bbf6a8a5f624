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

#include "account/account_entry.h"
#include "auth/auth_cache.h"
#include "auth/auth_source_keep.h"
#include "auth/auth_source_priv.h"
#include "auth/auth_source_work.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	/* What is behind so many is answered TEMP by the clock anyway. */
	QUEUE_MAX = 8192,
};

/* About one user, and so answered from the cache too. */
static bool is_question(enum auth_source_task task)
{
	return task == AUTH_SOURCE_LOOKUP || task == AUTH_SOURCE_PROVE;
}

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

static void tell_trouble(struct auth_source_job *job,
			 struct auth_source_answer *answer)
{
	struct account_entry space;

	const struct auth_source_question question = {
		.task = job->task,
		.subject = &job->subject,
		.proof = job->proof,
		.challenge = span_make(job->challenge, job->challenge_len),
		.secret = span_make(job->secret, job->secret_len),
	};

	auth_source_keep_stale(job->source, &question, &space, answer);
	job->told(job->arg, answer);
	account_entry_wipe(&space);
}

static void tell(struct auth_source_job *job, struct auth_source_answer *answer)
{
	if (answer->result == AUTH_SOURCE_TEMP && is_question(job->task))
		tell_trouble(job, answer);
	else
		job->told(job->arg, answer);
}

static void unlink_job(struct auth_source_job *job)
{
	struct auth_source *source = job->source;

	*(job->before ? &job->before->behind : &source->first) = job->behind;
	*(job->behind ? &job->behind->before : &source->last) = job->before;
	job->waiting = false;
}

static void free_job(struct auth_source_job *job)
{
	if (job->secret)
		crypto_secret_wipe(job->secret, job->secret_len);
	free(job->secret);
	free(job->challenge);
	free(job->page);
	account_entry_wipe(&job->entry);
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
		struct auth_source_job *job = source->first;

		unlink_job(job);
		atomic_store(&job->job.skip, true);
		note_health(source, &err);
		tell(job, &answer);
		/* job is the pool's now and may not be touched */
	}
	arm_timer(source);
}

/* What was found out. */
static void tell_result(struct auth_source_job *job)
{
	struct auth_source_answer answer = { .result = job->result,
					     .entry = &job->entry,
					     .err = &job->err,
					     .page = job->page,
					     .page_count = job->page_count };

	tell(job, &answer);
}

static void done(struct auth_job *base)
{
	struct auth_source_job *job = (struct auth_source_job *)base;

	if (job->waiting) {
		unlink_job(job);
		note_health(job->source,
			    job->result == AUTH_SOURCE_TEMP ? &job->err : NULL);
		if (is_question(job->task))
			auth_source_keep_answer(job);
		tell_result(job);
	}
	free_job(job);
}

/* Where nobody is waited for a thread would only cost: two of three switches
 * between threads, more time than the look-up takes. false: it is the pool's
 * to ask, and to say what the trouble is. */
static bool ask_here(struct auth_source_job *job)
{
	struct auth_source *source = job->source;

	if (!source->here || job->task != AUTH_SOURCE_LOOKUP)
		return false;
	auth_source_work_run(&job->job, source->here);
	if (job->result == AUTH_SOURCE_TEMP) {
		err_clear(&job->err);
		memset(&job->entry, 0, sizeof(job->entry));
		return false;
	}
	note_health(source, NULL);
	auth_source_keep_answer(job);
	tell_result(job);
	free_job(job);
	return true;
}

static char *copy_of(struct span bytes)
{
	return bytes.len ? x_span_dup(bytes) : NULL;
}

static struct auth_source_job *
new_job(struct auth_source *source, const struct auth_source_question *question,
	auth_source_told *told, void *arg)
{
	struct auth_source_job *job = x_calloc(1, sizeof(*job));

	job->job.run = auth_source_work_run;
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
	if (question->limits)
		job->limits = *question->limits;
	return job;
}

static void wait_for(struct auth_source *source, struct auth_source_job *job)
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

/* false: it is not in the cache. */
static bool tell_kept(struct auth_source *source,
		      const struct auth_source_question *question,
		      auth_source_told *told, void *arg)
{
	struct auth_source_answer answer = { .result = AUTH_SOURCE_TEMP };
	struct account_entry space;

	if (!auth_source_keep_fresh(source, question, &space, &answer))
		return false;
	told(arg, &answer);
	account_entry_wipe(&space);
	return true;
}

void auth_source_ask(struct auth_source *source,
		     const struct auth_source_question *question,
		     auth_source_told *told, void *arg)
{
	struct auth_source_answer answer = { .result = AUTH_SOURCE_TEMP };
	struct auth_source_job *job;
	struct err err;

	if (auth_cache_keeps(source->cache) && is_question(question->task) &&
	    tell_kept(source, question, told, arg))
		return;
	job = new_job(source, question, told, arg);
	if (ask_here(job))
		return;
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

void auth_source_prove(struct auth_source *source,
		       const struct auth_subject *subject, struct span password)
{
	auth_source_keep_proof(source, subject, password);
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
		.begin = auth_source_work_begin,
		.arg = source,
	};
	struct account_source *trial;

	*out = source;
	/* Also tells what the kind can do. */
	if (!account_source_open(config, section, &trial, err))
		return false;
	source->kind = trial->kind;
	if (trial->kind->hurry && trial->kind->hurry(trial))
		source->here = TAKE(trial);
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
