/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "imap/imap_args.h"
#include "imap/imap_metadata.h"
#include "imap/imap_reply.h"

struct change {
	struct store_metadata *entry;
	size_t count;
	struct imap_mailbox mailbox; /* name empty: the server */
};

static bool find(struct imap_session *session, struct span path,
		 struct imap_mailbox *out, struct err *err)
{
	*out = (struct imap_mailbox){
		.user = session->user,
		.name = SPAN(""),
		.rights = STORE_RIGHTS_ALL,
	};
	return !path.len || imap_metadata_find(session, path, out, err);
}

static enum imap_result too_large(struct imap_request *request, uint64_t max)
{
	char code[64];

	snprintf(code, sizeof(code), "METADATA MAXSIZE %" PRIu64, max);
	return imap_reply_no(request, code, "Value too large");
}

static enum imap_result refuse(struct imap_session *session,
			       struct imap_request *request,
			       const struct change *change,
			       const struct err *err)
{
	if (err->kind == ERR_LIMIT)
		return imap_reply_no(request, "METADATA TOOMANY",
				     "Too many entries");
	if (err->kind == ERR_DENIED && change->mailbox.user == session->user)
		return imap_reply_no(request, "USEATTR",
				     "Special use not supported");
	return imap_reply_err(request, err);
}

/* RFC 6785 2.3.1: the script for all one's own mailboxes, so what a user sets
 * of the server is theirs here too. */
static bool is_script(const struct imap_session *session,
		      const struct change *change, struct span entry)
{
	return !change->mailbox.name.len && session->config->imapsieve_url[0] &&
	       span_eq_nocase(entry, SPAN("/shared/imapsieve/script"));
}

/* NULL: all of it may be set. */
static const char *missing(const struct imap_session *session,
			   const struct change *change)
{
	bool own = change->mailbox.user == session->user;

	for (size_t i = 0; i < change->count; i++) {
		bool private =
			imap_metadata_parse_is_private(change->entry[i].entry);

		if (private && !own)
			return "METADATA NOPRIVATE";
		/* Those of the server are settings. */
		if (!private &&
		    !is_script(session, change, change->entry[i].entry) &&
		    (!change->mailbox.name.len ||
		     !(change->mailbox.rights & STORE_RIGHT_WRITE)))
			return "NOPERM";
	}
	return NULL;
}

static enum imap_result set(struct imap_session *session,
			    struct imap_request *request, struct change *change)
{
	uint64_t max = store_metadata_bytes_max(change->mailbox.user);
	const char *code = missing(session, change);
	struct err err;

	if (code)
		return imap_reply_no(request, code,
				     "This entry can't be set there");
	for (size_t i = 0; i < change->count; i++)
		if (change->entry[i].value.len > max)
			return too_large(request, max);
	if (!store_metadata_set(change->mailbox.user, change->mailbox.name,
				change->entry, change->count, &err))
		return refuse(session, request, change, &err);
	return imap_reply_ok(request, "Setmetadata completed");
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	size_t max = (size_t)session->config->imap_list_patterns;
	struct span rest = request->args;
	struct change change;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path))
		return imap_reply_bad(request, "Expected a mailbox");
	switch (imap_metadata_parse_values(rest, max, &session->arena,
					   &change.entry, &change.count)) {
	case IMAP_METADATA_PARSED:
		break;
	case IMAP_METADATA_TOO_MUCH:
		return imap_reply_no(request, "METADATA TOOMANY",
				     "Too many entries");
	case IMAP_METADATA_MALFORMED:
		return imap_reply_bad(request, "Expected entries and values");
	}
	if (!find(session, path, &change.mailbox, &err))
		return imap_reply_err(request, &err);
	return set(session, request, &change);
}

const struct imap_command cmd_setmetadata = {
	.name = "SETMETADATA",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.run = run,
	.rfc = "RFC 5464 4.3",
};
