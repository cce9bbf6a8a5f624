/* SPDX-License-Identifier: MIT */
/* One thread, which opens the sources for itself. */
#include "auth/auth_relay_store.h"

#include <stdlib.h>

#include "account/account_child.h"
#include "account/account_source.h"
#include "auth/auth_pool.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"

enum {
	TCPRULES_S = 30
};

struct auth_relay_store {
	const struct config *config;
	struct auth_pool *pool;
	struct account_source **source; /* the thread's */
	size_t source_count;
	bool busy;
	bool failed;
};

struct job {
	struct auth_job job; /* first */
	struct auth_relay_store *store;
	struct account_relay *row;
	size_t count;
	bool failed;
};

static bool has_table(const struct config_source *section)
{
	return section->relay_update[0] != '\0';
}

/* ---- by the thread ---- */

static void note(struct job *job, const struct err *err, const char *where)
{
	job->failed = true;
	log_err(LOG_LEVEL_ERROR, "relay", err, "store=%s",
		LOG_TEXT(span_of(where)));
}

static void *open_sources(void *arg)
{
	struct auth_relay_store *store = arg;
	const struct config *config = store->config;
	struct err err;

	store->source =
		x_calloc(config->source_count, sizeof(struct account_source *));
	for (size_t i = 0; i < config->source_count; i++) {
		if (!has_table(&config->source[i]))
			continue;
		if (account_source_open(config, &config->source[i],
					&store->source[store->source_count],
					&err))
			store->source_count++;
		else
			log_err(LOG_LEVEL_ERROR, "relay", &err, "%s", "");
	}
	return store;
}

static bool write_source(struct account_source *source, const struct job *job,
			 struct err *err)
{
	int64_t now = clock_now();

	if (!source->kind->relay)
		return true;
	for (size_t i = 0; i < job->count; i++)
		if (!source->kind->relay(source, &job->row[i], now, err))
			return false;
	return source->kind->relay(source, NULL, now, err);
}

/* tcprules reads its rules from fd 0, puts the cdb in place by renaming, and
 * tells of a wrong rule on fd 2. tcpserver reads the cdb as its own user. */
static bool make_cdb(const struct config *config, struct err *err)
{
	const char *const argv[] = {
		"/bin/sh",
		"-c",
		"umask 022 && exec tcprules \"$1\" \"$1.new\" < \"$0\"",
		config->relay_rules,
		config->relay_rules_cdb,
		NULL,
	};
	static const char *const env[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
					   NULL };
	auto_buf struct buf output;
	const struct account_child child = {
		.argv = argv,
		.env = env,
		.output = &output,
		.seconds = TCPRULES_S,
	};
	int status;

	buf_init(&output, 1);
	if (!account_child_run(&child, &status, err))
		return false;
	return status == 0 ||
	       err_set(err, ERR_TEMP, "tcprules ended with %d", status);
}

static void run(struct auth_job *base, void *worker)
{
	struct job *job = (struct job *)base;
	struct auth_relay_store *store = worker;
	const struct config *config = store->config;
	struct err err;

	if (config->relay_rules_cdb[0] && !make_cdb(config, &err))
		note(job, &err, config->relay_rules_cdb);
	if (config->relay_database[0] &&
	    !account_relay_write(config->relay_database, job->row, job->count,
				 clock_now(), &err))
		note(job, &err, config->relay_database);
	for (size_t i = 0; i < store->source_count; i++)
		if (!write_source(store->source[i], job, &err))
			note(job, &err, store->source[i]->section->name);
}

/* ---- on the loop ---- */

static void done(struct auth_job *base)
{
	struct job *job = (struct job *)base;

	job->store->busy = false;
	job->store->failed = job->failed;
	free(job->row);
	free(job);
}

static bool is_wanted(const struct config *config)
{
	bool wanted = config->relay_database[0] || config->relay_rules_cdb[0];

	for (size_t i = 0; i < config->source_count; i++)
		wanted |= has_table(&config->source[i]);
	return wanted;
}

bool auth_relay_store_new(struct event_base *base, const struct config *config,
			  struct auth_relay_store **out, struct err *err)
{
	struct auth_relay_store *store = NULL;

	*out = NULL;
	if (!is_wanted(config))
		return true;
	store = x_calloc(1, sizeof(*store));
	store->config = config;
	*out = store;
	return auth_pool_new(base,
			     &(struct auth_pool_options){ .threads = 1,
							  .queue_max = 1,
							  .begin = open_sources,
							  .arg = store },
			     &store->pool, err);
}

bool auth_relay_store_is_busy(const struct auth_relay_store *store)
{
	return store->busy;
}

bool auth_relay_store_has_failed(struct auth_relay_store *store)
{
	bool failed = store->failed;

	store->failed = false;
	return failed;
}

void auth_relay_store_write(struct auth_relay_store *store,
			    struct account_relay *rows, size_t count)
{
	struct job *job = x_calloc(1, sizeof(*job));

	job->job.run = run;
	job->job.done = done;
	job->store = store;
	job->row = rows;
	job->count = count;
	/* One at a time: the queue has room. */
	store->busy = auth_pool_submit(store->pool, &job->job);
	ASSERT(store->busy);
}
