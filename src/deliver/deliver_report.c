/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_report.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "deliver/deliver_compose.h"
#include "mime/mime_header.h"

enum {
	SUBJECT_CAP = 1000,
	BOUNDARY_CAP = 64,
	PATH_MAX_BYTES = 320 /* RFC 5321 4.5.3.1, and more */
};

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static const char *encoding_of(bool ascii)
{
	return ascii ? "7bit" : "8bit";
}

static bool message_is_ascii(const struct deliver_report *r)
{
	return is_ascii(r->message->header) &&
	       (r->say->headers_only || is_ascii(r->message->body));
}

static void write_head(const struct deliver_report *r, const char *boundary,
		       struct buf *out)
{
	bool ascii = message_is_ascii(r) && is_ascii(r->say->message);
	auto_buf struct buf subject;

	buf_init(&subject, SUBJECT_CAP);
	buf_add_str(&subject, "Report: ");
	deliver_compose_find_subject(r->message->header, &subject);
	buf_add_format(out, "From: Postmaster <postmaster@%s>\nTo: <%.*s>\n",
		       r->host, SPAN_ARG(r->say->address));
	deliver_compose_subject(buf_span(&subject), out);
	deliver_compose_date(out);
	deliver_compose_id("report", r->host, out);
	buf_add_format(out,
		       "Auto-Submitted: auto-generated (report)\n"
		       "MIME-Version: 1.0\n"
		       "Content-Type: multipart/report; "
		       "report-type=feedback-report;\n\tboundary=\"%s\"\n"
		       "Content-Transfer-Encoding: %s\n\n"
		       "This is a report in MIME format.\n\n",
		       boundary, encoding_of(ascii));
}

static void write_words(const struct deliver_report *r, const char *boundary,
			struct buf *out)
{
	buf_add_format(out,
		       "--%s\n" DELIVER_COMPOSE_PLAIN
		       "Content-Disposition: inline\n\n",
		       boundary);
	deliver_compose_text(r->say->message, out);
	buf_add_char(out, '\n');
}

/* Whom the message came from, as its delivery noted it. */
static void write_sender(struct span header, struct buf *out)
{
	struct mime_field field;
	struct span path;

	if (!mime_header_find(header, SPAN("Return-Path"), &field))
		return;
	path = span_trim(field.value);
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] <= ' ' || path.ptr[i] > '~')
			return;
	if (path.len <= PATH_MAX_BYTES && span_starts(path, SPAN("<")) &&
	    span_ends(path, SPAN(">")))
		buf_add_format(out, "Original-Mail-From: %.*s\n",
			       SPAN_ARG(path));
}

/* RFC 5965 3.1, 3.2 */
static void write_machine(const struct deliver_report *r, const char *boundary,
			  struct buf *out)
{
	buf_add_format(out,
		       "--%s\nContent-Type: message/feedback-report\n\n"
		       "Version: 1\nFeedback-Type: %.*s\n"
		       "User-Agent: Fumikura/" PACKAGE_VERSION "\n",
		       boundary, SPAN_ARG(r->say->type));
	write_sender(r->message->header, out);
	buf_add_format(out,
		       "\n--%s\nContent-Type: %s\n"
		       "Content-Transfer-Encoding: %s\n"
		       "Content-Disposition: attachment\n\n",
		       boundary,
		       r->say->headers_only ? "text/rfc822-headers"
					    : "message/rfc822",
		       encoding_of(message_is_ascii(r)));
}

void deliver_report_write(const struct deliver_report *r, struct buf *out)
{
	char boundary[BOUNDARY_CAP];

	snprintf(boundary, sizeof(boundary), "%" PRId64 ".%d.report",
		 clock_now_us(), (int)getpid());
	write_head(r, boundary, out);
	write_words(r, boundary, out);
	write_machine(r, boundary, out);
	buf_add(out, r->message->header);
	if (!r->say->headers_only)
		buf_add(out, r->message->body);
	buf_add_format(out, "\n--%s--\n", boundary);
}
