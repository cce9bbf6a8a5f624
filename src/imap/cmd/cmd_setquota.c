/* SPDX-License-Identifier: MIT */
/*
 * Limits are part of the account, which a session can't write: auth does, for
 * sessions of master users, which have a grant.
 */
#include "account/account_client.h"
#include "imap/imap_args.h"
#include "imap/imap_quota.h"
#include "imap/imap_reply.h"

enum {
	CHANGE_MS = 15000,
	KIB = 1024
};

struct wanted {
	struct account_limits limits;
	bool bytes, messages; /* named */
	const char *refusal;  /* what is well formed, and can't be */
};

static bool take_limit(struct span *rest, struct wanted *out)
{
	struct span resource;
	uint64_t limit;
	bool is_bytes;
	bool *named;

	if (!wire_imap_take_atom(rest, &resource) ||
	    !wire_imap_take_space(rest) ||
	    !wire_imap_take_number(rest, INT64_MAX, &limit))
		return false;
	is_bytes = span_eq_nocase(resource, SPAN("STORAGE"));
	if (!is_bytes && !span_eq_nocase(resource, SPAN("MESSAGE"))) {
		out->refusal = "Only STORAGE and MESSAGE can be limited";
		return true;
	}
	named = is_bytes ? &out->bytes : &out->messages;
	if (*named)
		return false;
	*named = true;
	if (limit == 0)
		out->refusal = "No limit is kept as 0: leave it out instead";
	else if (limit > (is_bytes ? INT64_MAX / KIB : UINT32_MAX))
		out->refusal = "The limit is too large";
	else if (is_bytes)
		out->limits.bytes = limit * KIB;
	else
		out->limits.messages = (uint32_t)limit;
	return true;
}

static bool take_limits(struct span *rest, struct wanted *out)
{
	*out = (struct wanted){ .refusal = NULL };
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	if (wire_imap_take_char(rest, ')'))
		return true;
	do {
		if (!take_limit(rest, out))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')');
}

static bool change(struct imap_session *session,
		   const struct account_limits *limits, struct err *err)
{
	const struct account *account = store_user_account(session->user);

	if (!account_client_limits(session->config->userdb_socket, CHANGE_MS,
				   account->user, session->grant, limits, err))
		return false;
	store_limits_change(session->user, limits);
	return true;
}

static enum imap_result refuse(struct imap_request *request,
			       const struct err *err)
{
	if (err->kind == ERR_DENIED)
		return imap_reply_no(request, "NOPERM",
				     "Log in again to set limits");
	if (err->kind == ERR_STATE || err->kind == ERR_LIMIT)
		return imap_reply_no(request, "CANNOT", err->text);
	return imap_reply_err(request, err);
}

static enum imap_result set(struct imap_session *session,
			    struct imap_request *request, struct span root,
			    const struct wanted *wanted)
{
	auto_imap_quota struct imap_quota quota;
	struct err err = { 0 };

	imap_quota_init(&quota);
	if (!imap_quota_find(session, root, &quota, &err))
		return imap_reply_err(request, &err);
	if (!imap_quota_is_own(root))
		return imap_reply_no(request, "CANNOT",
				     "A rule of the account sets this limit");
	if (wanted->refusal)
		return imap_reply_no(request, "CANNOT", wanted->refusal);
	if (!change(session, &wanted->limits, &err))
		return refuse(request, &err);
	if (!imap_quota_find(session, root, &quota, &err))
		return imap_reply_err(request, &err);
	imap_quota_send(session, &quota);
	return imap_reply_ok(request, "Setquota completed");
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct wanted wanted;
	struct span root;

	if (!imap_args_mailbox(session, &rest, &root) ||
	    !take_limits(&rest, &wanted) || rest.len)
		return imap_reply_bad(request,
				      "Expected a quota root and limits");
	if (!session->grant[0])
		return imap_reply_no(request, "NOPERM",
				     "Limits are set by the administrator");
	return set(session, request, root, &wanted);
}

const struct imap_command cmd_setquota = {
	.name = "SETQUOTA",
	.states = IMAP_STATE_ANY,
	.capability = "QUOTASET",
	.run = run,
	.rfc = "RFC 9208 4.1.3",
};
