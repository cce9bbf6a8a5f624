/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_flags.h"
#include "imap/imap_reply.h"
#include "imap/imap_set.h"
#include "imap/imap_sync.h"
#include "store/store_message.h"

static const struct item {
	struct span name;
	enum store_flags_how how;
	bool silent;
} items[] = {
	{ SPAN("FLAGS"), STORE_FLAGS_SET, false },
	{ SPAN("+FLAGS"), STORE_FLAGS_ADD, false },
	{ SPAN("-FLAGS"), STORE_FLAGS_REMOVE, false },
	{ SPAN("FLAGS.SILENT"), STORE_FLAGS_SET, true },
	{ SPAN("+FLAGS.SILENT"), STORE_FLAGS_ADD, true },
	{ SPAN("-FLAGS.SILENT"), STORE_FLAGS_REMOVE, true },
};

/* " +FLAGS.SILENT (\Seen)" */
static bool take_change(struct span *rest, struct arena *arena,
			const struct item **out_item, struct imap_flags *out)
{
	struct span word;

	if (!wire_imap_take_space(rest) || !wire_imap_take_atom(rest, &word) ||
	    !wire_imap_take_space(rest))
		return false;
	*out_item = NULL;
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		if (span_eq_nocase(word, items[i].name))
			*out_item = &items[i];
	return *out_item &&
	       imap_flags_take(rest, IMAP_FLAGS_LIST_OR_BARE, arena, out);
}

static bool change(struct imap_session *session, const struct ranges *uids,
		   const struct item *item, const struct imap_flags *flags,
		   struct err *err)
{
	struct store_flags_change change = {
		.how = item->how,
		.flags = flags->flags,
		.unchanged_since = UINT64_MAX,
	};

	if (flags->keyword_count &&
	    !store_keywords_bits(session->box, flags->keyword,
				 flags->keyword_count, &change.keywords, err))
		return false;
	return store_flags(session->box, uids, &change, NULL, NULL, err) &&
	       (!flags->keyword_count ||
		imap_sync_send_new_keywords(session, err));
}

/* What others changed before is told now, because the notice behind this
 * command is silent about the messages it names. */
static void tell_earlier_changes(struct imap_session *session,
				 const struct imap_request *request)
{
	const struct imap_sync_options options = {
		.expunges = STORE_EXPUNGES_KEEP,
		.with_uid = request->uid,
	};
	struct err err;

	/* What fails here fails again, and is told, behind the command. */
	(void)imap_sync_send(session, &options, &err);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	auto_ranges struct ranges uids;
	struct span rest = request->args;
	const struct item *item;
	struct imap_flags flags;
	struct err err;

	ranges_init(&uids);
	if (!imap_set_take_uids(session, request, &rest, &uids) ||
	    !take_change(&rest, &session->arena, &item, &flags) || rest.len)
		return imap_reply_bad(request, "Expected a set and flags");
	tell_earlier_changes(session, request);
	if (!change(session, &uids, item, &flags, &err))
		return imap_reply_err(request, &err);
	if (!item->silent &&
	    !imap_sync_send_fetch(session, &uids, request->uid, &err))
		return imap_reply_err(request, &err);
	ranges_copy(&request->told, &uids);
	return imap_reply_ok(request, "Store completed");
}

const struct imap_command cmd_store = {
	.name = "STORE",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE | IMAP_COMMAND_WRITES,
	.run = run,
	.rfc = "RFC 3501 6.4.6",
};
