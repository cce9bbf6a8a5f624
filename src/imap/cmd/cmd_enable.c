/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"

enum {
	ANSWER_MAX = 1024
};

/* What can be enabled; each is as good as its bit in imap_session.h. */
static const struct extension {
	struct span name;
	uint32_t bits; /* enum imap_enabled, with what it implies */
} extensions[] = {
	{ { "IMAP4rev2", 9 }, IMAP_ENABLED_IMAP4REV2 },
	{ { "UTF8=ACCEPT", 11 }, IMAP_ENABLED_UTF8 },
	{ { "CONDSTORE", 9 }, IMAP_ENABLED_CONDSTORE },
	{ { "QRESYNC", 7 }, IMAP_ENABLED_CONDSTORE | IMAP_ENABLED_QRESYNC },
	{ { "UIDONLY", 7 }, IMAP_ENABLED_UIDONLY },
};

static bool take_words(struct span rest, uint32_t *out_asked)
{
	struct span word;

	*out_asked = 0;
	do {
		if (!wire_imap_take_space(&rest) ||
		    !wire_imap_take_atom(&rest, &word))
			return false;
		for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
			if (span_eq_nocase(word, extensions[i].name))
				*out_asked |= 1U << i;
	} while (rest.len);
	return true;
}

/* RFC 5161 3.1: what is not known or can't be enabled is passed over. */
static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	auto_buf struct buf out = { 0 };
	uint32_t asked; /* one bit for each of the table */
	uint32_t bits = 0;

	if (!take_words(request->args, &asked))
		return imap_reply_bad(request, "Expected capability names");
	buf_init(&out, ANSWER_MAX);
	buf_add(&out, SPAN("* ENABLED"));
	for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
		if (!(asked & 1U << i))
			continue;
		bits |= extensions[i].bits;
		buf_add_char(&out, ' ');
		buf_add(&out, extensions[i].name);
	}
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
	if (bits & IMAP_ENABLED_CONDSTORE)
		imap_modseq_enable(session);
	session->enabled |= bits;
	return imap_reply_ok(request, "Enable completed");
}

const struct imap_command cmd_enable = {
	.name = "ENABLE",
	.states = IMAP_STATE_ANY,
	.capability = "ENABLE UIDONLY UTF8=ACCEPT",
	.run = run,
	.rfc = "RFC 5161",
};
