/* SPDX-License-Identifier: MIT */
/* The extensions that scripts may require. Private to this folder. */
#pragma once

#include "sieve/sieve.h"

enum sieve_extension {
	SIEVE_EXT_NONE, /* the base language */
#define SIEVE_EXTENSION(id, name, brings, when) SIEVE_##id,
#include "sieve/sieve_extensions.def"
#undef SIEVE_EXTENSION
	SIEVE_EXTENSIONS
};

/* A set of them. */
struct sieve_extension_set {
	uint64_t bits[2];
};
_Static_assert(SIEVE_EXTENSIONS <= 128, "struct sieve_extension_set is full");

const char *sieve_extension_name(enum sieve_extension id);
/* SIEVE_EXT_NONE: there is none of that name. */
enum sieve_extension sieve_extension_named(struct span name);
/* SIEVE_EXT_NONE: there is none of that name under these settings. */
enum sieve_extension sieve_extension_find(const struct sieve_settings *settings,
					  struct span name);
/* With what it brings. */
void sieve_extension_add(struct sieve_extension_set *set,
			 enum sieve_extension id);
void sieve_extension_remove(struct sieve_extension_set *set,
			    enum sieve_extension id);
/* SIEVE_EXT_NONE is in every set. */
bool sieve_extension_has(const struct sieve_extension_set *set,
			 enum sieve_extension id);
