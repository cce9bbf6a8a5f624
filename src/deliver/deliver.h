/* SPDX-License-Identifier: MIT */
/*
 * The one delivery path: address → account → open store of the user.
 *
 * One struct deliver per process, which serves one transaction at a time and
 * keeps the stores of the last users open (lmtp_open_users), so that the next
 * message for one of them is cheap. Everything blocks. Nothing here knows LMTP.
 */
#pragma once

#include "account/account.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "config/config.h"

struct deliver;

/* Is there a way for mail of our own? */
bool deliver_can_send(const struct deliver *d);
/* Files that a process with this config may want to have open. */
uint64_t deliver_files(const struct config *config);
/* config must outlive it. */
struct deliver *deliver_new(const struct config *config);
void deliver_free(struct deliver **d);
/* Closes what is kept open; for a process that has nothing to do any more. */
void deliver_rest(struct deliver *d);
/* How we call ourselves. */
const char *deliver_host(const struct deliver *d);

/*
 * The account that an address belongs to, as account_address_next has it.
 * *out_detail: what the address has behind the user's name, part of `address`;
 * empty if nothing. ERR_NOTFOUND (also for a deleted one), ERR_DISABLED,
 * ERR_TEMP.
 */
MUST_CHECK bool deliver_find(struct deliver *d, struct span address,
			     struct account *out, struct span *out_detail,
			     struct err *err);
/* What is done with mail for that user beside storing it is asked of auth, and
 * kept for deliver_check and deliver_mail_store, each of which comes behind
 * this, maybe in a process that can't ask. ERR_TEMP. */
MUST_CHECK bool deliver_ask_rules(struct deliver *d,
				  const struct account *account,
				  struct err *err);
/* Opens the site's scripts: for who has deliver_mail_store done by processes
 * that are forked for it. */
void deliver_open_site(struct deliver *d);
/* Is there anything that deliver_check could refuse? If not, only trouble. */
bool deliver_check_is_needed(const struct account *account);
/* Would a message of that size (0: not known) be stored now? ERR_QUOTA,
 * ERR_LIMIT, ERR_TEMP. */
MUST_CHECK bool deliver_check(struct deliver *d, const struct account *account,
			      struct span mailbox, uint64_t size,
			      struct err *err);
