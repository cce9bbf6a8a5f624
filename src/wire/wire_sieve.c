/* SPDX-License-Identifier: MIT */
#include "wire/wire_sieve.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "wire/wire_imap.h"

enum {
	QUOTED_MAX = 1024
};

bool wire_sieve_take_argument(struct span *rest, struct arena *arena,
			      struct span *out)
{
	struct span at = *rest;

	if (!wire_imap_take_space(&at) ||
	    !wire_imap_take_string(&at, arena, out))
		return false;
	*rest = at;
	return true;
}

/* RFC 5804 4: SAFE-UTF8-CHAR has no CR, LF, NUL. */
static bool is_quotable(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\r' || text.ptr[i] == '\n' ||
		    text.ptr[i] == '\0')
			return false;
	return text.len <= QUOTED_MAX && utf8_is_valid(text);
}

void wire_sieve_add_string(struct buf *out, struct span text)
{
	if (!is_quotable(text)) {
		buf_add_format(out, "{%zu}\r\n", text.len);
		buf_add(out, text);
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, text.ptr[i]);
	}
	buf_add_char(out, '"');
}

void wire_sieve_add_capability(struct buf *out, const char *name,
			       struct span value)
{
	wire_sieve_add_string(out, span_of(name));
	if (value.ptr) {
		buf_add_char(out, ' ');
		wire_sieve_add_string(out, value);
	}
	buf_add(out, SPAN("\r\n"));
}

void wire_sieve_add_capabilities(struct buf *out)
{
	wire_sieve_add_capability(out, "IMPLEMENTATION", SPAN("Fumikura"));
	wire_sieve_add_capability(out, "VERSION", SPAN("1.0"));
	wire_sieve_add_capability(out, "LANGUAGE", SPAN("en"));
}

static void add_text(struct buf *out, struct span text)
{
	if (text.len) {
		buf_add_char(out, ' ');
		wire_sieve_add_string(out, text);
	}
	buf_add(out, SPAN("\r\n"));
}

void wire_sieve_add_response(struct buf *out, enum wire_sieve_status status,
			     const char *code, struct span text)
{
	static const char *const words[] = {
		[WIRE_SIEVE_OK] = "OK",
		[WIRE_SIEVE_NO] = "NO",
		[WIRE_SIEVE_BYE] = "BYE",
	};

	buf_add_str(out, words[status]);
	if (code)
		buf_add_format(out, " (%s)", code);
	add_text(out, text);
}

void wire_sieve_add_ok(struct buf *out, const char *code, struct span value,
		       struct span text)
{
	buf_add_format(out, "OK (%s ", code);
	wire_sieve_add_string(out, value);
	buf_add_char(out, ')');
	add_text(out, text);
}

bool wire_sieve_add_noop(struct buf *out, struct span args)
{
	auto_arena struct arena arena = { 0 };
	struct span tag = { 0 };

	if (args.len &&
	    (!wire_sieve_take_argument(&args, &arena, &tag) || args.len))
		return false;
	if (tag.ptr)
		wire_sieve_add_ok(out, "TAG", tag, SPAN("Done."));
	else
		wire_sieve_add_response(out, WIRE_SIEVE_OK, NULL,
					SPAN("Nothing done."));
	return true;
}
