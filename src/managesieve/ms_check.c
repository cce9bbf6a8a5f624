/* SPDX-License-Identifier: MIT */
#include "managesieve/ms_check.h"

#include "base/auto.h"
#include "managesieve/ms_reply.h"
#include "wire/wire_sieve.h"

enum {
	RESPONSE_MAX = MS_CHECK_TEXT_MAX + 64,
};

static void add_note(struct buf *out, const struct sieve_note *note)
{
	buf_add_format(out, "%sline %u: %s", out->len ? "\r\n" : "", note->line,
		       note->text);
}

/* RFC 5804 2.6: at least the first error. */
static void add_notes(struct buf *out, const struct sieve_note *notes,
		      bool warnings, uint64_t most)
{
	uint64_t count = 0;

	for (const struct sieve_note *n = notes; n; n = n->next)
		if (n->is_warning == warnings && count++ < most)
			add_note(out, n);
	if (count > most)
		buf_add_format(out, "\r\nand %llu more.",
			       (unsigned long long)(count - most));
	if (out->full) {
		buf_reset(out);
		buf_add(out, SPAN("The script has errors."));
	}
}

bool ms_check_script(struct ms_session *session, struct span text,
		     struct buf *out)
{
	struct sieve_note *notes = NULL;
	auto_buf struct buf code;
	bool good;

	buf_init(&code, session->sieve.limits.memory);
	good = sieve_compile(&session->sieve, text, &session->command, &notes,
			     &code);
	add_notes(out, notes, good, session->config->managesieve_errors);
	return good;
}

static enum ms_result reply(struct ms_session *session,
			    enum wire_sieve_status status, const char *code,
			    const struct buf *text)
{
	auto_buf struct buf out;

	buf_init(&out, RESPONSE_MAX);
	wire_sieve_add_response(&out, status, code, buf_span(text));
	ms_reply_write(session, &out);
	return MS_DONE;
}

enum ms_result ms_check_reply_ok(struct ms_session *session,
				 const struct buf *warnings, const char *text)
{
	if (warnings->len == 0)
		return ms_reply_ok(session, text);
	return reply(session, WIRE_SIEVE_OK, "WARNINGS", warnings);
}

enum ms_result ms_check_reply_no(struct ms_session *session,
				 const struct buf *errors)
{
	return reply(session, WIRE_SIEVE_NO, NULL, errors);
}
