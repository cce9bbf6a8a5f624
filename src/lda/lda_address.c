/* SPDX-License-Identifier: MIT */
#include "lda/lda_address.h"

enum {
	TEXT_MAX = 1000
};

struct span lda_address_of(struct span text)
{
	struct span s = span_trim(text);

	if (s.len >= 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>')
		s = span_make(s.ptr + 1, s.len - 2);
	return s;
}

struct span lda_address_first(struct span text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && quoted)
			i++;
		else if (text.ptr[i] == '"')
			quoted = !quoted;
		else if (text.ptr[i] == ' ' && !quoted)
			return span_first(text, i);
	}
	return text;
}

struct span lda_address_sender(struct span address)
{
	if (span_eq_nocase(address, SPAN("MAILER-DAEMON")) ||
	    span_eq(address, SPAN("#@[]")))
		return SPAN("");
	return address;
}

bool lda_address_is_plain(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < 32 || text.ptr[i] == 127)
			return false;
	return text.len <= TEXT_MAX;
}

bool lda_address_is_path(struct span address)
{
	bool quoted = false;

	for (size_t i = 0; i < address.len; i++) {
		char c = address.ptr[i];

		if (c == '\\' && quoted)
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == ' ' || c == '<' || c == '>'))
			return false;
	}
	return !quoted && lda_address_is_plain(address);
}
