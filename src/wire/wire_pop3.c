/* SPDX-License-Identifier: MIT */
#include "wire/wire_pop3.h"

#include <inttypes.h>

#include "base/num.h"

static struct span skip_spaces(struct span s)
{
	while (s.len && s.ptr[0] == ' ')
		s = span_from(s, 1);
	return s;
}

struct span wire_pop3_take_verb(struct span line, struct span *out_args)
{
	size_t at = span_find_char(line, ' ');

	*out_args = skip_spaces(span_from(line, at));
	while (span_ends(*out_args, SPAN(" ")))
		out_args->len--;
	return span_first(line, at);
}

bool wire_pop3_take_number(struct span *args, uint32_t *out)
{
	size_t end = span_find_char(*args, ' ');
	struct span word = span_first(*args, end);

	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return false;
	if (word.len == 0)
		return false;
	if (!num_parse_u32(word, 0, UINT32_MAX, out))
		*out = UINT32_MAX;
	*args = skip_spaces(span_from(*args, end));
	return true;
}

void wire_pop3_add_capabilities(struct buf *out, uint64_t expire_days,
				uint64_t login_delay)
{
	buf_add(out, SPAN("CAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\n"
			  "AUTH-RESP-CODE\r\nPIPELINING\r\n"));
	if (expire_days)
		buf_add_format(out, "EXPIRE %" PRIu64 "\r\n", expire_days);
	else
		buf_add(out, SPAN("EXPIRE NEVER\r\n"));
	if (login_delay)
		buf_add_format(out, "LOGIN-DELAY %" PRIu64 "\r\n", login_delay);
	buf_add(out, SPAN("UTF8 USER\r\nLANG\r\nIMPLEMENTATION Fumikura\r\n"));
}

bool wire_pop3_add_language(struct buf *out, struct span args)
{
	if (args.len == 0) {
		buf_add(out, SPAN("+OK Languages:\r\nen English\r\n.\r\n"));
		return true;
	}
	if (!span_eq(args, SPAN("*")) && !span_eq_nocase(args, SPAN("en")) &&
	    !span_eq_nocase(args, SPAN("i-default"))) {
		buf_add(out, SPAN("-ERR There is no such language.\r\n"));
		return false;
	}
	buf_add(out, SPAN("+OK en English it is.\r\n"));
	return true;
}
