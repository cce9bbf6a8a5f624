/* SPDX-License-Identifier: MIT */
#include "imap/imap_find.h"

#include <inttypes.h>

#include "base/auto.h"
#include "imap/imap_modseq.h"

enum {
	PIECE_MAX = 32768
};

static bool search(struct imap_session *session, struct store_box *box,
		   const struct imap_search_program *program,
		   struct imap_esearch_found *out, struct err *err)
{
	/* RFC 7162 3.1 */
	if (program->modseq)
		imap_modseq_enable(session);
	return store_search(box, program->root, &out->uids, err);
}

static bool conclude(struct imap_session *session, struct store_box *box,
		     const struct imap_return *what,
		     const struct imap_search_program *program,
		     struct imap_esearch_found *out, struct err *err)
{
	struct store_modseqs modseqs;
	auto_ranges struct ranges named;

	ranges_init(&named);
	imap_esearch_named(what, out, &named);
	if (program->modseq) {
		if (!store_search_modseqs(box, &named, &modseqs, err))
			return false;
		out->modseq = modseqs.highest;
	}
	if (what->options & IMAP_RETURN_SAVE)
		ranges_copy(&session->saved, &named);
	return true;
}

bool imap_find(struct imap_session *session, struct store_box *box,
	       const struct imap_return *what,
	       const struct imap_search_program *program,
	       struct imap_esearch_found *out, struct err *err)
{
	return search(session, box, program, out, err) &&
	       conclude(session, box, what, program, out, err);
}

bool imap_find_sorted(struct imap_session *session,
		      const struct imap_return *what,
		      const struct imap_search_program *program,
		      const struct store_sort_by *by, size_t by_count,
		      struct imap_esearch_found *out, struct err *err)
{
	struct store_box *box = session->box;

	return search(session, box, program, out, err) &&
	       store_sort(box, &out->uids, by, by_count,
			  session->config->imap_sort_bytes, &out->sorted,
			  &out->count, err) &&
	       conclude(session, box, what, program, out, err);
}

enum imap_result imap_find_failed(struct imap_session *session,
				  const struct imap_return *what,
				  enum imap_result result)
{
	if (result == IMAP_NO && (what->options & IMAP_RETURN_SAVE))
		ranges_clear(&session->saved);
	return result;
}

/* ---- the list ---- */

struct list {
	struct imap_session *session;
	bool uid;
	struct buf text;
};

static void add_number(struct list *list, uint32_t number)
{
	buf_add_char(&list->text, ' ');
	buf_add_u64(&list->text, number);
	if (list->text.len < PIECE_MAX)
		return;
	stream_write(&list->session->stream, buf_span(&list->text));
	buf_reset(&list->text);
}

static uint32_t number_of(const struct list *list, uint32_t uid)
{
	return list->uid ? uid : ranges_rank(&list->session->box->uids, uid);
}

/* UIDs in a row are sequence numbers in a row: all are of the view. */
static void add_all(struct list *list, const struct ranges *uids)
{
	for (size_t i = 0; i < uids->count; i++) {
		const struct range *run = &uids->run[i];
		uint32_t first = number_of(list, run->first);

		for (uint32_t n = 0; n <= run->last - run->first; n++)
			add_number(list, first + n);
	}
}

void imap_find_send(struct imap_session *session, const char *word, bool uid,
		    const struct imap_esearch_found *found)
{
	struct list list = { .session = session, .uid = uid };

	buf_init(&list.text, PIECE_MAX + 64);
	buf_add_format(&list.text, "* %s", word);
	for (size_t i = 0; i < found->count; i++)
		add_number(&list, number_of(&list, found->sorted[i]));
	if (!found->sorted)
		add_all(&list, &found->uids);
	/* RFC 7162 3.1.5 and 3.1.6 */
	if (found->modseq && !ranges_is_empty(&found->uids))
		buf_add_format(&list.text, " (MODSEQ %" PRIu64 ")",
			       found->modseq);
	buf_add(&list.text, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&list.text));
	buf_release(&list.text);
}
