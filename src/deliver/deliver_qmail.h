/* SPDX-License-Identifier: MIT */
/*
 * The reply that qmailadmin wrote for a user of vpopmail (setting
 * qmail_vacation): a line of ~/.qmail that runs autorespond with a file of the
 * home. The program is not run: its file becomes a reply of ours.
 */
#pragma once

#include "account/account.h"
#include "base/buf.h"

/* The file's name in the first "| …/autorespond TIME NUM FILE …" of a .qmail;
 * empty if there is none. Pure. */
struct span deliver_qmail_find(struct span text);
/* What such a file says, as the account's reply would say it: its fields
 * between two %HEADER%, UTF-8 (what is not is taken for ISO 8859-1). Pure. */
void deliver_qmail_convert(struct span text, struct buf *out);

/* The user's, NUL at its end, cut to size; empty if there is none. Trouble is
 * logged. */
void deliver_qmail_reply(const struct account *account, char *out, size_t size);
