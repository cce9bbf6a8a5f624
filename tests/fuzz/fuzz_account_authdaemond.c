/* SPDX-License-Identifier: MIT */
#include "account/account_authdaemond.h"
#include "account/account_field.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account_entry entry;
	struct span system_user;
	struct err err = { .kind = ERR_NONE };

	account_field_begin(&entry, "ann@example.org");
	switch (account_authdaemond_parse(span_make(data, size), "CRYPT",
					  &entry, &system_user, &err)) {
	case ACCOUNT_AUTHDAEMOND_TROUBLE:
		ASSERT(err.kind == ERR_TEMP);
		break;
	case ACCOUNT_AUTHDAEMOND_FAIL:
		break;
	case ACCOUNT_AUTHDAEMOND_OK:
		ASSERT(span_find(span_make(data, size), SPAN(".\n")) < size);
		ASSERT(entry.account.user[0]);
	}
	return 0;
}
