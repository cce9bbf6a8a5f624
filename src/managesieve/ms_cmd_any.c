/* SPDX-License-Identifier: MIT */
/* What is no matter of scripts: CAPABILITY, NOOP, LOGOUT; and what a client
 * that is logged in may not do any more. */
#include "base/auto.h"
#include "managesieve/ms_capability.h"
#include "managesieve/ms_reply.h"
#include "proc/proc.h"
#include "wire/wire_sieve.h"

enum {
	ANSWER_MAX = 8192
};

static bool may_leave(const struct ms_session *session)
{
	return session->config->unauthenticate && proc_has_gate();
}

static enum ms_result run_unauthenticate(struct ms_session *session,
					 const struct ms_request *request)
{
	(void)request;
	return may_leave(session) ? MS_LEAVE
				  : ms_reply_bad(session, "Unknown command.");
}

static enum ms_result run_capability(struct ms_session *session,
				     const struct ms_request *request)
{
	auto_buf struct buf out;

	(void)request;
	buf_init(&out, ANSWER_MAX);
	wire_sieve_add_capabilities(&out);
	ms_capability_add_engine(&out, &session->sieve);
	wire_sieve_add_capability(&out, "OWNER",
				  span_of(session->account->user));
	if (may_leave(session))
		wire_sieve_add_capability(&out, "UNAUTHENTICATE",
					  span_make(NULL, 0));
	ms_reply_write(session, &out);
	return ms_reply_ok(session, "Capabilities listed.");
}

static enum ms_result run_noop(struct ms_session *session,
			       const struct ms_request *request)
{
	auto_buf struct buf out;

	buf_init(&out, request->args.len + ANSWER_MAX);
	if (!wire_sieve_add_noop(&out, request->args))
		return ms_reply_bad(session, "NOOP wants a string or nothing.");
	ms_reply_write(session, &out);
	return MS_DONE;
}

static enum ms_result run_logout(struct ms_session *session,
				 const struct ms_request *request)
{
	(void)request;
	ms_reply_ok(session, "Logged out.");
	return MS_BYE;
}

/* RFC 5804 2.1, 2.2 */
static enum ms_result refuse(struct ms_session *session,
			     const struct ms_request *request)
{
	(void)request;
	return ms_reply_bad(session, "You are logged in already.");
}

const struct ms_command ms_command_authenticate = {
	.name = "AUTHENTICATE",
	.free_form = true,
	.run = refuse,
};
const struct ms_command ms_command_capability = {
	.name = "CAPABILITY",
	.run = run_capability,
};
const struct ms_command ms_command_logout = {
	.name = "LOGOUT",
	.run = run_logout,
};
const struct ms_command ms_command_noop = {
	.name = "NOOP",
	.free_form = true,
	.run = run_noop,
};
const struct ms_command ms_command_starttls = {
	.name = "STARTTLS",
	.free_form = true,
	.run = refuse,
};
const struct ms_command ms_command_unauthenticate = {
	.name = "UNAUTHENTICATE",
	.run = run_unauthenticate,
};
