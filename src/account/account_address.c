/* SPDX-License-Identifier: MIT */
#include "account/account_address.h"

#include "base/x.h"

/* Length of the local part without its detail, or 0 if it has none. */
static size_t without_detail(struct span local, const char *delimiters)
{
	for (size_t i = 1; i < local.len; i++)
		if (local.ptr[i] && strchr(delimiters, local.ptr[i]))
			return i;
	return 0;
}

char *account_address_plain(struct span address, const char *delimiters)
{
	size_t at = span_find_char(address, '@');
	size_t keep = without_detail(span_first(address, at), delimiters);

	if (!keep)
		return NULL;
	return x_printf("%.*s%.*s", SPAN_ARG(span_first(address, keep)),
			SPAN_ARG(span_from(address, at)));
}
