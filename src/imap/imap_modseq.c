/* SPDX-License-Identifier: MIT */
#include "imap/imap_modseq.h"

#include "wire/wire_imap.h"

bool imap_modseq_is_on(const struct imap_session *session)
{
	return session->enabled & IMAP_ENABLED_CONDSTORE;
}

/* Expunges that wait for their moment hold it back (RFC 7162 3.2). */
static uint64_t told_up_to(const struct store_box *box)
{
	return box->expunge_modseq < box->modseq ? box->expunge_modseq
						 : box->modseq;
}

void imap_modseq_enable(struct imap_session *session)
{
	bool was_on = imap_modseq_is_on(session);

	session->enabled |= IMAP_ENABLED_CONDSTORE;
	if (!was_on && session->box)
		imap_modseq_send(session);
}

void imap_modseq_send(struct imap_session *session)
{
	stream_write_format(&session->stream,
			    "* OK [HIGHESTMODSEQ %llu] Highest\r\n",
			    (unsigned long long)told_up_to(session->box));
}

void imap_modseq_code(const struct imap_session *session,
		      struct imap_request *request)
{
	buf_reset(&request->code);
	buf_add_str(&request->code, "HIGHESTMODSEQ ");
	buf_add_u64(&request->code, told_up_to(session->box));
}

bool imap_modseq_take(struct span *rest, uint64_t *out)
{
	return wire_imap_take_number(rest, INT64_MAX, out);
}
