/* SPDX-License-Identifier: MIT */
#include "auth/auth_hash.h"

#include <stdlib.h>

#include "auth/auth_pool.h"
#include "base/x.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	/* What two threads compare in about ten seconds: later than that the
	 * client has gone away. */
	QUEUE_MAX = 512
};

struct auth_hash {
	struct auth_pool *pool;
	char dummy[CRYPTO_PASSWORD_STORED_MAX];
};

struct job {
	struct auth_job job; /* first */
	struct auth_hash *hash;
	char *stored;
	const char *scheme;
	char *user;
	char *password;
	size_t password_len;
	enum auth_verdict verdict;
	void (*told)(void *arg, enum auth_verdict verdict);
	void *arg;
};

static void run(struct auth_job *base, void *worker)
{
	struct job *job = (struct job *)base;
	const struct crypto_stored stored = {
		.text = span_of(job->stored),
		.scheme = job->scheme,
		.user = span_of(job->user),
	};

	(void)worker;
	job->verdict = auth_check_password(
		&stored, span_make(job->password, job->password_len),
		span_of(job->hash->dummy));
}

static void free_job(struct job *job)
{
	crypto_secret_wipe(job->password, job->password_len);
	free(job->password);
	crypto_secret_free(&job->stored);
	free(job->user);
	free(job);
}

static void done(struct auth_job *base)
{
	struct job *job = (struct job *)base;

	job->told(job->arg, job->verdict);
	free_job(job);
}

bool auth_hash_compare(struct auth_hash *hash,
		       const struct crypto_stored *stored, struct span password,
		       void (*told)(void *arg, enum auth_verdict verdict),
		       void *arg)
{
	struct job *job = x_calloc(1, sizeof(*job));

	job->job.run = run;
	job->job.done = done;
	job->hash = hash;
	job->stored = x_span_dup(stored->text);
	job->scheme = stored->scheme;
	job->user = x_span_dup(stored->user);
	job->password = x_span_dup(password);
	job->password_len = password.len;
	job->told = told;
	job->arg = arg;
	if (auth_pool_submit(hash->pool, &job->job))
		return true;
	free_job(job);
	return false;
}

/* Nobody knows its password; unknown users are compared with it. */
static bool make_dummy(const char *scheme, char *out, struct err *err)
{
	char password[33];

	crypto_random_hex(password, sizeof(password) / 2);
	return crypto_password_make(scheme, span_of(password), out, err);
}

bool auth_hash_new(struct event_base *base, const struct config *config,
		   struct auth_hash **out, struct err *err)
{
	const struct auth_pool_options options = {
		.threads = (unsigned)config->auth_workers,
		.queue_max = QUEUE_MAX,
	};
	struct auth_hash *hash = x_calloc(1, sizeof(*hash));

	*out = hash;
	return make_dummy(config->password_scheme, hash->dummy, err) &&
	       auth_pool_new(base, &options, &hash->pool, err);
}
