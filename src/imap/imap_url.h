/* SPDX-License-Identifier: MIT */
/* IMAP URLs of messages on the own server (RFC 5092, RFC 2192), as CATENATE
 * has them: without scheme and server. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

struct imap_url {
	struct span mailbox;  /* UTF-8; ptr NULL: the one that is selected */
	uint32_t uidvalidity; /* 0: not told */
	uint32_t uid;
	struct span section; /* what stands between the brackets of BODY[] */
	bool is_partial;
	uint32_t offset;
	uint32_t length; /* UINT32_MAX: to the end */
};
/* "/Drafts;UIDVALIDITY=385759045/;UID=20/;section=1.2/;partial=0.1024",
 * "/;UID=20". Spans lie in text or in the arena. */
bool imap_url_parse(struct span text, struct arena *arena,
		    struct imap_url *out);
