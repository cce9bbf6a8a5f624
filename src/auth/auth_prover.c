/* SPDX-License-Identifier: MIT */
/*
 * A task lives from the question to its answer. While a thread has it, nobody
 * else touches it.
 *
 *   CHECK ──▶ chain ──▶ verdict
 *   SECRET ──▶ chain ──▶ (judge in a thread) ──▶ judged
 *   SECRET of APOP, with apop_file ──▶ chain ──▶ lmtp ──▶ judged
 *   TOKEN ──▶ (ask and judge in a thread) ──▶ judged
 *   PROVEN ──▶ chain ──▶ verdict
 */
#include "auth/auth_prover.h"

#include <stdlib.h>

#include "auth/auth_lmtp.h"
#include "auth/auth_oauth.h"
#include "auth/auth_pool.h"
#include "base/auto.h"
#include "base/b64.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	QUEUE_MAX = 512, /* later than that the client has gone away */
	OUT_MAX = 2 * AUTH_CHALLENGE_MAX
};

struct auth_prover {
	struct auth_chain *chain;
	struct auth_pool *judges;
	struct auth_pool *tokens; /* NULL: no OAuth 2 */
	const struct auth_oauth *oauth;
	const char *scope;
	struct auth_lmtp *lmtp; /* NULL: APOP goes by the sources */
	struct crypto_verifier_seed seed;
};

struct task {
	struct auth_job job; /* first */
	struct auth_prover *prover;
	enum auth_mech_step want;
	struct auth_exchange exchange;
	char service[16];
	char local_ip[64];
	char remote_ip[64];
	struct auth_evidence evidence;
	enum auth_mech_step judged;
	struct buf out;
	bool failed; /* nobody could say what the token is worth */
	struct err err;
	auth_prover_told *told;
	void *arg;
};

static void end(struct task *task, const struct auth_chain_answer *verdict)
{
	const struct auth_prover_answer answer = {
		.verdict = verdict,
		.judged = task->judged,
		.out = buf_span(&task->out),
		.exchange = &task->exchange,
	};

	task->told(task->arg, &answer);
	auth_exchange_release(&task->exchange);
	buf_release(&task->out);
	free(task);
}

static void end_temporarily(struct task *task, const struct err *err)
{
	const struct auth_chain_answer answer = {
		.verdict = AUTH_VERDICT_TEMP,
		.user = "",
		.master = "",
		.err = err,
	};

	end(task, &answer);
}

static void end_busy(struct task *task)
{
	err_set(&task->err, ERR_TEMP, "too many logins at once");
	end_temporarily(task, &task->err);
}

/* ---- judging, in a thread ---- */

static void judge(struct task *task)
{
	task->judged = task->exchange.mech->judge(&task->exchange,
						  &task->evidence, &task->out);
}

static void run_judge(struct auth_job *job, void *worker)
{
	(void)worker;
	judge((struct task *)job);
}

static void run_token(struct auth_job *job, void *worker)
{
	struct task *task = (struct task *)job;
	char user[AUTH_NAME_MAX + 1];

	(void)worker;
	switch (auth_oauth_check(task->prover->oauth, task->exchange.password,
				 user, &task->err)) {
	case AUTH_TOKEN_TEMP:
		task->failed = true;
		return;
	case AUTH_TOKEN_GOOD:
		task->evidence.found = auth_exchange_keep(
			&task->exchange.user, span_of(user), AUTH_NAME_MAX);
		break;
	case AUTH_TOKEN_BAD:
		break;
	}
	judge(task);
}

/* A user whose stored password is of no use for it would never know. */
static void log_unfit(const struct task *task)
{
	if (task->evidence.found &&
	    task->evidence.fitness != CRYPTO_VERIFIER_READY)
		log_event(LOG_LEVEL_WARN, "auth_unfit",
			  "user=%s mech=%s reason=%s",
			  LOG_TEXT(span_of(task->exchange.user)),
			  task->exchange.mech->name,
			  task->evidence.fitness == CRYPTO_VERIFIER_UNFIT
				  ? "stored_for_another_mechanism"
				  : "unusable_stored_password");
}

static void done_judge(struct auth_job *job)
{
	struct task *task = (struct task *)job;

	log_unfit(task);
	end(task, NULL);
}

static void done_token(struct auth_job *job)
{
	struct task *task = (struct task *)job;

	if (task->failed) {
		log_err(LOG_LEVEL_ERROR, "oauth2", &task->err, "rip=%s",
			LOG_TEXT(span_of(task->remote_ip)));
		end_temporarily(task, &task->err);
		return;
	}
	if (!task->evidence.found)
		log_err(LOG_LEVEL_WARN, "oauth2", &task->err, "rip=%s",
			LOG_TEXT(span_of(task->remote_ip)));
	end(task, NULL);
}

static void submit(struct task *task, struct auth_pool *pool,
		   void (*run)(struct auth_job *job, void *worker),
		   void (*done)(struct auth_job *job))
{
	task->job.run = run;
	task->job.done = done;
	if (!pool || !auth_pool_submit(pool, &task->job))
		end_busy(task);
}

/* ---- the chain ---- */

static void on_verdict(void *arg, const struct auth_chain_answer *answer)
{
	end(arg, answer);
}

static bool is_apop(const struct task *task)
{
	return task->exchange.mech->provable &&
	       task->exchange.mech->proof == ACCOUNT_PROOF_APOP;
}

/* The entry is kept for what comes after the proof. */
static void keep_entry(struct task *task,
		       const struct auth_chain_answer *answer)
{
	struct auth_exchange *x = &task->exchange;

	x->found = x_calloc(1, sizeof(*x->found));
	*x->found = *answer->entry;
	task->evidence.found = true;
	task->evidence.stored = (struct crypto_stored){
		.text = span_of(x->found->password),
		.scheme =
			answer->source ? answer->source->default_scheme : NULL,
		.user = span_of(x->found->account.user),
	};
	if (is_apop(task) && x->found->apop_secret[0])
		task->evidence.stored.text = span_of(x->found->apop_secret);
}

/* ---- APOP by the user's file ---- */

static void on_apop(void *arg, struct span reply)
{
	struct task *task = arg;

	if (span_starts(reply, SPAN("250 ")))
		task->judged = AUTH_MECH_PROVEN;
	else if (span_starts(reply, SPAN("535 ")))
		task->judged = AUTH_MECH_WRONG;
	else
		task->failed = true;
	if (!task->failed) {
		end(task, NULL);
		return;
	}
	err_set(&task->err, ERR_TEMP, "Temporary failure");
	err_detail(&task->err, "lmtp could not look at the user's apop_file");
	end_temporarily(task, &task->err);
}

static void ask_lmtp(struct task *task)
{
	const struct auth_exchange *x = &task->exchange;
	auto_buf struct buf text;

	buf_init(&text, 4 * AUTH_CHALLENGE_MAX);
	buf_add_format(&text, "XAPOP %s ", x->found->account.user);
	b64_encode(&text, span_of(x->challenge));
	buf_add_format(&text, " %s\r\nQUIT\r\n", x->password);
	auth_lmtp_ask(task->prover->lmtp, buf_str(&text), 1, on_apop, task);
}

static void on_secret(void *arg, const struct auth_chain_answer *answer)
{
	struct task *task = arg;
	bool unknown = answer->verdict == AUTH_VERDICT_UNKNOWN;

	if (answer->verdict == AUTH_VERDICT_JUDGE) {
		keep_entry(task, answer);
	} else if (!unknown) {
		end(task, answer);
		return;
	}
	if (!unknown && task->prover->lmtp && is_apop(task) &&
	    !task->exchange.found->apop_secret[0])
		ask_lmtp(task);
	else
		submit(task, task->prover->judges, run_judge, done_judge);
}

static struct auth_chain_attempt attempt_of(const struct task *task)
{
	const struct auth_exchange *x = &task->exchange;

	return (struct auth_chain_attempt){
		.attempt = {
			.query = {
				.user = x->user,
				.service = task->service,
				.local_ip = task->local_ip,
				.remote_ip = task->remote_ip,
			},
			.proof = task->want == AUTH_MECH_SECRET
					 ? x->mech->proof
					 : ACCOUNT_PROOF_PASSWORD,
			.challenge = span_of(x->challenge),
			.secret = span_of(x->password),
		},
		.authorize = x->authorize,
	};
}

static void ask_chain(struct task *task)
{
	const struct auth_chain_attempt attempt = attempt_of(task);
	struct auth_chain *chain = task->prover->chain;

	if (task->want == AUTH_MECH_CHECK)
		auth_chain_login(chain, &attempt, on_verdict, task);
	else if (task->want == AUTH_MECH_PROVEN && task->exchange.found)
		auth_chain_admit(chain, &attempt, task->exchange.found,
				 on_verdict, task);
	else if (task->want == AUTH_MECH_PROVEN)
		auth_chain_trust(chain, &attempt, on_verdict, task);
	else if (task->exchange.mech->provable)
		auth_chain_login(chain, &attempt, on_secret, task);
	else
		auth_chain_secret(chain, &attempt, on_secret, task);
}

void auth_prover_ask(struct auth_prover *prover, enum auth_mech_step want,
		     struct auth_exchange *exchange,
		     const struct account_query *query, auth_prover_told *told,
		     void *arg)
{
	struct task *task = x_calloc(1, sizeof(*task));

	task->prover = prover;
	task->want = want;
	task->exchange = *exchange;
	auth_exchange_init(exchange, exchange->mech);
	snprintf(task->service, sizeof(task->service), "%s", query->service);
	snprintf(task->local_ip, sizeof(task->local_ip), "%s", query->local_ip);
	snprintf(task->remote_ip, sizeof(task->remote_ip), "%s",
		 query->remote_ip);
	task->evidence.seed = prover->seed;
	task->evidence.scope = prover->scope;
	task->told = told;
	task->arg = arg;
	buf_init(&task->out, OUT_MAX);
	if (want == AUTH_MECH_TOKEN)
		submit(task, prover->tokens, run_token, done_token);
	else
		ask_chain(task);
}

bool auth_prover_new(struct event_base *base, const struct config *config,
		     struct auth_chain *chain, const struct auth_oauth *oauth,
		     struct span key, struct auth_prover **out, struct err *err)
{
	const struct auth_pool_options judges = {
		.threads = (unsigned)config->auth_workers,
		.queue_max = QUEUE_MAX,
	};
	const struct auth_pool_options tokens = {
		.threads = (unsigned)config->oauth2_threads,
		.queue_max = QUEUE_MAX,
	};
	struct auth_prover *prover = x_calloc(1, sizeof(*prover));

	*out = prover;
	prover->chain = chain;
	prover->oauth = oauth;
	prover->scope = config->oauth2_scope;
	if (config->apop_file[0])
		prover->lmtp = auth_lmtp_new(base, config);
	prover->seed = (struct crypto_verifier_seed){
		.secret = key,
		.rounds = CRYPTO_SCRAM_ROUNDS,
	};
	return auth_pool_new(base, &judges, &prover->judges, err) &&
	       (!oauth || auth_pool_new(base, &tokens, &prover->tokens, err));
}
