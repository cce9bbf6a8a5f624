/* SPDX-License-Identifier: MIT */
#include "account/account_field.h"
#include "account/account_passwdfile.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char home[] = "/srv/%d/%n", mail[] = "%h/Maildir", none[] = "";
	const struct config config = { .mail_home = home, .mail_dir = mail };
	const struct config_source section = { .mail_home = none,
					       .mail_dir = none };
	struct span line = span_make(data, size), key;
	struct account_entry entry;
	struct err err;

	if (!account_passwdfile_key(line, &key))
		return 0;
	ASSERT(!key.len || key.ptr == line.ptr);
	account_field_begin(&entry, "ann@example.org");
	if (!account_passwdfile_parse(line, "CRYPT", &entry, &err) ||
	    !account_field_place(&entry, &config, &section, &err)) {
		ASSERT(err.kind == ERR_TEMP);
		return 0;
	}
	ASSERT(entry.account.home[0] == '/' && entry.account.mail[0] == '/');
	ASSERT(!strstr(entry.account.mail, "/../"));
	return 0;
}
