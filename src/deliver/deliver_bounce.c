/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_bounce.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "mime/mime_header.h"
#include "mime/mime_word.h"

enum {
	SUBJECT_CAP = 1000,
	HEADER_MAX = 65536, /* so much of it goes back */
	BOUNDARY_CAP = 64
};

static void write_subject(const struct deliver_bounce *b, struct buf *out)
{
	auto_buf struct buf subject;
	struct mime_field field;

	buf_init(&subject, SUBJECT_CAP);
	buf_add_str(&subject, "Rejected: ");
	if (mime_header_find(b->header, SPAN("Subject"), &field))
		mime_header_decode(&subject, span_first(span_trim(field.value),
							SUBJECT_CAP / 4));
	buf_add_str(out, "Subject: ");
	mime_word_encode(out, span_trim(buf_span(&subject)));
	buf_add_char(out, '\n');
}

static void write_head(const struct deliver_bounce *b, const char *boundary,
		       struct buf *out)
{
	buf_add_format(out, "From: Mail server <postmaster@%s>\nTo: <%.*s>\n",
		       b->host, SPAN_ARG(b->sender));
	write_subject(b, out);
	buf_add_str(out, "Date: ");
	mime_date_write(out, clock_now(), 0);
	buf_add_format(out,
		       "\nMessage-ID: <%s@%s>\n"
		       "Auto-Submitted: auto-replied\n"
		       "Precedence: bulk\n"
		       "MIME-Version: 1.0\n"
		       "Content-Type: multipart/report; "
		       "report-type=delivery-status;\n\tboundary=\"%s\"\n\n",
		       boundary, b->host, boundary);
}

static void write_words(const struct deliver_bounce *b, const char *boundary,
			struct buf *out)
{
	buf_add_format(out,
		       "--%s\n"
		       "Content-Type: text/plain; charset=utf-8\n"
		       "Content-Transfer-Encoding: 8bit\n\n"
		       "Your message to <%.*s> was not delivered:\n\n%s\n\n",
		       boundary, SPAN_ARG(b->recipient), b->reason);
}

/* RFC 3464 2; addresses that are not ASCII: RFC 6533. */
static void write_status(const struct deliver_bounce *b, const char *boundary,
			 struct buf *out)
{
	buf_add_format(out,
		       "--%s\nContent-Type: message/delivery-status\n\n"
		       "Reporting-MTA: dns; %s\n\n",
		       boundary, b->host);
	if (b->origin.len)
		buf_add_format(out, "Original-Recipient: rfc822; %.*s\n",
			       SPAN_ARG(b->origin));
	buf_add_format(out,
		       "Final-Recipient: rfc822; %.*s\n"
		       "Action: failed\nStatus: %s\n"
		       "Diagnostic-Code: x-fumikura; %s\n\n",
		       SPAN_ARG(b->recipient), b->status, b->reason);
}

/* Whole lines of it. */
static void write_header(const struct deliver_bounce *b, const char *boundary,
			 struct buf *out)
{
	struct span header = span_first(b->header, HEADER_MAX);

	while (header.len && header.ptr[header.len - 1] != '\n')
		header.len--;
	buf_add_format(out, "--%s\nContent-Type: text/rfc822-headers\n\n",
		       boundary);
	buf_add(out, header);
	buf_add_format(out, "\n--%s--\n", boundary);
}

void deliver_bounce_write(const struct deliver_bounce *b, struct buf *out)
{
	char boundary[BOUNDARY_CAP];

	snprintf(boundary, sizeof(boundary), "%" PRId64 ".%d.bounce",
		 clock_now_us(), (int)getpid());
	write_head(b, boundary, out);
	write_words(b, boundary, out);
	write_status(b, boundary, out);
	write_header(b, boundary, out);
}
