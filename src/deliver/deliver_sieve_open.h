/* SPDX-License-Identifier: MIT */
/* From a place in the chain to a script ready to run: found, read, compiled, or
 * one that is kept opened. */
#pragma once

#include "deliver/deliver_chain.h"
#include "deliver/deliver_kept.h"
#include "deliver/deliver_sieve_host.h"

/* To be closed; run: which include is told of it, or NULL: it is only checked.
 * false: ERR_NOTFOUND, ERR_TEMP, or it is told and of no use. */
MUST_CHECK bool deliver_sieve_open(struct deliver_sieve_host *h,
				   const struct deliver_chain_script *c,
				   struct sieve_run *run,
				   struct deliver_script **out,
				   struct err *err);
/* So that it is kept; nothing is told. h: its first fields, kept, now and the
 * arena; there is no user. */
void deliver_sieve_open_ahead(struct deliver_sieve_host *h,
			      const struct deliver_chain_script *c);
/* For struct sieve_host (RFC 6609), whose context is a deliver_sieve_host. */
MUST_CHECK bool deliver_sieve_open_included(void *host, enum sieve_place place,
					    struct span name,
					    const struct sieve_script **out,
					    struct err *err);
