/* SPDX-License-Identifier: MIT */
/* What scripts ask about a user (struct sieve_host), answered from the store
 * and the settings. */
#pragma once

#include "account/account.h"
#include "config/config.h"
#include "sieve/sieve_host.h"
#include "store/store.h"

enum {
	DELIVER_SIEVE_HOST_SCRIPTS =
		1024 /* included ones, kept until the end */
};

struct deliver_kept;
struct deliver_script;
struct deliver_sieve_event;
struct store_scripts;
struct sieve_settings;

struct deliver_sieve_host {
	const struct config *config;
	const struct account *account;
	struct store_user *store;
	struct span sender, recipient, origin; /* of the envelope */
	bool runs_nothing; /* no program: it is only asked what would be */
	const struct sieve_settings *personal, *global;
	const struct deliver_sieve_log *log;
	struct span mailbox; /* where keep goes */
	/* RFC 5183 */
	const char *location;                    /* "MDA", "MS" */
	const char *phase;                       /* "during", "post" */
	const struct deliver_sieve_event *event; /* NULL: a delivery */
	struct deliver_kept *kept;               /* may be NULL */
	int64_t now; /* clock_now() at or before a use */
	/* Private. */
	struct arena arena;
	struct deliver_sieve_host_script *included;
	size_t included_count;
	struct store_scripts *scripts; /* NULL: not opened yet */
};

/* The table for it, but for `include` (deliver_sieve_open.h); both must stay
 * where they are. */
void deliver_sieve_host_init(struct deliver_sieve_host *h,
			     struct sieve_host *out);
/* The scripts of the user, opened when they are first asked for. ERR_TEMP,
 * ERR_DENIED. */
MUST_CHECK bool deliver_sieve_host_scripts(struct deliver_sieve_host *h,
					   struct store_scripts **out,
					   struct err *err);
/* To be closed with it. false: there are DELIVER_SIEVE_HOST_SCRIPTS already. */
MUST_CHECK bool deliver_sieve_host_keep(struct deliver_sieve_host *h,
					struct deliver_script *script);
void deliver_sieve_host_release(struct deliver_sieve_host *h);
