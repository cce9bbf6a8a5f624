/* SPDX-License-Identifier: MIT */
/* The source options of ESEARCH (RFC 7377 2.2): "IN (personal subtree Lists)".
 * Pure. */
#pragma once

#include "imap/imap_filter.h"

struct imap_source {
	struct imap_filter filter; /* names as written */
	struct imap_source *next;
};

struct imap_sources {
	struct imap_source *first; /* without the selected mailbox */
	bool selected;             /* that is among them */
	bool listed;               /* some are not named one by one */
	size_t names;              /* in all of them */
};

/* Takes " IN (…)" off *rest if it is there. false: it is malformed. */
bool imap_sources_take(struct span *rest, struct arena *arena,
		       struct imap_sources *out);
