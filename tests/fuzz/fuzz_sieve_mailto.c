/* SPDX-License-Identifier: MIT */
/* Whatever a script calls a mailto URI is read to an end; what is encoded can
 * be a field's value, and one that is in order names somebody, by addresses and
 * in fields that end no line. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_mailto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct sieve_mailto *uri)
{
	uint32_t count = 0;

	for (const struct sieve_mailto_recipient *r = uri->recipients; r;
	     r = r->next, count++)
		ASSERT(sieve_mail_is_address(r->address));
	ASSERT(count > 0 && count == uri->recipient_count);
	for (const struct sieve_mailto_field *f = uri->fields; f; f = f->next) {
		ASSERT(sieve_mail_is_field_name(f->name));
		ASSERT(span_find_char(f->value, '\0') == f->value.len);
		ASSERT(span_find_char(f->value, '\n') == f->value.len ||
		       span_eq_nocase(f->name, SPAN("body")));
	}
}

/* What is encoded comes back as it was. */
static void check_encoded(struct span text, struct arena *arena)
{
	struct sieve_mailto parsed;
	auto_buf struct buf uri;

	buf_init(&uri, text.len * 3 + 64);
	buf_add_str(&uri, "mailto:a@b.example?body=");
	sieve_mailto_encode(text, &uri);
	for (size_t i = 0; i < uri.len; i++)
		ASSERT(uri.ptr[i] > ' ' && uri.ptr[i] <= '~');
	if (!sieve_mailto_parse(buf_span(&uri), arena, &parsed))
		ASSERT(span_eq(parsed.fields->value, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = { 0 };
	struct span text = span_make(data, size);
	struct sieve_mailto parsed;

	if (!sieve_mailto_parse(text, &arena, &parsed))
		check(&parsed);
	check_encoded(text, &arena);
	return 0;
}
