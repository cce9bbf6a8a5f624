/* SPDX-License-Identifier: MIT */
#include "account/account_sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"
#include "crypto/crypto_secret.h"

void account_sources_close(struct account_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		account_source_close(&sources->source[i]);
	free(sources->source);
	*sources = (struct account_sources){ .source = NULL };
}

bool account_sources_open(const struct config *config, const char *name,
			  struct account_sources *out, struct err *err)
{
	*out = (struct account_sources){ .named = name != NULL };
	out->source =
		x_calloc(config->source_count, sizeof(struct account_source *));
	for (size_t i = 0; i < config->source_count; i++) {
		const struct config_source *section = &config->source[i];

		if (name && !span_eq(span_of(section->name), span_of(name)))
			continue;
		if (!account_source_open(config, section,
					 &out->source[out->count], err)) {
			account_sources_close(out);
			return false;
		}
		out->count++;
	}
	if (out->count)
		return true;
	account_sources_close(out);
	return err_set(err, ERR_NOTFOUND, "no such source: %s", name);
}

static bool is_asked(const struct account_sources *sources, size_t index)
{
	return sources->named || !sources->source[index]->section->master;
}

/* How the chain goes on after a source that has not answered "found". */
struct outcome {
	bool troubled;
	bool denied;
	struct err trouble;
};

static void note(struct outcome *outcome, const struct account_source *source,
		 const struct err *err)
{
	if (err->kind == ERR_DENIED)
		outcome->denied = true;
	if (err->kind == ERR_DENIED || err->kind == ERR_NOTFOUND ||
	    outcome->troubled)
		return;
	outcome->troubled = true;
	outcome->trouble = *err;
	err_detail(&outcome->trouble, "source %s", source->section->name);
}

static bool give_up(const struct outcome *outcome, struct err *err)
{
	if (outcome->troubled) {
		*err = outcome->trouble;
		return false;
	}
	if (outcome->denied)
		return err_set(err, ERR_DENIED, "wrong password");
	return err_set(err, ERR_NOTFOUND, "no such user");
}

bool account_sources_lookup(struct account_sources *sources,
			    const struct account_query *query,
			    struct account_entry *out, struct err *err)
{
	struct outcome outcome = { .troubled = false };

	sources->told_by = NULL;
	for (size_t i = 0; i < sources->count; i++) {
		struct account_source *source = sources->source[i];

		if (!is_asked(sources, i))
			continue;
		memset(out, 0, sizeof(*out));
		if (account_source_lookup(source, query, out, err)) {
			sources->told_by = source->section;
			return true;
		}
		note(&outcome, source, err);
	}
	return give_up(&outcome, err);
}

/* ERR_DENIED with *out_known: the source knows the user. */
static bool verify_one(struct account_source *source,
		       const struct account_attempt *attempt,
		       struct account_entry *out, bool *out_proven,
		       bool *out_known, struct err *err)
{
	struct err ignored;

	memset(out, 0, sizeof(*out));
	*out_proven = source->kind->verify &&
		      account_source_verify(source, attempt, out, err);
	*out_known = *out_proven;
	if (*out_proven)
		return true;
	if (source->kind->verify && err->kind != ERR_STATE) {
		*out_known = err->kind == ERR_DENIED &&
			     account_source_lookup(source, &attempt->query, out,
						   &ignored);
		return false;
	}
	*out_known = account_source_lookup(source, &attempt->query, out, err);
	return *out_known;
}

bool account_sources_verify(struct account_sources *sources,
			    const struct account_attempt *attempt,
			    struct account_entry *out, bool *out_proven,
			    struct err *err)
{
	struct outcome outcome = { .troubled = false };
	bool known;

	sources->told_by = NULL;
	for (size_t i = 0; i < sources->count; i++) {
		struct account_source *source = sources->source[i];
		bool good;

		if (!is_asked(sources, i))
			continue;
		good = verify_one(source, attempt, out, out_proven, &known,
				  err);
		if (known)
			sources->told_by = source->section;
		if (good || known)
			return good;
		note(&outcome, source, err);
	}
	return give_up(&outcome, err);
}

bool account_sources_each(struct account_sources *sources,
			  void (*take)(void *arg,
				       const struct account_entry *entry),
			  void *arg, struct err *err)
{
	struct account_entry entry;
	bool listed = false;

	for (size_t i = 0; i < sources->count; i++) {
		struct account_source *source = sources->source[i];
		char after[sizeof(entry.account.user)] = "";

		if (!is_asked(sources, i) || !source->kind->next)
			continue;
		listed = true;
		sources->told_by = source->section;
		while (account_source_next(source, after, &entry, err)) {
			take(arg, &entry);
			memcpy(after, entry.account.user, sizeof(after));
		}
		crypto_secret_wipe(&entry, sizeof(entry));
		if (err->kind != ERR_NOTFOUND)
			return err_detail(err, "source %s",
					  source->section->name);
	}
	return listed ||
	       err_set(err, ERR_STATE, "no account source can list its users");
}
