/* SPDX-License-Identifier: MIT */
#include "account/account_wire.h"

static const struct {
	char plain, code;
} escapes[] = {
	{ '\0', '0' }, { '\001', '1' }, { '\t', 't' },
	{ '\r', 'r' }, { '\n', 'n' },
};

static void escape_char(struct buf *out, char c)
{
	for (size_t i = 0; i < ARRAY_LEN(escapes); i++) {
		if (c == escapes[i].plain) {
			buf_add_char(out, '\001');
			c = escapes[i].code;
			break;
		}
	}
	buf_add_char(out, c);
}

void account_wire_escape(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		escape_char(out, text.ptr[i]);
}

static char unescaped(char code)
{
	for (size_t i = 0; i < ARRAY_LEN(escapes); i++)
		if (code == escapes[i].code)
			return escapes[i].plain;
	return code;
}

void account_wire_unescape(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\001')
			buf_add_char(out, text.ptr[i]);
		else if (++i < text.len)
			buf_add_char(out, unescaped(text.ptr[i]));
	}
}

bool account_wire_field(struct span *line, struct span *out)
{
	return span_cut(line, '\t', out);
}

bool account_wire_value(struct span line, struct span key, struct span *out)
{
	struct span field;

	while (account_wire_field(&line, &field)) {
		if (field.len > key.len && field.ptr[key.len] == '=' &&
		    span_starts(field, key)) {
			*out = span_from(field, key.len + 1);
			return true;
		}
	}
	return false;
}
