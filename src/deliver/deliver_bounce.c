/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_bounce.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/xtext.h"
#include "deliver/deliver_compose.h"
#include "mime/mime_header.h"

enum {
	SUBJECT_CAP = 1000,
	HEADER_MAX = 65536, /* so much of it goes back */
	BOUNDARY_CAP = 64,
	ENVID_CAP = 400
};

static void write_subject(const struct deliver_bounce *b, struct buf *out)
{
	auto_buf struct buf subject;

	buf_init(&subject, SUBJECT_CAP);
	buf_add_str(&subject, b->action ? "Notice: " : "Rejected: ");
	deliver_compose_find_subject(b->header, &subject);
	deliver_compose_subject(buf_span(&subject), out);
}

static void write_head(const struct deliver_bounce *b, const char *boundary,
		       struct buf *out)
{
	buf_add_format(out, "From: Mail server <postmaster@%s>\nTo: <%.*s>\n",
		       b->host, SPAN_ARG(b->sender));
	write_subject(b, out);
	deliver_compose_date(out);
	deliver_compose_id("bounce", b->host, out);
	buf_add_format(out,
		       "Auto-Submitted: auto-replied\n"
		       "Precedence: bulk\n"
		       "MIME-Version: 1.0\n"
		       "Content-Type: multipart/report; "
		       "report-type=%s;\n\tboundary=\"%s\"\n\n",
		       b->is_disposition ? "disposition-notification"
					 : "delivery-status",
		       boundary);
}

static void write_refusal(const struct deliver_bounce *b, struct buf *out)
{
	buf_add_str(out, " was not delivered");
	if (b->is_disposition)
		buf_add_str(out, ".\nIt was refused by the recipient's mail "
				 "filtering program. The reason given\n"
				 "was as follows");
	buf_add_str(out, ":\n\n");
	deliver_compose_text(span_of(b->reason), out);
}

static void write_success(const struct deliver_bounce *b, struct buf *out)
{
	bool is_here = span_eq(span_of(b->action), SPAN("delivered"));

	buf_add_str(out, is_here ? " was delivered.\n"
				 : " was sent on, to where nobody tells us of "
				   "its\ndelivery.\n");
}

static void write_words(const struct deliver_bounce *b, const char *boundary,
			struct buf *out)
{
	buf_add_format(
		out, "--%s\n" DELIVER_COMPOSE_PLAIN "\nYour message to <%.*s>",
		boundary, SPAN_ARG(b->recipient));
	if (b->action)
		write_success(b, out);
	else
		write_refusal(b, out);
	buf_add_char(out, '\n');
}

/* RFC 8098 3; RFC 5429 2.2.1 */
static void write_disposition(const struct deliver_bounce *b,
			      const char *boundary, struct buf *out)
{
	struct mime_field id;

	buf_add_format(out,
		       "--%s\n"
		       "Content-Type: message/disposition-notification\n\n"
		       "Reporting-UA: %s; Fumikura\n",
		       boundary, b->host);
	if (b->origin.len)
		buf_add_format(out, "Original-Recipient: rfc822; %.*s\n",
			       SPAN_ARG(b->origin));
	buf_add_format(out, "Final-Recipient: rfc822; %.*s\n",
		       SPAN_ARG(b->recipient));
	if (mime_header_find(b->header, SPAN("Message-ID"), &id)) {
		buf_add_str(out, "Original-Message-ID: ");
		mime_header_unfold(out, span_trim(id.value));
		buf_add_char(out, '\n');
	}
	buf_add_str(out, "Disposition: automatic-action/"
			 "MDN-sent-automatically; deleted\n\n");
}

/* RFC 3464 2.2.1; one that is no text is none. */
static void write_envid(const struct deliver_bounce *b, struct buf *out)
{
	auto_buf struct buf text;

	buf_init(&text, ENVID_CAP);
	if (xtext_decode(b->envid, &text) && text.len)
		buf_add_format(out, "Original-Envelope-Id: %s\n",
			       buf_str(&text));
}

/* RFC 3464 2; addresses that are not ASCII: RFC 6533. */
static void write_status(const struct deliver_bounce *b, const char *boundary,
			 struct buf *out)
{
	buf_add_format(out, "--%s\nContent-Type: message/delivery-status\n\n",
		       boundary);
	write_envid(b, out);
	buf_add_format(out, "Reporting-MTA: dns; %s\n\n", b->host);
	if (b->origin.len)
		buf_add_format(out, "Original-Recipient: rfc822; %.*s\n",
			       SPAN_ARG(b->origin));
	buf_add_format(out,
		       "Final-Recipient: rfc822; %.*s\n"
		       "Action: %s\nStatus: %s\n",
		       SPAN_ARG(b->recipient), b->action ? b->action : "failed",
		       b->status);
	if (!b->action)
		buf_add_format(out, "Diagnostic-Code: x-fumikura; %s\n",
			       b->reason);
	buf_add_char(out, '\n');
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
	if (b->is_disposition)
		write_disposition(b, boundary, out);
	else
		write_status(b, boundary, out);
	write_header(b, boundary, out);
}
