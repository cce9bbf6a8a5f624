/* SPDX-License-Identifier: MIT */
/*
 * Each thread has a handle of its own on the source. What it finds stays in the
 * job until the loop takes it.
 */
#include "auth/auth_source_work.h"

#include <string.h>

#include "auth/auth_source_priv.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"
#include "stats/stats.h"

void *auth_source_work_begin(void *arg)
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

static enum auth_source_result result_of(const struct auth_source_job *job,
					 bool found)
{
	if (found)
		return AUTH_SOURCE_FOUND;
	return job->err.kind == ERR_NOTFOUND ? AUTH_SOURCE_UNKNOWN
					     : AUTH_SOURCE_TEMP;
}

static enum auth_source_result look_up(struct auth_source_job *job,
				       struct account_source *worker,
				       const struct account_query *query)
{
	stats_add(STATS_auth_lookups, 1);
	return result_of(job, account_source_lookup(worker, query, &job->entry,
						    &job->err));
}

static enum auth_source_result prove(struct auth_source_job *job,
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
	if (account_source_verify(worker, &attempt, &job->entry, &job->err))
		return AUTH_SOURCE_PROVEN;
	memset(&job->entry, 0, sizeof(job->entry));
	if (job->err.kind == ERR_STATE)
		return look_up(job, worker, query);
	if (job->err.kind != ERR_DENIED)
		return result_of(job, false);
	/* Wrong: for a user of this source, or for it to say at all? */
	result = look_up(job, worker, query);
	return result == AUTH_SOURCE_FOUND ? AUTH_SOURCE_WRONG
					   : AUTH_SOURCE_REFUSED;
}

static enum auth_source_result list(struct auth_source_job *job,
				    struct account_source *worker)
{
	const char *after = job->subject.user;

	job->page = x_calloc(AUTH_SOURCE_PAGE, sizeof(*job->page));
	while (job->page_count < AUTH_SOURCE_PAGE) {
		char *name = job->page[job->page_count];

		if (!account_source_next(worker, after, &job->entry, &job->err))
			return job->err.kind == ERR_NOTFOUND ? AUTH_SOURCE_FOUND
							     : AUTH_SOURCE_TEMP;
		memcpy(name, job->entry.account.user, sizeof(*job->page));
		job->page_count++;
		after = name;
	}
	return AUTH_SOURCE_FOUND;
}

static enum auth_source_result rehash(const struct auth_source_job *job,
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

/* Only trouble is worth another try. */
static enum auth_source_result set_limits(struct auth_source_job *job,
					  struct account_source *worker)
{
	const struct account_limits *limits = &job->limits;

	if (!worker->kind->set_limits) {
		err_set(&job->err, ERR_STATE, "the source %s is only read",
			worker->section->name);
		return AUTH_SOURCE_REFUSED;
	}
	if (worker->kind->set_limits(worker, job->subject.user, limits->bytes,
				     limits->messages, &job->err))
		return AUTH_SOURCE_FOUND;
	return job->err.kind == ERR_TEMP ? AUTH_SOURCE_TEMP
					 : AUTH_SOURCE_REFUSED;
}

void auth_source_work_run(struct auth_job *base, void *arg)
{
	struct auth_source_job *job = (struct auth_source_job *)base;
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
	} else if (job->task == AUTH_SOURCE_LIMITS) {
		job->result = set_limits(job, worker);
	} else if (job->task == AUTH_SOURCE_PROVE) {
		job->result = prove(job, worker, &query);
	} else {
		job->result = look_up(job, worker, &query);
	}
}
