/* SPDX-License-Identifier: MIT */
/* The first byte chooses: a vpasswd line, an assign line, a cdb's value. */
#include "account/account_field.h"
#include "account/account_vpasswd.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_user(struct span line)
{
	struct account_entry entry;
	struct span key, clear;
	struct err err;

	if (!account_vpasswd_key(line, &key) || !key.len)
		return;
	account_field_begin(&entry, "ann@example.org");
	if (account_vpasswd_parse(span_from(line, key.len + 1), "CRYPT",
				  account_vpasswd_limits(line), &entry, &clear,
				  &err))
		ASSERT(entry.account.home[0] == '/');
	else
		ASSERT(err.kind == ERR_TEMP);
}

static void run_domain(struct span value, char sep)
{
	struct account_vpasswd_domain domain;
	struct err err;

	if (account_vpasswd_domain_parse(value, sep, &domain, &err))
		ASSERT(domain.name[0] && domain.dir[0] == '/');
	else
		ASSERT(err.kind == ERR_TEMP);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_from(span_make(data, size), 1), key;

	if (size == 0)
		return 0;
	switch (data[0] % 3) {
	case 0:
		run_user(text);
		break;
	case 1:
		if (account_vpasswd_assign_key(text, &key) && key.len)
			run_domain(
				span_from(text, span_find_char(text, ':') + 1),
				':');
		break;
	default:
		run_domain(text, '\0');
	}
	return 0;
}
