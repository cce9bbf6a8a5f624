/* SPDX-License-Identifier: MIT */
/*
 * A question (struct op) goes from source to source until one knows the user.
 * A login asks for the proof on the way; a right one by a master user is
 * followed by a plain look-up of the user that is wanted. Each step ends in a
 * call of the next one or in finish(), which answers and frees.
 */
#include "auth/auth_chain.h"

#include <stdlib.h>
#include <string.h>

#include "account/account_access.h"
#include "auth/auth_hash.h"
#include "auth/auth_source.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

struct auth_chain {
	const struct config *config;
	struct auth_cache *cache;
	struct auth_hash *hash;
	struct auth_source **source;
	bool has_masters;
	unsigned pending;
};

enum op_kind {
	OP_LOOKUP, /* also of the user that a master wants to be */
	OP_LOGIN,
	OP_SECRET,
	OP_TRUST,
};

struct op {
	struct auth_chain *chain;
	enum op_kind kind;
	struct auth_subject subject;
	/* A master's login: whom to be. Else what must be the user's own. */
	char target[256];
	char master[256];
	bool as_master; /* the proof is for a master user */
	bool other;     /* asks for an identity that is nobody's to take */
	bool admitted;  /* the master's proof was right */
	enum account_proof proof;
	char *challenge;
	size_t challenge_len;
	char *secret;
	size_t secret_len;
	size_t at;    /* the source that is asked */
	bool stale;   /* entry is out of an old answer */
	bool refused; /* by a source that doesn't say whom it knows */
	bool troubled;
	struct err trouble; /* of the first source that had some */
	struct account_entry entry;
	auth_chain_told *told;
	void *arg;
};

static char *copy_of(struct span bytes)
{
	return bytes.len ? x_span_dup(bytes) : NULL;
}

static void copy_query(const struct account_query *query,
		       struct auth_subject *out)
{
	snprintf(out->service, sizeof(out->service), "%s", query->service);
	snprintf(out->local_ip, sizeof(out->local_ip), "%s", query->local_ip);
	snprintf(out->remote_ip, sizeof(out->remote_ip), "%s",
		 query->remote_ip);
}

static struct op *new_op(struct auth_chain *chain, enum op_kind kind,
			 const struct account_query *query,
			 auth_chain_told *told, void *arg)
{
	struct op *op = x_calloc(1, sizeof(*op));

	op->chain = chain;
	op->kind = kind;
	op->told = told;
	op->arg = arg;
	copy_query(query, &op->subject);
	chain->pending++;
	return op;
}

static bool knows_user(enum auth_verdict verdict)
{
	return verdict == AUTH_VERDICT_OK || verdict == AUTH_VERDICT_WRONG ||
	       verdict == AUTH_VERDICT_DISABLED ||
	       verdict == AUTH_VERDICT_FORBIDDEN ||
	       verdict == AUTH_VERDICT_JUDGE;
}

static void finish(struct op *op, enum auth_verdict verdict)
{
	struct auth_chain *chain = op->chain;
	struct auth_chain_answer answer = {
		.verdict = verdict,
		.user = op->entry.account.user[0] ? op->entry.account.user
						  : op->subject.user,
		.master = op->master,
		.err = verdict == AUTH_VERDICT_TEMP ? &op->trouble : NULL,
	};

	if (op->at < chain->config->source_count)
		answer.source = auth_source_section(chain->source[op->at]);
	if (knows_user(verdict) && op->entry.account.user[0])
		answer.entry = &op->entry;
	chain->pending--;
	op->told(op->arg, &answer);
	if (op->secret)
		crypto_secret_wipe(op->secret, op->secret_len);
	free(op->secret);
	free(op->challenge);
	crypto_secret_wipe(&op->entry, sizeof(op->entry));
	free(op);
}

static void finish_troubled(struct op *op, const char *why)
{
	err_set(&op->trouble, ERR_TEMP, "Temporary failure");
	err_detail(&op->trouble, "%s", why);
	finish(op, AUTH_VERDICT_TEMP);
}

/* ---- what follows a right proof ---- */

static void ask_next(struct op *op);

static struct account_query query_of(const struct op *op)
{
	return (struct account_query){
		.user = op->subject.user,
		.service = op->subject.service,
		.local_ip = op->subject.local_ip,
		.remote_ip = op->subject.remote_ip,
	};
}

/* RFC 4616: another identity than the user's own needs a right to it. */
static bool is_own_identity(const struct op *op)
{
	struct span target = span_of(op->target);

	return !op->other &&
	       (target.len == 0 || span_eq(target, span_of(op->subject.user)) ||
		span_eq(target, span_of(op->entry.account.user)));
}

static void admit(struct op *op)
{
	const struct account_query query = query_of(op);
	enum auth_verdict verdict = auth_check_access(&op->entry, &query);

	if (verdict != AUTH_VERDICT_OK || !op->as_master) {
		if (verdict == AUTH_VERDICT_OK && !is_own_identity(op))
			verdict = AUTH_VERDICT_AUTHORIZE;
		finish(op, verdict);
		return;
	}
	op->admitted = true;
	op->as_master = false;
	op->kind = OP_LOOKUP;
	memcpy(op->subject.user, op->target, sizeof(op->subject.user));
	memset(&op->entry, 0, sizeof(op->entry));
	op->at = 0;
	ask_next(op);
}

/* ---- the proof ---- */

static struct crypto_stored stored_of(const struct op *op)
{
	return (struct crypto_stored){
		.text = span_of(op->entry.password),
		.scheme = auth_source_section(op->chain->source[op->at])
				  ->default_scheme,
		.user = span_of(op->entry.account.user),
	};
}

static void ignore_told(void *arg, const struct auth_source_answer *answer)
{
	(void)arg;
	(void)answer;
}

/* Nobody waits for it, and nobody minds if it fails. */
static void rehash(const struct op *op)
{
	const struct crypto_stored stored = stored_of(op);
	const char *scheme = op->chain->config->password_rehash;
	struct auth_subject subject = op->subject;
	const struct auth_source_question question = {
		.task = AUTH_SOURCE_REHASH,
		.subject = &subject,
		.challenge = stored.text,
		.secret = span_make(op->secret, op->secret_len),
	};

	if (!scheme[0] || crypto_stored_is_of(&stored, scheme))
		return;
	snprintf(subject.user, sizeof(subject.user), "%s",
		 op->entry.account.user);
	auth_source_ask(op->chain->source[op->at], &question, ignore_told,
			NULL);
}

static void password_told(void *arg, enum auth_verdict verdict)
{
	struct op *op = arg;

	if (verdict == AUTH_VERDICT_OK) {
		if (!op->stale) {
			auth_source_prove(
				op->chain->source[op->at], &op->subject,
				span_make(op->secret, op->secret_len));
			rehash(op);
		}
		admit(op);
	} else if (op->stale && verdict == AUTH_VERDICT_WRONG) {
		/* It may have been changed: only the source could tell. */
		finish_troubled(op, "the source is away");
	} else {
		finish(op, verdict);
	}
}

static void nobody_told(void *arg, enum auth_verdict verdict)
{
	(void)verdict;
	finish(arg, AUTH_VERDICT_UNKNOWN);
}

static void compare(struct op *op, const struct crypto_stored *stored,
		    void (*told)(void *arg, enum auth_verdict verdict))
{
	struct span password = span_make(op->secret, op->secret_len);

	if (!auth_hash_compare(op->chain->hash, stored, password, told, op))
		finish_troubled(op, "too many logins wait");
}

static void compare_password(struct op *op)
{
	const struct crypto_stored stored = stored_of(op);

	compare(op, &stored, password_told);
}

/* Stored in a scheme that the settings don't let in. */
static bool is_too_weak(const struct op *op)
{
	const struct crypto_stored stored = stored_of(op);

	if (op->chain->config->password_weak ||
	    (op->kind != OP_LOGIN && op->kind != OP_SECRET) ||
	    !crypto_stored_is_weak(&stored))
		return false;
	log_event(LOG_LEVEL_WARN, "weak_stored_password", "user=%s",
		  LOG_TEXT(span_of(op->entry.account.user)));
	return true;
}

static void found(struct op *op)
{
	struct account *account = &op->entry.account;
	uint32_t service = account_access_service(span_of(op->subject.service));

	if (is_too_weak(op)) {
		finish(op, AUTH_VERDICT_UNUSABLE);
		return;
	}
	switch (op->kind) {
	case OP_LOOKUP:
		if (op->admitted && account->state == ACCOUNT_DELETED) {
			finish(op, AUTH_VERDICT_UNKNOWN);
			return;
		}
		if (!op->admitted && account->state < ACCOUNT_DISABLED &&
		    (op->entry.closed_services & service))
			account->state = ACCOUNT_DISABLED;
		finish(op, AUTH_VERDICT_OK);
		return;
	case OP_TRUST:
		admit(op);
		return;
	case OP_LOGIN:
		if (op->proof == ACCOUNT_PROOF_PASSWORD) {
			compare_password(op);
			return;
		}
		break;
	case OP_SECRET:
		break;
	}
	finish(op, AUTH_VERDICT_JUDGE);
}

/* ---- from source to source ---- */

/* Every source was asked. An unknown name takes as long as a wrong password. */
static void nobody(struct op *op)
{
	const struct crypto_stored none = { .text = SPAN("") };

	if (op->troubled)
		finish(op, AUTH_VERDICT_TEMP);
	else if (op->refused)
		finish(op, AUTH_VERDICT_WRONG);
	else if (op->kind == OP_LOGIN && op->proof == ACCOUNT_PROOF_PASSWORD)
		compare(op, &none, nobody_told);
	else
		finish(op, AUTH_VERDICT_UNKNOWN);
}

static void source_told(void *arg, const struct auth_source_answer *answer)
{
	struct op *op = arg;

	switch (answer->result) {
	case AUTH_SOURCE_FOUND:
	case AUTH_SOURCE_STALE:
		op->entry = *answer->entry;
		op->stale = answer->result == AUTH_SOURCE_STALE;
		found(op);
		return;
	case AUTH_SOURCE_PROVEN:
		op->entry = *answer->entry;
		admit(op);
		return;
	case AUTH_SOURCE_WRONG:
		finish(op, AUTH_VERDICT_WRONG);
		return;
	case AUTH_SOURCE_REFUSED:
		op->refused = true;
		break;
	case AUTH_SOURCE_TEMP:
		if (!op->troubled)
			op->trouble = *answer->err;
		op->troubled = true;
		break;
	case AUTH_SOURCE_UNKNOWN:
		break;
	}
	op->at++;
	ask_next(op);
}

static void ask_next(struct op *op)
{
	const struct auth_source_question question = {
		.task = op->kind == OP_LOGIN ? AUTH_SOURCE_PROVE
					     : AUTH_SOURCE_LOOKUP,
		.subject = &op->subject,
		.proof = op->proof,
		.challenge = span_make(op->challenge, op->challenge_len),
		.secret = span_make(op->secret, op->secret_len),
	};
	size_t count = op->chain->config->source_count;

	if (!op->subject.user[0])
		op->at = count;
	while (op->at < count &&
	       op->chain->config->source[op->at].master != op->as_master)
		op->at++;
	if (op->at == count)
		nobody(op);
	else
		auth_source_ask(op->chain->source[op->at], &question,
				source_told, op);
}

/* ---- questions ---- */

static bool normalize(struct span spelled, char out[256])
{
	if (account_normalize(spelled, out, 256))
		return true;
	out[0] = '\0';
	return false;
}

/* "user*master", or the user and whom it asks to be. */
static void set_names(struct op *op, const char *user, const char *authorize)
{
	struct span separator =
		span_of(op->chain->config->auth_master_separator);
	struct span name = span_of(user);
	size_t at = separator.len ? span_find(name, separator) : name.len;

	if (at < name.len && op->chain->has_masters) {
		op->as_master = normalize(span_first(name, at), op->target);
		name = op->as_master ? span_from(name, at + separator.len)
				     : SPAN("");
		normalize(name, op->subject.user);
	} else {
		normalize(name, op->subject.user);
		if (authorize && authorize[0])
			op->other = !normalize(span_of(authorize), op->target);
		op->as_master = op->chain->has_masters && op->target[0] &&
				!is_own_identity(op);
	}
	if (op->as_master)
		memcpy(op->master, op->subject.user, sizeof(op->master));
}

static struct op *new_login(struct auth_chain *chain, enum op_kind kind,
			    const struct auth_chain_attempt *attempt,
			    auth_chain_told *told, void *arg)
{
	const struct account_attempt *a = &attempt->attempt;
	struct op *op = new_op(chain, kind, &a->query, told, arg);

	set_names(op, a->query.user, attempt->authorize);
	op->proof = a->proof;
	op->challenge = copy_of(a->challenge);
	op->challenge_len = a->challenge.len;
	op->secret = copy_of(a->secret);
	op->secret_len = a->secret.len;
	return op;
}

void auth_chain_lookup(struct auth_chain *chain,
		       const struct account_query *query, auth_chain_told *told,
		       void *arg)
{
	struct op *op = new_op(chain, OP_LOOKUP, query, told, arg);

	normalize(span_of(query->user), op->subject.user);
	ask_next(op);
}

void auth_chain_login(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      auth_chain_told *told, void *arg)
{
	/* An LDAP server takes a bind without a password for anybody. */
	struct op *op = new_login(chain, OP_LOGIN, attempt, told, arg);

	if (op->secret_len)
		ask_next(op);
	else
		finish(op, AUTH_VERDICT_WRONG);
}

void auth_chain_secret(struct auth_chain *chain,
		       const struct auth_chain_attempt *attempt,
		       auth_chain_told *told, void *arg)
{
	ask_next(new_login(chain, OP_SECRET, attempt, told, arg));
}

void auth_chain_admit(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      const struct account_entry *entry, auth_chain_told *told,
		      void *arg)
{
	struct op *op = new_login(chain, OP_TRUST, attempt, told, arg);

	op->entry = *entry;
	op->at = chain->config->source_count;
	admit(op);
}

void auth_chain_trust(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      auth_chain_told *told, void *arg)
{
	ask_next(new_login(chain, OP_TRUST, attempt, told, arg));
}

/* ---- the cache ---- */

static bool is_of_user(void *arg, struct span key,
		       const struct account_entry *entry)
{
	const char *user = arg;
	struct span name = span_from(key, 1);

	name = span_first(name, span_find_char(name, '\0'));
	return span_eq(name, span_of(user)) ||
	       (entry && span_eq(span_of(entry->account.user), span_of(user)));
}

size_t auth_chain_flush(struct auth_chain *chain, const char *user)
{
	char name[256];

	if (!user)
		return auth_cache_flush(chain->cache, NULL, NULL);
	return normalize(span_of(user), name)
		       ? auth_cache_flush(chain->cache, is_of_user, name)
		       : 0;
}

void auth_chain_stats(const struct auth_chain *chain,
		      struct auth_cache_stats *out)
{
	auth_cache_stats(chain->cache, out);
}

unsigned auth_chain_pending(const struct auth_chain *chain)
{
	return chain->pending;
}

struct auth_source *auth_chain_source(const struct auth_chain *chain,
				      size_t index)
{
	return index < chain->config->source_count ? chain->source[index]
						   : NULL;
}

bool auth_chain_new(struct event_base *base, const struct config *config,
		    struct auth_chain **out, struct err *err)
{
	const struct auth_cache_options cache = {
		.bytes_max = config->auth_cache_size,
		.ttl_ms = (int64_t)config->auth_cache_ttl * 1000,
		.negative_ttl_ms =
			(int64_t)config->auth_cache_negative_ttl * 1000,
	};
	struct auth_chain *chain = x_calloc(1, sizeof(*chain));

	*out = chain;
	if (config->password_rehash[0] &&
	    !crypto_stored_is_scheme(config->password_rehash))
		return err_set(err, ERR_SYNTAX,
			       "password_rehash: unknown scheme %s",
			       config->password_rehash);
	chain->config = config;
	chain->cache = auth_cache_new(&cache);
	chain->source =
		x_calloc(config->source_count, sizeof(struct auth_source *));
	for (size_t i = 0; i < config->source_count; i++) {
		if (!auth_source_new(base, config, &config->source[i],
				     chain->cache, &chain->source[i], err))
			return false;
		chain->has_masters |= config->source[i].master;
	}
	return auth_hash_new(base, config, &chain->hash, err);
}
