/* SPDX-License-Identifier: MIT */
#include "imap/imap_list.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "imap/imap_args.h"
#include "imap/imap_reply.h"

enum {
	WIRE_NAME_MAX = 8192
};

bool imap_list_take(struct imap_session *session, struct imap_request *request,
		    struct imap_list_request *out, enum imap_result *out_result)
{
	const struct imap_list_limits limits = {
		.patterns = (size_t)session->config->imap_list_patterns,
		.pattern_bytes = (size_t)session->config->imap_list_pattern_max,
	};

	switch (imap_list_parse(request->args, &limits, &session->arena, out)) {
	case IMAP_LIST_PARSED:
		return true;
	case IMAP_LIST_TOO_MUCH:
		*out_result = imap_reply_no(request, "LIMIT",
					    "Too many or too long patterns");
		return false;
	case IMAP_LIST_MALFORMED:
		break;
	}
	*out_result =
		imap_reply_bad(request, "Expected a reference and a pattern");
	return false;
}

bool imap_list_is_root(const struct imap_list_request *list)
{
	return !list->extended && list->pattern[0].len == 0;
}

/* ---- matching ---- */

void imap_list_match_init(struct imap_list_match *match,
			  struct imap_session *session,
			  const struct imap_list_request *list)
{
	*match = (struct imap_list_match){
		.is_utf8 = session->enabled & IMAP_ENABLED_ANY_UTF8,
		.pattern =
			arena_alloc_array(&session->arena, list->pattern_count,
					  sizeof(*match->pattern)),
	};
	buf_init(&match->wire, WIRE_NAME_MAX);
	/* RFC 5258 3: in a list of them an empty one matches nothing. */
	for (size_t i = 0; i < list->pattern_count; i++)
		if (list->pattern[i].len)
			imap_pattern_init(&match->pattern[match->count++],
					  &session->arena, list->reference,
					  list->pattern[i]);
}

void imap_list_match_release(struct imap_list_match *match)
{
	buf_release(&match->wire);
}

/* Is it written alike in modified UTF-7? */
static bool is_plain(struct span path)
{
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '&' || (path.ptr[i] & 0x80))
			return false;
	return true;
}

bool imap_list_matches(struct imap_list_match *match, struct span path)
{
	if (!match->is_utf8 && !is_plain(path)) {
		buf_reset(&match->wire);
		if (!utf8_to_mutf7(&match->wire, path))
			return false;
		path = buf_span(&match->wire);
	}
	return imap_pattern_any(match->pattern, match->count, path);
}

/* ---- answers ---- */

void imap_list_add(struct buf *out, const struct imap_session *session,
		   const char *verb, const char *attributes, struct span path)
{
	static const char quoted[] = { ' ', '"', IMAP_DELIMITER, '"', ' ' };

	buf_add(out, SPAN("* "));
	buf_add_str(out, verb);
	buf_add(out, SPAN(" ("));
	buf_add_str(out, attributes);
	buf_add_char(out, ')');
	buf_add(out, span_make(quoted, sizeof(quoted)));
	imap_args_add_mailbox(session, out, path);
}

static void add_attribute(struct buf *out, const char *name)
{
	if (out->len)
		buf_add_char(out, ' ');
	buf_add_str(out, name);
}

static const char *children_of(uint32_t flags)
{
	if (flags & STORE_MAILBOX_CHILDREN)
		return "\\HasChildren";
	return flags & STORE_MAILBOX_NO_INFERIORS ? "\\NoInferiors"
						  : "\\HasNoChildren";
}

void imap_list_add_attributes(struct buf *out, const char *first,
			      uint32_t flags)
{
	if (first)
		add_attribute(out, first);
	add_attribute(out, children_of(flags));
	if (flags & STORE_MAILBOX_SPECIAL)
		buf_add_char(out, ' ');
	store_special_write(out, flags);
	if (flags & STORE_MAILBOX_SUBSCRIBED)
		add_attribute(out, "\\Subscribed");
}

void imap_list_add_old_name(struct buf *out, const struct imap_session *session,
			    struct span old)
{
	if (!old.len)
		return;
	buf_add(out, SPAN(" (\"OLDNAME\" ("));
	imap_args_add_mailbox(session, out, old);
	buf_add(out, SPAN("))"));
}

void imap_list_announce(struct imap_session *session, struct span path,
			struct span old)
{
	auto_buf struct buf out = { 0 };

	if (!(session->enabled & IMAP_ENABLED_IMAP4REV2))
		return;
	buf_init(&out, 4 * WIRE_NAME_MAX);
	imap_list_add(&out, session, "LIST", "", path);
	imap_list_add_old_name(&out, session, old);
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}
