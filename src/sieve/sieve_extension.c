/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_extension.h"

enum when {
	ALWAYS,
	NAMED, /* where sieve_extensions adds it */
	OLD    /* of a draft: with sieve_old_extensions */
};

struct row {
	const char *name;
	enum sieve_extension brings;
	enum when when;
};

static const struct row rows[SIEVE_EXTENSIONS] = {
	{ "", SIEVE_EXT_NONE, ALWAYS },
#define SIEVE_EXTENSION(id, name, brings, when) { name, SIEVE_##brings, when },
#include "sieve/sieve_extensions.def"
#undef SIEVE_EXTENSION
};

const char *sieve_extension_name(enum sieve_extension id)
{
	return rows[id].name;
}

/* What it does right of those that it knows. */
static bool has_libsieve(enum sieve_extension id)
{
	static const enum sieve_extension known[] = {
		SIEVE_EXT_FILEINTO,      SIEVE_EXT_OCTET,
		SIEVE_EXT_ASCII_CASEMAP, SIEVE_EXT_ASCII_NUMERIC,
		SIEVE_EXT_ENVELOPE,      SIEVE_EXT_RELATIONAL,
		SIEVE_EXT_SUBADDRESS,    SIEVE_EXT_REJECT,
		SIEVE_EXT_VACATION,
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i] == id)
			return true;
	return false;
}

static bool is_allowed(const struct sieve_settings *settings,
		       enum sieve_extension id)
{
	const struct sieve_strings *names = &settings->extensions;

	if ((rows[id].when == OLD && !settings->old_extensions) ||
	    (settings->engine == SIEVE_ENGINE_LIBSIEVE && !has_libsieve(id)))
		return false;
	for (size_t i = 0; i < names->count; i++)
		if (span_eq(names->at[i], span_of(rows[id].name)))
			return true;
	return names->count == 0 && rows[id].when != NAMED;
}

enum sieve_extension sieve_extension_named(struct span name)
{
	for (unsigned id = 1; id < SIEVE_EXTENSIONS; id++)
		if (span_eq(name, span_of(rows[id].name)))
			return (enum sieve_extension)id;
	return SIEVE_EXT_NONE;
}

enum sieve_extension sieve_extension_find(const struct sieve_settings *settings,
					  struct span name)
{
	enum sieve_extension id = sieve_extension_named(name);

	return is_allowed(settings, id) ? id : SIEVE_EXT_NONE;
}

void sieve_extension_add(struct sieve_extension_set *set,
			 enum sieve_extension id)
{
	set->bits[id / 64] |= UINT64_C(1) << (id % 64);
	if (rows[id].brings != id)
		sieve_extension_add(set, rows[id].brings);
}

void sieve_extension_remove(struct sieve_extension_set *set,
			    enum sieve_extension id)
{
	set->bits[id / 64] &= ~(UINT64_C(1) << (id % 64));
}

bool sieve_extension_has(const struct sieve_extension_set *set,
			 enum sieve_extension id)
{
	return id == SIEVE_EXT_NONE ||
	       (set->bits[id / 64] >> (id % 64) & 1) != 0;
}

void sieve_extensions(const struct sieve_settings *settings, struct buf *out)
{
	bool first = true;

	for (unsigned id = 1; id < SIEVE_EXTENSIONS; id++) {
		if (!is_allowed(settings, id))
			continue;
		if (!first)
			buf_add_char(out, ' ');
		first = false;
		buf_add_str(out, rows[id].name);
	}
}
