/* SPDX-License-Identifier: MIT */
/*
 * Every user of the named domains exists, in the place that the templates give,
 * with one password for all. Without a password nobody logs in: the source then
 * only says where mail goes, behind one that checks logins, say.
 */
#include <stdlib.h>

#include "account/account_field.h"
#include "account/account_source.h"
#include "base/x.h"

struct fixed {
	struct account_source source; /* first */
	const struct config *config;
};

static bool static_open(const struct config *config,
			const struct config_source *section,
			struct account_source **out, struct err *err)
{
	struct fixed *f;

	if (section->any_password && *section->static_password)
		return err_set(err, ERR_SYNTAX,
			       "%s:%u: static_password and any_password"
			       " exclude each other",
			       config->file ? config->file : "", section->line);
	f = x_calloc(1, sizeof(*f));
	f->source.kind = &account_static_kind;
	f->source.section = section;
	f->config = config;
	*out = &f->source;
	return true;
}

static void static_close(struct account_source *source)
{
	free(source);
}

static bool is_ours(const struct config_source *section, const char *user)
{
	struct span list = span_of(section->domains), word, local, domain;

	account_split(user, &local, &domain);
	if (!*section->domains)
		return true;
	while (span_cut(&list, ' ', &word))
		if (word.len && span_eq_nocase(word, domain))
			return true;
	return false;
}

static bool static_lookup(struct account_source *source,
			  const struct account_query *query,
			  struct account_entry *out, struct err *err)
{
	const struct config_source *section = source->section;

	if (!is_ours(section, query->user))
		return err_set(err, ERR_NOTFOUND, "no such domain");
	account_field_begin(out, query->user);
	return account_field_password(out, span_of(section->static_password),
				      section->default_scheme, err) &&
	       account_field_place(out, ((struct fixed *)source)->config,
				   section, err);
}

static bool static_hurry(struct account_source *source)
{
	(void)source;
	return true; /* nothing is looked up anywhere */
}

/* Only where the section says that any password will do. */
static bool static_verify(struct account_source *source,
			  const struct account_attempt *attempt,
			  struct account_entry *out, struct err *err)
{
	if (!source->section->any_password ||
	    attempt->proof != ACCOUNT_PROOF_PASSWORD)
		return err_set(err, ERR_STATE, "compare it");
	return static_lookup(source, &attempt->query, out, err);
}

static unsigned static_varies(const struct config_source *section)
{
	(void)section;
	return ACCOUNT_BY_USER;
}

const struct account_source_kind account_static_kind = {
	.type = "static",
	.open = static_open,
	.close = static_close,
	.lookup = static_lookup,
	.hurry = static_hurry,
	.verify = static_verify,
	.varies = static_varies,
};
