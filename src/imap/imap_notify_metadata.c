/* SPDX-License-Identifier: MIT */
#include "imap/imap_notify_metadata.h"

#include "base/auto.h"
#include "base/hash.h"
#include "base/x.h"
#include "imap/imap_args.h"
#include "imap/imap_metadata_parse.h"

enum {
	TEXT_MAX = 16 << 20,
	DIGEST_LEN = 16
};

char *imap_notify_metadata_take(struct imap_session *session,
				struct store_user *user, struct span mailbox)
{
	struct store_metadata *list;
	auto_buf struct buf text;
	size_t count;
	struct err err;

	buf_init(&text, TEXT_MAX);
	if (!store_metadata_list(user, mailbox, &session->arena, &list, &count,
				 &err))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		if (user != session->user &&
		    imap_metadata_parse_is_private(list[i].entry))
			continue;
		buf_add(&text, list[i].entry);
		buf_add_format(&text, " %016llx\n",
			       (unsigned long long)hash_add(HASH_START,
							    list[i].value));
	}
	return x_strdup(buf_str(&text));
}

static bool has_line(struct span text, struct span wanted, size_t compared)
{
	struct span line;

	while (span_cut(&text, '\n', &line))
		if (line.len > compared &&
		    span_eq_nocase(span_first(line, line.len - compared),
				   span_first(wanted, wanted.len - compared)))
			return true;
	return false;
}

/* Names of the lines of `of` that `other` has not; compared: bytes at the end
 * of a line that do not count. */
static void add_missing(struct buf *out, struct span of, struct span other,
			size_t compared)
{
	struct span line;

	while (span_cut(&of, '\n', &line)) {
		if (line.len <= DIGEST_LEN + 1 ||
		    has_line(other, line, compared))
			continue;
		buf_add_char(out, ' ');
		wire_imap_add_astring(
			out, span_first(line, line.len - DIGEST_LEN - 1));
	}
}

void imap_notify_metadata_tell(struct imap_session *session, struct span path,
			       const char *before, const char *after)
{
	auto_buf struct buf names = { 0 };
	auto_buf struct buf out = { 0 };

	if (!before || !after)
		return;
	buf_init(&names, TEXT_MAX);
	buf_init(&out, TEXT_MAX);
	add_missing(&names, span_of(after), span_of(before), 0);
	add_missing(&names, span_of(before), span_of(after), DIGEST_LEN);
	if (!names.len)
		return;
	buf_add(&out, SPAN("* METADATA "));
	imap_args_add_mailbox(session, &out, path);
	buf_add(&out, buf_span(&names));
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}
