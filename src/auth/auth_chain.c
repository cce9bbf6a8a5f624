/* SPDX-License-Identifier: MIT */
#include "auth/auth_chain.h"

#include <string.h>

#include "auth/auth_chain_op.h"
#include "auth/auth_hash.h"
#include "base/x.h"
#include "crypto/crypto_stored.h"

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

static struct auth_chain_op *new_op(struct auth_chain *chain,
				    enum auth_chain_kind kind,
				    const struct account_query *query,
				    auth_chain_told *told, void *arg)
{
	struct auth_chain_op *op = x_calloc(1, sizeof(*op));

	op->chain = chain;
	op->kind = kind;
	op->told = told;
	op->arg = arg;
	copy_query(query, &op->subject);
	chain->pending++;
	return op;
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
static void set_names(struct auth_chain_op *op, const char *user,
		      const char *authorize)
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
				!auth_chain_op_is_own(op);
	}
	if (op->as_master)
		memcpy(op->master, op->subject.user, sizeof(op->master));
}

static struct auth_chain_op *new_login(struct auth_chain *chain,
				       enum auth_chain_kind kind,
				       const struct auth_chain_attempt *attempt,
				       auth_chain_told *told, void *arg)
{
	const struct account_attempt *a = &attempt->attempt;
	struct auth_chain_op *op = new_op(chain, kind, &a->query, told, arg);

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
	struct auth_chain_op *op =
		new_op(chain, AUTH_CHAIN_LOOKUP, query, told, arg);

	normalize(span_of(query->user), op->subject.user);
	auth_chain_op_ask(op);
}

void auth_chain_login(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      auth_chain_told *told, void *arg)
{
	/* An LDAP server takes a bind without a password for anybody. */
	struct auth_chain_op *op =
		new_login(chain, AUTH_CHAIN_LOGIN, attempt, told, arg);

	if (op->secret_len)
		auth_chain_op_ask(op);
	else
		auth_chain_op_finish(op, AUTH_VERDICT_WRONG);
}

void auth_chain_secret(struct auth_chain *chain,
		       const struct auth_chain_attempt *attempt,
		       auth_chain_told *told, void *arg)
{
	auth_chain_op_ask(
		new_login(chain, AUTH_CHAIN_SECRET, attempt, told, arg));
}

void auth_chain_admit(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      const struct account_entry *entry, auth_chain_told *told,
		      void *arg)
{
	struct auth_chain_op *op =
		new_login(chain, AUTH_CHAIN_TRUST, attempt, told, arg);

	op->entry = *entry;
	op->at = chain->config->source_count;
	auth_chain_op_admit(op);
}

void auth_chain_trust(struct auth_chain *chain,
		      const struct auth_chain_attempt *attempt,
		      auth_chain_told *told, void *arg)
{
	auth_chain_op_ask(
		new_login(chain, AUTH_CHAIN_TRUST, attempt, told, arg));
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
