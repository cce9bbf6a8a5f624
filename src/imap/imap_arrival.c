/* SPDX-License-Identifier: MIT */
#include "imap/imap_arrival.h"

#include "imap/fetch_item.h"
#include "imap/imap_modseq.h"

static bool compose(struct imap_session *session, struct fetch_answer *answer,
		    const struct fetch_options *options, uint32_t uid,
		    enum fetch_composed *out, struct err *err)
{
	struct store_message message;
	struct store_read read;

	if (!store_read_begin(session->box, &read, err))
		return false;
	if (store_message_get(&read, uid, &message, err))
		*out = fetch_item_compose(answer, options, &read, &message,
					  err);
	else
		*out = err->kind == ERR_GONE ? FETCH_GONE : FETCH_FAILED;
	store_read_end(&read);
	return *out != FETCH_FAILED;
}

static bool send_one(struct imap_session *session, struct fetch_answer *answer,
		     const struct fetch_options *options, uint32_t uid,
		     struct err *err)
{
	enum fetch_composed result;

	if (!compose(session, answer, options, uid, &result, err))
		return false;
	if (result == FETCH_UNKEPT &&
	    (!store_message_cache(session->box, uid, err) ||
	     !compose(session, answer, options, uid, &result, err)))
		return false;
	return result != FETCH_COMPOSED ||
	       fetch_item_send(answer, session, err);
}

/* RFC 7162 3.1: whatever the client asked for. */
static void add_modseq(struct arena *arena, struct fetch_request *request)
{
	struct fetch_item *items;

	if (request->has_modseq)
		return;
	items = arena_alloc_array(arena, request->count + 1, sizeof(*items));
	memcpy(items, request->items, request->count * sizeof(*items));
	items[request->count++] = (struct fetch_item){ .kind = FETCH_MODSEQ };
	request->items = items;
	request->has_modseq = true;
}

bool imap_arrival_are_items(struct imap_session *session, struct span items)
{
	struct fetch_request request;

	return items.len == 0 || (fetch_parse(items, false, &session->arena,
					      &request) == FETCH_PARSED &&
				  !request.modifiers.changed);
}

bool imap_arrival_send(struct imap_session *session, const struct ranges *uids,
		       struct span items, struct err *err)
{
	struct store_keywords keywords;
	struct ranges none;
	struct fetch_request request;
	bool uid_only = session->enabled & IMAP_ENABLED_UIDONLY;
	struct fetch_options options = {
		.request = &request,
		.keywords = &keywords,
		.seen = &none,
		.uid_only = uid_only,
	};
	struct fetch_answer answer;
	bool good = true;

	ranges_init(&none);
	if (fetch_parse(items, !uid_only, &session->arena, &request) !=
	    FETCH_PARSED)
		return true;
	if (imap_modseq_is_on(session))
		add_modseq(&session->arena, &request);
	if (!store_keywords(session->box, &session->arena, &keywords, err))
		return false;
	fetch_item_init(&answer);
	for (uint32_t u = ranges_from(uids, 1); good && u;
	     u = ranges_next(uids, u)) {
		good = send_one(session, &answer, &options, u, err) ||
		       err->kind == ERR_GONE;
	}
	fetch_item_release(&answer);
	return good;
}
