/* SPDX-License-Identifier: MIT */
/* The line of a whole entry, as in a Dovecot userdb reply; and its secrets. */
#pragma once

#include "account/account.h"

/* account_write, then what the entry has beside the record, never the password:
 * name= closed_services= delivery= purge= allow_nets= host= forward= reply=
 * sieve=.
 * Lists have commas between, and services and modes their words. */
void account_entry_write(const struct account_entry *entry, struct buf *out);
/* Overwrites the passwords. The rest is no secret, and twenty times as much. */
void account_entry_wipe(struct account_entry *entry);
