/* SPDX-License-Identifier: MIT */
/* A thread may be as deep as the mailbox is large: nothing recurses. */
#include <stdlib.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/x.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"
#include "imap/imap_search.h"
#include "store/store_order.h"

enum {
	PIECE_MAX = 32768
};

struct writer {
	struct imap_session *session;
	bool uid;
	const struct store_thread_node *node;
	struct buf text;
};

static void add_number(struct writer *w, uint32_t uid)
{
	struct ranges *view = &w->session->box->uids;

	buf_add_u64(&w->text, w->uid ? uid : ranges_rank(view, uid));
	if (w->text.len < PIECE_MAX)
		return;
	stream_write(&w->session->stream, buf_span(&w->text));
	buf_reset(&w->text);
}

/* "2 3 5": n and what follows it one by one. Returns the first of the several
 * that follow then, or 0. */
static uint32_t add_chain(struct writer *w, uint32_t n)
{
	const char *gap = "";

	for (;;) {
		uint32_t child = w->node[n].child;

		if (w->node[n].uid) {
			buf_add_str(&w->text, gap);
			add_number(w, w->node[n].uid);
			gap = " ";
		}
		if (child == 0)
			return 0;
		if (w->node[child].next) {
			buf_add_str(&w->text, gap);
			return child;
		}
		n = child;
	}
}

/* RFC 5256, BASE.7.2.THREAD */
static void add_threads(struct writer *w, size_t count)
{
	auto_free uint32_t *open = x_realloc_array(NULL, count, sizeof(*open));
	uint32_t n = w->node[0].child;
	size_t depth = 0;

	while (n || depth) {
		uint32_t inner;

		if (n == 0) {
			buf_add_char(&w->text, ')');
			n = w->node[open[--depth]].next;
			continue;
		}
		buf_add_char(&w->text, '(');
		inner = add_chain(w, n);
		if (inner) {
			open[depth++] = n;
			n = inner;
		} else {
			buf_add_char(&w->text, ')');
			n = w->node[n].next;
		}
	}
}

static void send(struct imap_session *session, bool uid,
		 const struct store_threads *threads)
{
	struct writer w = { .session = session,
			    .uid = uid,
			    .node = threads->node };

	/* Parentheses are counted by no piece, but are fewer than numbers
	 * need. */
	buf_init(&w.text, SIZE_MAX / 2);
	buf_add_str(&w.text, w.node[0].child ? "* THREAD " : "* THREAD");
	add_threads(&w, threads->count);
	buf_add_str(&w.text, "\r\n");
	stream_write(&session->stream, buf_span(&w.text));
	buf_release(&w.text);
}

static enum imap_result thread(struct imap_session *session,
			       struct imap_request *request,
			       enum store_thread_how how,
			       const struct imap_search_program *program)
{
	struct store_threads threads = { .node = NULL };
	auto_ranges struct ranges found;
	struct err err;

	ranges_init(&found);
	if (program->modseq)
		imap_modseq_enable(session);
	if (!store_search(session->box, program->root, &found, &err) ||
	    !store_thread(session->box, &found, how,
			  session->config->imap_sort_bytes, &threads, &err))
		return imap_reply_err(request, &err);
	send(session, request->uid, &threads);
	free(threads.node);
	return imap_reply_ok(request, "Thread completed");
}

static bool take_algorithm(struct span *rest, enum store_thread_how *out)
{
	static const struct {
		struct span name;
		enum store_thread_how how;
	} known[] = {
		{ SPAN("ORDEREDSUBJECT"), STORE_THREAD_ORDEREDSUBJECT },
		{ SPAN("REFERENCES"), STORE_THREAD_REFERENCES },
		{ SPAN("REFS"), STORE_THREAD_REFS },
	};
	struct span word;

	if (!wire_imap_take_space(rest) || !wire_imap_take_atom(rest, &word) ||
	    !wire_imap_take_space(rest))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (!span_eq_nocase(word, known[i].name))
			continue;
		*out = known[i].how;
		return true;
	}
	return false;
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct imap_search_input in =
		imap_search_input_of(session, &session->box->uids);
	struct imap_search_program program = { .root = NULL };
	struct span rest = request->args;
	enum store_thread_how how;
	enum imap_search parsed;
	enum imap_result result;

	if (!take_algorithm(&rest, &how))
		return imap_reply_bad(request, "Expected an algorithm");
	parsed = imap_search_parse_sort(&in, rest, &session->arena, &program);
	request->numbers = program.numbers;
	result = parsed == IMAP_SEARCH_OK
			 ? thread(session, request, how, &program)
			 : imap_search_refuse(request, parsed);
	imap_search_release(&program);
	return result;
}

const struct imap_command cmd_thread = {
	.name = "THREAD",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE | IMAP_COMMAND_LONG,
	.capability = "THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT",
	.run = run,
	.rfc = "RFC 5256 3",
};
