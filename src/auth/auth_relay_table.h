/* SPDX-License-Identifier: MIT */
/*
 * Addresses from which somebody has logged in, each with the second (Unix time)
 * until which it may relay: POP- and IMAP-before-SMTP. In memory, bounded: the
 * address whose last login is oldest goes first. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "account/account_relay.h"
#include "base/buf.h"
#include "base/network.h"

struct auth_relay_table;

struct auth_relay_table *auth_relay_table_new(unsigned max);
void auth_relay_table_free(struct auth_relay_table **table);

/* Adds it, or moves its end. Ends that are given never fall. false: that is no
 * address. */
bool auth_relay_table_add(struct auth_relay_table *table, struct span address,
			  int64_t until);
/* When it ends; 0: it may not (or no more). */
int64_t auth_relay_table_find(const struct auth_relay_table *table,
			      struct span address, int64_t now);
/* Forgets what has ended. The number forgotten. */
unsigned auth_relay_table_expire(struct auth_relay_table *table, int64_t now);
/* The end of the one that ends first; 0: the table is empty. */
int64_t auth_relay_table_next_end(const struct auth_relay_table *table);

/* Those that were added or moved since the last call, into *out, which the
 * caller frees. How many. */
size_t auth_relay_table_take_new(struct auth_relay_table *table,
				 struct account_relay **out);
/* Tells them all again at the next call. */
void auth_relay_table_all_new(struct auth_relay_table *table);

/* "ADDRESS<TAB>UNTIL" lines, oldest first. */
void auth_relay_table_write(const struct auth_relay_table *table,
			    struct buf *out);
/* Adds what was written so and ends after `now`, but none later than `latest`;
 * other lines are passed over. */
void auth_relay_table_read(struct auth_relay_table *table, struct span text,
			   int64_t now, int64_t latest);
/* The lines of tcprules(1) that let them relay, as in tcp.smtp:
 * ADDRESS:allow,RELAYCLIENT="". It knows no IPv6. */
void auth_relay_table_rules(const struct auth_relay_table *table,
			    struct buf *out);
