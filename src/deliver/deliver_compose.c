/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_compose.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "mime/mime_header.h"
#include "mime/mime_word.h"

enum {
	ID_MAX = 500,
	SUBJECT_MAX = 250,     /* bytes of the field that are read */
	REFERENCES_MAX = 8000, /* of the message answered */
};

void deliver_compose_date(struct buf *out)
{
	buf_add_str(out, "Date: ");
	mime_date_write(out, clock_now(), 0);
	buf_add_char(out, '\n');
}

void deliver_compose_id(const char *word, const char *host, struct buf *out)
{
	static unsigned count;

	buf_add_format(out, "Message-ID: <%" PRId64 ".%d.%u.%s@%s>\n",
		       clock_now_us(), (int)getpid(), count++, word, host);
}

/* "<id>" if the field holds one that can be repeated. */
static struct span find_id(struct span header)
{
	struct mime_field field;
	struct span id;

	if (!mime_header_find(header, SPAN("Message-ID"), &field))
		return SPAN("");
	id = span_trim(field.value);
	for (size_t i = 0; i < id.len; i++)
		if ((unsigned char)id.ptr[i] <= ' ' || id.ptr[i] == 0x7f)
			return SPAN("");
	return id.len <= ID_MAX && span_starts(id, SPAN("<")) ? id : SPAN("");
}

/* The ids of its References, each on a line of its own. */
static void write_references(struct span header, struct buf *out)
{
	auto_buf struct buf plain;
	struct mime_field field;
	struct span rest, word;

	buf_init(&plain, REFERENCES_MAX);
	if (!mime_header_find(header, SPAN("References"), &field) ||
	    field.value.len > REFERENCES_MAX)
		return;
	mime_header_unfold(&plain, field.value);
	rest = buf_span(&plain);
	while (span_cut(&rest, ' ', &word)) {
		word = span_trim(word);
		if (word.len <= ID_MAX && span_starts(word, SPAN("<")) &&
		    span_ends(word, SPAN(">")))
			buf_add_format(out, "%.*s\n\t", SPAN_ARG(word));
	}
}

void deliver_compose_answers(struct span header, struct buf *out)
{
	struct span id = find_id(header);

	if (!id.len)
		return;
	buf_add_format(out, "In-Reply-To: %.*s\nReferences: ", SPAN_ARG(id));
	write_references(header, out);
	buf_add(out, id);
	buf_add_char(out, '\n');
}

void deliver_compose_subject(struct span text, struct buf *out)
{
	buf_add_str(out, "Subject: ");
	mime_word_encode(out, span_trim(text));
	buf_add_char(out, '\n');
}

void deliver_compose_address(struct span text, struct buf *out)
{
	size_t at = span_find_char(text, '<');

	mime_word_encode(out, span_trim(span_first(text, at)));
	if (at > 0 && at < text.len)
		buf_add_char(out, ' ');
	for (; at < text.len; at++)
		buf_add_char(out, (unsigned char)text.ptr[at] < ' '
					  ? ' '
					  : text.ptr[at]);
}

void deliver_compose_find_subject(struct span header, struct buf *out)
{
	struct mime_field field;

	if (mime_header_find(header, SPAN("Subject"), &field))
		mime_header_decode(
			out, span_first(span_trim(field.value), SUBJECT_MAX));
}

void deliver_compose_text(struct span text, struct buf *out)
{
	struct span line;
	struct span rest = text;

	while (rest.len && span_cut(&rest, '\n', &line)) {
		if (span_ends(line, SPAN("\r")))
			line = span_first(line, line.len - 1);
		buf_add(out, line);
		buf_add_char(out, '\n');
	}
}
