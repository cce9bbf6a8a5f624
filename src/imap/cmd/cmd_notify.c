/* SPDX-License-Identifier: MIT */
#include "imap/imap_arrival.h"
#include "imap/imap_notify.h"
#include "imap/imap_reply.h"

#define EVENTS                                                                 \
	"BADEVENT (MessageNew MessageExpunge FlagChange MailboxName "          \
	"SubscriptionChange MailboxMetadataChange ServerMetadataChange)"

static enum imap_result set(struct imap_session *session,
			    struct imap_request *request)
{
	struct err err = { 0 };

	/* What the client knows is what it is told from here on. */
	if (!imap_notify_tell_selected(session))
		return imap_reply_no(request, "NONEXISTENT",
				     "The selected mailbox is no more");
	switch (imap_notify_set(session, request->args, &err)) {
	case IMAP_NOTIFY_SET:
		return imap_reply_ok(request, "Notify completed");
	case IMAP_NOTIFY_TOO_MANY:
		return imap_reply_no(request, "NOTIFICATIONOVERFLOW",
				     "Too many mailboxes");
	case IMAP_NOTIFY_FAILED:
		break;
	}
	return imap_reply_err(request, &err);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct imap_notify_request asked;

	switch (imap_notify_parse(request->args, &session->arena, &asked)) {
	case IMAP_NOTIFY_PARSED:
		break;
	case IMAP_NOTIFY_MALFORMED:
		return imap_reply_bad(request, "Expected SET and events");
	case IMAP_NOTIFY_BAD_EVENT:
		return imap_reply_no(request, EVENTS, "There is no such event");
	}
	if (!imap_arrival_are_items(session, asked.items))
		return imap_reply_bad(request, "Expected items of FETCH");
	return set(session, request);
}

const struct imap_command cmd_notify = {
	.name = "NOTIFY",
	.states = IMAP_STATE_ANY,
	.capability = "NOTIFY",
	.run = run,
	.rfc = "RFC 5465",
};
