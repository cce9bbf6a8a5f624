/* SPDX-License-Identifier: MIT */
/* What Courier keeps in a Maildir: courierimapuiddb, courierimapsubscribed. */
#pragma once

#include "base/arena.h"
#include "maildir/md_import_list.h"

/* "1 UIDVALIDITY UIDNEXT", then "UID BASENAME" lines; one at the end without
 * LF is passed over. false if malformed. Names are spans of text. */
bool md_import_courier_parse(struct span text, struct arena *arena,
			     struct md_import_list *out);
/* "INBOX" and "INBOX.a.b" lines as names of ours, each once; others are passed
 * over. */
void md_import_courier_subscribed(struct span text, struct arena *arena,
				  struct span **out, size_t *out_count);
