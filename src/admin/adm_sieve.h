/* SPDX-License-Identifier: MIT */
/* The family of `fumikura sieve …`: a verb is an entry, adm_sieve.c has the
 * table. */
#pragma once

#include "admin/adm.h"

struct adm_sieve_verb {
	const char *name;
	/* The call's words are those behind the verb. ADM_USAGE: they are not
	 * what it wants. */
	int (*run)(struct adm_call *call);
};

extern const struct adm_sieve_verb adm_sieve_activate, adm_sieve_check,
	adm_sieve_deactivate, adm_sieve_delete, adm_sieve_get, adm_sieve_list,
	adm_sieve_put, adm_sieve_rename, adm_sieve_run, adm_sieve_test;
