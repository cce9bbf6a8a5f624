/* SPDX-License-Identifier: MIT */
/*
 * Numbers of one command never fall (RFC 9585 4): when the store goes over the
 * messages a second time, as SORT does after its search, it is only told that
 * the command is still at work.
 */
#include "imap/imap_progress.h"

#include "base/clock.h"

static void add_state(const struct imap_progress *p, struct buf *out)
{
	/* Some clients end a response code at the first bracket. */
	if (span_find_char(p->tag, ']') < p->tag.len)
		buf_add(out, SPAN("NIL"));
	else
		buf_add_format(out, "\"%.*s\"", SPAN_ARG(p->tag));
	if (p->again)
		buf_add(out, SPAN(" NIL NIL"));
	else
		buf_add_format(out, " %u %u", p->done, p->goal);
}

static void tell(void *arg, uint32_t done, uint32_t goal)
{
	struct imap_progress *p = arg;
	int64_t now = clock_mono_ms();
	struct stream *stream = &p->session->stream;
	struct buf state;
	struct err err;

	p->again |= done < p->done || (p->goal && goal != p->goal);
	p->done = done;
	p->goal = goal;
	if (now < p->next_ms)
		return;
	p->next_ms = now + p->session->config->imap_progress_interval * 1000;
	buf_init(&state, p->tag.len + 64);
	add_state(p, &state);
	stream_write_format(stream, "* OK [INPROGRESS (%s)] Still at work\r\n",
			    buf_str(&state));
	buf_release(&state);
	/* A client that is gone is noticed behind the command. */
	(void)!stream_flush(stream, &err);
}

void imap_progress_begin(struct imap_progress *progress,
			 struct imap_session *session,
			 const struct imap_request *request)
{
	*progress = (struct imap_progress){
		.session = session,
		.tag = request->tag,
		.hook = { .tell = tell, .arg = progress },
		.next_ms = clock_mono_ms() +
			   session->config->imap_progress_interval * 1000,
	};
	session->progress = &progress->hook;
	if (session->box)
		session->box->progress = &progress->hook;
}

void imap_progress_end(struct imap_progress *progress)
{
	progress->session->progress = NULL;
	if (progress->session->box)
		progress->session->box->progress = NULL;
}
