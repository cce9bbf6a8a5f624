/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "imap/imap_args.h"
#include "imap/imap_metadata.h"
#include "imap/imap_reply.h"

/* Special use can be by name, which only the list of mailboxes tells. */
static bool find_special(struct imap_session *session,
			 const struct imap_mailbox *mailbox,
			 uint32_t *out_special, struct err *err)
{
	struct store_mailbox_entry *entries;
	size_t count;

	*out_special = 0;
	if (mailbox->user != session->user)
		return true;
	if (!store_list(session->user, &session->arena, &entries, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (span_eq(entries[i].name, mailbox->name))
			*out_special = entries[i].flags & STORE_MAILBOX_SPECIAL;
	return true;
}

static bool asks_special(const struct imap_metadata_ask *ask)
{
	for (size_t i = 0; i < ask->count; i++)
		if (span_starts_nocase(SPAN("/private/specialuse"),
				       ask->entry[i]))
			return true;
	return false;
}

static bool answer(struct imap_session *session, struct span path,
		   const struct imap_metadata_ask *ask, uint64_t *out_longest,
		   struct err *err)
{
	struct imap_mailbox mailbox;
	uint32_t special = 0;

	if (!path.len)
		return imap_metadata_tell(session, NULL, 0, ask, out_longest,
					  err);
	return imap_metadata_find(session, path, &mailbox, err) &&
	       (!asks_special(ask) ||
		find_special(session, &mailbox, &special, err)) &&
	       imap_metadata_tell(session, &mailbox, special, ask, out_longest,
				  err);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct imap_metadata_ask ask = { .max_size = UINT64_MAX };
	size_t max = (size_t)session->config->imap_list_patterns;
	struct span rest = request->args;
	enum imap_metadata_parsed parsed = IMAP_METADATA_MALFORMED;
	uint64_t longest = 0;
	struct span path;
	struct err err;

	/* RFC 5464 has the options before the mailbox in its grammar and behind
	 * it in its examples. */
	if (imap_metadata_parse_options(&rest, &ask) &&
	    imap_args_mailbox(session, &rest, &path) &&
	    imap_metadata_parse_options(&rest, &ask))
		parsed = imap_metadata_parse_entries(rest, max, &session->arena,
						     &ask);
	if (parsed == IMAP_METADATA_TOO_MUCH)
		return imap_reply_no(request, "LIMIT", "Too many entries");
	if (parsed == IMAP_METADATA_MALFORMED)
		return imap_reply_bad(request,
				      "Expected a mailbox and entries");
	if (!answer(session, path, &ask, &longest, &err))
		return imap_reply_err(request, &err);
	if (longest)
		imap_reply_code(request, "METADATA LONGENTRIES %" PRIu64,
				longest);
	return imap_reply_ok(request, "Getmetadata completed");
}

const struct imap_command cmd_getmetadata = {
	.name = "GETMETADATA",
	.states = IMAP_STATE_ANY,
	.capability = "METADATA",
	.run = run,
	.rfc = "RFC 5464 4.2",
};
