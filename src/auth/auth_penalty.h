/* SPDX-License-Identifier: MIT */
/*
 * Against guessing: who failed lately, and how long the next attempt from there
 * waits. Loop only, in memory only, with a bound; what is forgotten first is
 * what was not touched for longest. Nothing can be read out of it: names and
 * passwords are digests with a key of this process.
 *
 * A failure counts for its network (an IPv4 address, an IPv6 /64, and, a
 * quarter, the /48), unless it repeats one of the last guesses from there: a
 * telephone that keeps an old password harms nobody. Each counted failure
 * doubles the wait, which wears off in `memory_ms`. Attempts of one network
 * that have to wait do so one after the other; who would wait longer than
 * wait_max_ms is refused. A user who logged in from an address before does not
 * wait there.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct auth_penalty_options {
	size_t entries_max;
	int64_t wait_max_ms;  /* 0: nobody waits */
	int64_t memory_ms;    /* until failures are forgotten */
	uint64_t network_max; /* failures of a user from one network; 0: any */
	uint64_t user_max;    /* of a user from everywhere; 0: any */
	const char *exempt;   /* networks; outlives it */
};

/* One attempt. */
struct auth_penalty_guess {
	const char *remote_ip; /* numeric; else it counts for no network */
	const char *user;
	/* Of user and password; 0: the password is not known. */
	uint64_t digest;
};

enum auth_penalty_ruling {
	AUTH_PENALTY_GO,
	AUTH_PENALTY_WAIT,   /* *out_wait_ms */
	AUTH_PENALTY_REFUSE, /* check nothing, count nothing */
};

struct auth_penalty;

struct auth_penalty *
auth_penalty_new(const struct auth_penalty_options *options);
void auth_penalty_free(struct auth_penalty **penalty);

/* For auth_penalty_guess: never 0. */
uint64_t auth_penalty_digest(const struct auth_penalty *penalty,
			     struct span user, struct span password);
/* May it be tried now? Takes its place in the queue if it has to wait. */
enum auth_penalty_ruling
auth_penalty_rule(struct auth_penalty *penalty,
		  const struct auth_penalty_guess *guess, int64_t now_ms,
		  int64_t *out_wait_ms);
/* It was wrong. false: it repeats an earlier one and doesn't count, or the
 * network is exempt. */
bool auth_penalty_failed(struct auth_penalty *penalty,
			 const struct auth_penalty_guess *guess,
			 int64_t now_ms);
/* It was right. */
void auth_penalty_succeeded(struct auth_penalty *penalty,
			    const struct auth_penalty_guess *guess,
			    int64_t now_ms);
/* Entries now. */
size_t auth_penalty_count(const struct auth_penalty *penalty);
