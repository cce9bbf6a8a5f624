/* SPDX-License-Identifier: MIT */
#include "admin/adm_source.h"

#include "base/span.h"

static bool is_writable(const struct config_source *section)
{
	const struct account_source_kind *kind =
		account_source_kind_of(section);

	return kind && kind->writable && kind->writable(section);
}

static const struct config_source *find(const struct config *config,
					const char *name)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (name ? span_eq(span_of(config->source[i].name),
				   span_of(name))
			 : is_writable(&config->source[i]))
			return &config->source[i];
	return NULL;
}

bool adm_source_choose(struct adm_call *call, enum adm_source_for purpose,
		       const struct config_source **out, struct err *err)
{
	const char *name = adm_take_option(call, "source");

	*out = find(&call->config, name);
	if (!*out && !name && purpose == ADM_SOURCE_READ)
		*out = call->config.source;
	if (!*out)
		return name ? err_set(err, ERR_NOTFOUND,
				      "there is no source %s", name)
			    : err_set(err, ERR_NOTFOUND,
				      "no source can be written");
	if (purpose == ADM_SOURCE_WRITE && !is_writable(*out))
		return err_set(err, ERR_STATE, "the source %s is only read",
			       (*out)->name);
	return true;
}
