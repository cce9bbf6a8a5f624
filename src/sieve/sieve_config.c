/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_config.h"

#include "base/auto.h"

enum {
	NAMES_CAP = 16384
};

static struct sieve_limits limits_of(const struct config *c)
{
	return (struct sieve_limits){
		.script_bytes = c->sieve_max_script_size,
		.nesting = (uint32_t)c->sieve_max_nesting,
		.actions = (uint32_t)c->sieve_max_actions,
		.redirects = (uint32_t)c->sieve_max_redirects,
		.notifies = (uint32_t)c->sieve_max_notifies,
		.programs = (uint32_t)c->sieve_max_programs,
		.includes = (uint32_t)c->sieve_max_includes,
		.include_depth = (uint32_t)c->sieve_max_include_depth,
		.variables = (uint32_t)c->sieve_max_variables,
		.variable_bytes = c->sieve_max_variable_size,
		.memory = c->sieve_max_memory,
		.steps = c->sieve_max_steps,
		.examined = c->sieve_max_examined,
		.cpu_ms = (uint32_t)c->sieve_max_cpu_time,
	};
}

/* The next word; commas and blanks stand between. */
static bool next_word(struct span *rest, struct span *out)
{
	static const char between[] = ", \t";

	while (rest->len && strchr(between, rest->ptr[0]))
		*rest = span_from(*rest, 1);
	*out = *rest;
	for (size_t i = 0; i < rest->len; i++)
		if (strchr(between, rest->ptr[i])) {
			*out = span_first(*rest, i);
			break;
		}
	*rest = span_from(*rest, out->len);
	return out->len > 0;
}

/* The words, in the arena; room for `more` of them. */
static struct span *cut_words(struct span text, struct arena *arena,
			      size_t more, size_t *out_count)
{
	struct span rest = text;
	size_t count = 0;
	struct span word;
	struct span *at;

	while (next_word(&rest, &word))
		count++;
	at = arena_alloc_array(arena, count + more + 1, sizeof(*at));
	*out_count = 0;
	while (next_word(&text, &word))
		at[(*out_count)++] = word;
	return at;
}

static void drop(struct span *at, size_t *count, struct span name)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++)
		if (!span_eq(at[i], name))
			at[kept++] = at[i];
	*count = kept;
}

/* "+name -name", or just names. */
static void change_extensions(struct span text, struct arena *arena,
			      struct sieve_settings *io)
{
	auto_buf struct buf before = { 0 };
	bool anew = true;
	struct span word;
	size_t count;
	struct span *at;

	if (!span_trim(text).len)
		return;
	buf_init(&before, NAMES_CAP);
	sieve_extensions(io, &before);
	at = cut_words(arena_dup(arena, buf_span(&before)), arena, text.len,
		       &count);
	while (next_word(&text, &word)) {
		bool sign = word.ptr[0] == '+' || word.ptr[0] == '-';
		struct span name = span_from(word, sign);

		if (!sign && anew)
			count = 0;
		anew = false;
		drop(at, &count, name);
		if (word.ptr[0] != '-')
			at[count++] = name;
	}
	io->extensions = (struct sieve_strings){ at, count };
}

void sieve_config_settings(const struct config *config, struct arena *arena,
			   struct sieve_settings *out)
{
	const char *delimiter = config->recipient_delimiter;

	*out = (struct sieve_settings){
		.engine =
			span_eq(span_of(config->sieve_engine), SPAN("libsieve"))
				? SIEVE_ENGINE_LIBSIEVE
				: SIEVE_ENGINE_OWN,
		.limits = limits_of(config),
		.old_extensions = config->sieve_old_extensions,
		.separator = delimiter[0] ? delimiter[0] : '+',
		.spam_header = span_of(config->sieve_spam_header),
		.spam_max = span_of(config->sieve_spam_max),
		.virus_header = span_of(config->sieve_virus_header),
		.environment = span_of(config->sieve_environment),
	};
	out->protected_fields.at =
		cut_words(span_of(config->sieve_protected_headers), arena, 0,
			  &out->protected_fields.count);
	change_extensions(span_of(config->sieve_extensions), arena, out);
}

void sieve_config_global(const struct config *config, struct arena *arena,
			 struct sieve_settings *io)
{
	change_extensions(span_of(config->sieve_global_extensions), arena, io);
}
