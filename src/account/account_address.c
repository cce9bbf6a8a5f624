/* SPDX-License-Identifier: MIT */
#include "account/account_address.h"

#include "account/account.h"

void account_address_init(struct account_address *a, struct span address,
			  const char *delimiters, const char *catch_all)
{
	*a = (struct account_address){
		.address = address,
		.delimiters = delimiters,
		.catch_all = catch_all,
		.end = span_find_char(address, '@'),
	};
}

/* The last of the first delimiters before `end`, or 0. */
static size_t last_delimiter(const struct account_address *a, size_t end)
{
	unsigned count = 0;
	size_t last = 0;

	for (size_t i = 1; i < end && count < ACCOUNT_ADDRESS_LEVELS; i++) {
		char c = a->address.ptr[i];

		if (!c || !strchr(a->delimiters, c))
			continue;
		last = i;
		count++;
	}
	return last;
}

static bool catching(const struct account_address *a, struct buf *out)
{
	char user[256];
	struct err err;

	return *a->catch_all &&
	       account_normalize(a->address, user, sizeof(user)) &&
	       span_find_char(a->address, '@') < a->address.len &&
	       account_expand(a->catch_all, user, NULL, out, &err);
}

bool account_address_next(struct account_address *a, struct buf *out)
{
	buf_reset(out);
	if (a->done)
		return false;
	a->keep = a->keep ? last_delimiter(a, a->keep) : a->end;
	if (a->keep) {
		buf_add(out, span_first(a->address, a->keep));
		buf_add(out, span_from(a->address, a->end));
		return !out->full;
	}
	a->done = true;
	a->caught = catching(a, out);
	return a->caught;
}

struct span account_address_detail(const struct account_address *a)
{
	struct span local = span_first(a->address, a->end);

	return a->keep && a->keep < a->end ? span_from(local, a->keep + 1)
					   : span_make(NULL, 0);
}
