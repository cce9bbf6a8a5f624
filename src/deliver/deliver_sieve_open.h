/* SPDX-License-Identifier: MIT */
/* From a place in the chain to a script ready to run: found, read, compiled, or
 * one that is kept opened. */
#pragma once

#include "deliver/deliver_chain.h"
#include "deliver/deliver_kept.h"
#include "deliver/deliver_sieve_host.h"

struct deliver_sieve_open {
	struct deliver_sieve_host *host;
	struct deliver_kept *kept; /* may be NULL */
	struct arena *arena;
	int64_t now; /* clock_now() at or before the call */
};

/* To be closed; run: which include is told of it, or NULL. false:
 * ERR_NOTFOUND, ERR_TEMP, or it is told and of no use. */
MUST_CHECK bool deliver_sieve_open(const struct deliver_sieve_open *o,
				   const struct deliver_chain_script *c,
				   struct sieve_run *run,
				   struct deliver_script **out,
				   struct err *err);
