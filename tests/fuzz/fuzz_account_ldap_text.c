/* SPDX-License-Identifier: MIT */
/* Any bytes as a value in a filter or a DN: it stays one value, and what it
 * says. */
#include <stddef.h>
#include <stdint.h>

#include "account/account_ldap_text.h"
#include "base/auto.h"
#include "base/num.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void unescape(struct span text, struct buf *out)
{
	uint64_t byte;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\\') {
			buf_add_char(out, text.ptr[i]);
			continue;
		}
		ASSERT(num_parse_hex(span_first(span_from(text, i + 1), 2),
				     &byte));
		buf_add_char(out, (char)byte);
		i += 2;
	}
}

static void check(struct span escaped, struct span value, const char *special)
{
	auto_buf struct buf back;

	for (const char *c = special; *c; c++)
		ASSERT(span_find_char(escaped, *c) == escaped.len);
	buf_init(&back, value.len + 1);
	unescape(escaped, &back);
	ASSERT(span_eq(buf_span(&back), value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span value = span_make(data, size);
	auto_buf struct buf filter;
	auto_buf struct buf dn;

	buf_init(&filter, 3 * size + 1);
	buf_init(&dn, 3 * size + 1);
	account_ldap_text_filter_value(&filter, value);
	account_ldap_text_dn_value(&dn, value);
	check(buf_span(&filter), value, "()*");
	check(buf_span(&dn), value, ",+=<>;\"# ");
	return 0;
}
