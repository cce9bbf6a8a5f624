/* SPDX-License-Identifier: MIT */
/* The search program of SEARCH (RFC 3501 6.4.4): text → criteria. */
#pragma once

#include "base/arena.h"
#include "base/ranges.h"
#include "store/store_search.h"

enum imap_search {
	IMAP_SEARCH_OK,
	IMAP_SEARCH_BAD,     /* syntax, or deeper or longer than the limits */
	IMAP_SEARCH_CHARSET, /* a charset that is not known */
};
/* text: "[CHARSET x ]key key …". view is for "*" in sets. The program lives
 * in arena; release it with store_search_release in every case (it may be
 * NULL). */
enum imap_search imap_search_parse(struct span text, struct ranges *view,
				   struct arena *arena,
				   struct store_criterion **out);
