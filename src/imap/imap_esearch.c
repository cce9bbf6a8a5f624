/* SPDX-License-Identifier: MIT */
/*
 * An answer goes out in pieces, so that a large one is not gathered in memory.
 * Runs of UIDs that are all found are runs of sequence numbers, too.
 */
#include "imap/imap_esearch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_mailbox.h"

enum {
	PIECE_MAX = 32768,
	MAILBOX_MAX = 16384
};

void imap_esearch_found_init(struct imap_esearch_found *found)
{
	*found = (struct imap_esearch_found){ .sorted = NULL };
	ranges_init(&found->uids);
}

void imap_esearch_found_release(struct imap_esearch_found *found)
{
	ranges_release(&found->uids);
	free(found->sorted);
}

/* ---- the results ---- */

static uint32_t lowest(const struct imap_esearch_found *found)
{
	if (found->sorted)
		return found->count ? found->sorted[0] : 0;
	return ranges_from(&found->uids, 1);
}

static uint32_t highest(const struct imap_esearch_found *found)
{
	if (found->sorted)
		return found->count ? found->sorted[found->count - 1] : 0;
	return ranges_last(&found->uids);
}

static void add_places(const struct imap_partial *partial,
		       struct imap_esearch_found *found, struct ranges *out)
{
	auto_ranges struct ranges kept = { 0 };
	size_t from;
	size_t to;

	if (!found->sorted) {
		ranges_init(&kept);
		ranges_copy(&kept, &found->uids);
		imap_partial_keep(partial, &kept);
		ranges_add_all(out, &kept);
		return;
	}
	imap_partial_places(partial, found->count, &from, &to);
	for (size_t i = from; i < to; i++)
		ranges_add(out, found->sorted[i]);
}

void imap_esearch_named(const struct imap_return *what,
			struct imap_esearch_found *found, struct ranges *out)
{
	unsigned some = IMAP_RETURN_MIN | IMAP_RETURN_MAX | IMAP_RETURN_PARTIAL;

	ranges_clear(out);
	if ((what->options & (IMAP_RETURN_ALL | IMAP_RETURN_COUNT)) ||
	    !(what->options & some)) {
		ranges_copy(out, &found->uids);
		return;
	}
	if (ranges_is_empty(&found->uids))
		return;
	if (what->options & IMAP_RETURN_MIN)
		ranges_add(out, lowest(found));
	if (what->options & IMAP_RETURN_MAX)
		ranges_add(out, highest(found));
	if (what->options & IMAP_RETURN_PARTIAL)
		add_places(&what->partial, found, out);
}

/* ---- writing ---- */

struct writer {
	const struct imap_esearch *to;
	struct buf text;
};

static void give(struct writer *w)
{
	stream_write(&w->to->session->stream, buf_span(&w->text));
	buf_reset(&w->text);
}

static void add_mailbox(struct writer *w)
{
	struct imap_session *session = w->to->session;
	const struct store_box *box = w->to->box;

	buf_add_str(&w->text, " MAILBOX ");
	imap_args_add_mailbox(
		session, &w->text,
		imap_mailbox_path(session, box->user, span_of(box->name)));
	buf_add_format(&w->text, " UIDVALIDITY %u", box->uidvalidity);
}

static void begin(struct writer *w, const struct imap_esearch *to)
{
	w->to = to;
	buf_init(&w->text, PIECE_MAX + MAILBOX_MAX);
	buf_add_str(&w->text, "* ESEARCH (TAG ");
	wire_imap_add_string(&w->text, to->tag);
	give(w);
	if (to->box)
		add_mailbox(w);
	buf_add_str(&w->text, to->view ? ")" : ") UID");
}

static void end(struct writer *w)
{
	buf_add_str(&w->text, "\r\n");
	give(w);
	buf_release(&w->text);
}

static uint32_t number_of(const struct writer *w, uint32_t uid)
{
	return w->to->view ? ranges_rank(w->to->view, uid) : uid;
}

static void add_run(struct writer *w, uint32_t first, uint32_t last)
{
	buf_add_u64(&w->text, first);
	if (last != first) {
		buf_add_char(&w->text, ':');
		buf_add_u64(&w->text, last);
	}
	if (w->text.len >= PIECE_MAX)
		give(w);
}

/* One after the other; what ascends without a gap becomes a run, as RFC 5267
 * 3.2 wants it. */
static void add_sorted(struct writer *w, const uint32_t *uids, size_t count)
{
	for (size_t i = 0; i < count;) {
		uint32_t first = number_of(w, uids[i]);
		uint32_t last = first;

		if (i)
			buf_add_char(&w->text, ',');
		while (++i < count && number_of(w, uids[i]) == last + 1)
			last++;
		add_run(w, first, last);
	}
}

static void add_ranges(struct writer *w, const struct ranges *uids)
{
	for (size_t i = 0; i < uids->count;) {
		uint32_t first = number_of(w, uids->run[i].first);
		uint32_t last = number_of(w, uids->run[i].last);

		if (i)
			buf_add_char(&w->text, ',');
		/* Without the UIDs that are no more, runs may touch. */
		while (++i < uids->count &&
		       number_of(w, uids->run[i].first) == last + 1)
			last = number_of(w, uids->run[i].last);
		add_run(w, first, last);
	}
}

static void add_all(struct writer *w, const struct imap_esearch_found *found)
{
	if (found->sorted)
		add_sorted(w, found->sorted, found->count);
	else
		add_ranges(w, &found->uids);
}

static void add_partial(struct writer *w, const struct imap_partial *partial,
			struct imap_esearch_found *found)
{
	auto_ranges struct ranges kept;
	size_t from;
	size_t to;

	ranges_init(&kept);
	buf_add_str(&w->text, " PARTIAL (");
	imap_partial_write(partial, &w->text);
	buf_add_char(&w->text, ' ');
	if (found->sorted) {
		imap_partial_places(partial, found->count, &from, &to);
		add_sorted(w, found->sorted + from, to - from);
	} else {
		imap_partial_places(partial, ranges_size(&found->uids), &from,
				    &to);
		add_places(partial, found, &kept);
		add_ranges(w, &kept);
	}
	buf_add_str(&w->text, from < to ? ")" : "NIL)");
}

struct imap_esearch imap_esearch_of(struct imap_session *session,
				    const struct imap_request *request)
{
	return (struct imap_esearch){
		.session = session,
		.tag = request->tag,
		.view = request->uid ? NULL : &session->box->uids,
	};
}

void imap_esearch_send(const struct imap_esearch *to,
		       const struct imap_return *what,
		       struct imap_esearch_found *found)
{
	bool some = !ranges_is_empty(&found->uids);
	struct writer w;

	begin(&w, to);
	if (some && (what->options & IMAP_RETURN_MIN))
		buf_add_format(&w.text, " MIN %u",
			       number_of(&w, lowest(found)));
	if (some && (what->options & IMAP_RETURN_MAX))
		buf_add_format(&w.text, " MAX %u",
			       number_of(&w, highest(found)));
	if (what->options & IMAP_RETURN_COUNT)
		buf_add_format(&w.text, " COUNT %u", ranges_size(&found->uids));
	if (some && found->modseq)
		buf_add_format(&w.text, " MODSEQ %" PRIu64, found->modseq);
	if (some && (what->options & IMAP_RETURN_ALL)) {
		buf_add_str(&w.text, " ALL ");
		add_all(&w, found);
	}
	if (what->options & IMAP_RETURN_PARTIAL)
		add_partial(&w, &what->partial, found);
	end(&w);
}

void imap_esearch_send_update(const struct imap_esearch *to, const char *word,
			      const struct ranges *uids)
{
	struct writer w;

	begin(&w, to);
	buf_add_format(&w.text, " %s (0 ", word);
	add_ranges(&w, uids);
	buf_add_char(&w.text, ')');
	end(&w);
}
