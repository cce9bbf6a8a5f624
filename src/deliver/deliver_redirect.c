/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_redirect.h"

#include "base/auto.h"
#include "base/x.h"
#include "mime/mime_header.h"

#define MARK "X-Sieve-Redirected-From"

static bool is_same(struct span a, struct span b)
{
	return a.len && span_eq_nocase(a, b);
}

bool deliver_redirect_is_own(const struct deliver_outgoing *o,
			     struct span address)
{
	return is_same(address, span_of(o->account->user)) ||
	       is_same(address, o->recipient) || is_same(address, o->origin);
}

/* Not by how it was first addressed: with ORCPT that is told also of a message
 * which another user redirected to this one. */
static bool is_mark(const struct deliver_outgoing *o,
		    const struct mime_field *f)
{
	struct span from = span_trim(f->value);

	return span_eq_nocase(f->name, SPAN(MARK)) &&
	       (is_same(from, span_of(o->account->user)) ||
		is_same(from, o->recipient));
}

bool deliver_redirect_went_round(const struct deliver_outgoing *o,
				 struct span header)
{
	struct mime_field f;

	while (mime_header_next(&header, &f))
		if (is_mark(o, &f))
			return true;
	return false;
}

/* The setting sieve_redirect_envelope_from; the null sender stays, so that no
 * bounce of a bounce comes here. Notices that a script asks for are for its
 * owner (RFC 6009 6.1, 7.1). */
static struct span sender_of(const struct deliver_outgoing *o,
			     const struct sieve_redirect *r,
			     struct buf *postmaster)
{
	struct span how = span_of(o->config->sieve_redirect_envelope_from);

	if (!o->sender.len)
		return o->sender;
	if (r->notify.len || r->ret.len || r->by_seconds != INT64_MIN)
		return o->recipient;
	if (span_eq(how, SPAN("sender")))
		return o->sender;
	if (span_eq(how, SPAN("recipient")))
		return o->recipient;
	if (span_eq(how, SPAN("orig_recipient")))
		return o->origin.len ? o->origin : o->recipient;
	if (span_eq(how, SPAN("user_email")))
		return span_of(o->account->user);
	if (span_eq(how, SPAN("postmaster"))) {
		buf_add_format(postmaster, "postmaster@%s",
			       o->config->hostname);
		return buf_span(postmaster);
	}
	if (span_starts(how, SPAN("<")) && span_ends(how, SPAN(">")))
		return span_first(span_from(how, 1), how.len - 2);
	return o->sender;
}

bool deliver_redirect_send(const struct deliver_outgoing *o,
			   const struct sieve_action *action, bool is_alone,
			   struct err *err)
{
	const struct sieve_redirect *r = &action->redirect;
	struct deliver_outgoing_letter letter = { .address = r->address };
	auto_buf struct buf postmaster;
	auto_buf struct buf top;
	struct span header = action->message->header;
	struct mime_field first;
	struct span rest = header;

	buf_init(&postmaster, 512);
	buf_init(&top, 4096);
	/* It is not for mail under way (RFC 5321 4.4). */
	if (mime_header_next(&rest, &first) &&
	    span_eq_nocase(first.name, SPAN("Return-Path")))
		header = rest;
	buf_add_format(&top, MARK ": %.*s\n", SPAN_ARG(o->recipient));
	if (o->delivered_to.len)
		buf_add_format(&top, "Delivered-To: %.*s\n",
			       SPAN_ARG(o->delivered_to));
	letter.sender = sender_of(o, r, &postmaster);
	letter.piece = (const struct span[]){ buf_span(&top), header,
					      action->message->body };
	letter.piece_count = 3;
	letter.way = (struct deliver_dsn_way){
		.is_same_sender = span_eq(letter.sender, o->sender),
		.is_alone = is_alone,
		.notify = r->notify,
		.ret = r->ret,
		.by_mode = r->by_mode,
		.by_seconds = r->by_seconds,
		.by_trace = r->by_trace,
	};
	return deliver_outgoing_pass_on(o, &letter, err);
}
