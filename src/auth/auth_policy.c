/* SPDX-License-Identifier: MIT */
#include "auth/auth_policy.h"

#include <stdlib.h>

#include "auth/auth_policy_parse.h"
#include "auth/auth_recipient.h"
#include "auth/auth_serial.h"
#include "auth/auth_usage.h"
#include "base/auto.h"
#include "base/x.h"

/* One request on its way. */
struct question {
	struct auth_serial *serial;
	uint64_t size;
};

static const struct config *settings(const struct question *q)
{
	return &q->serial->server->proc.config;
}

static void reply(struct auth_serial *serial, const char *action)
{
	auto_buf struct buf out;

	buf_init(&out, 4096);
	buf_add_format(&out, "action=%s\n\n", action);
	auth_serial_answer(serial, &out);
}

static void end(struct question *q, const char *action)
{
	struct auth_serial *serial = q->serial;

	free(q);
	reply(serial, action);
}

static void tell_usage(void *arg, enum auth_usage_verdict verdict)
{
	struct question *q = arg;

	switch (verdict) {
	case AUTH_USAGE_FITS:
		end(q, settings(q)->policy_ok);
		break;
	case AUTH_USAGE_FULL:
		end(q, settings(q)->policy_full);
		break;
	case AUTH_USAGE_TOO_LARGE:
		end(q, settings(q)->policy_too_large);
		break;
	case AUTH_USAGE_UNSURE:
		end(q, settings(q)->policy_unsure);
		break;
	}
}

/* Only who has a quota needs a look into the mailbox. */
static void judge_size(struct question *q, const struct account *account)
{
	if (account->message_bytes && q->size > account->message_bytes)
		end(q, settings(q)->policy_too_large);
	else if (account->quota_bytes || account->quota_messages)
		auth_usage_ask(q->serial->server->usage, account->user, q->size,
			       tell_usage, q);
	else
		end(q, settings(q)->policy_ok);
}

static void tell_recipient(void *arg, enum auth_recipient verdict,
			   const struct account_entry *entry)
{
	struct question *q = arg;

	switch (verdict) {
	case AUTH_RECIPIENT_TAKES:
		judge_size(q, &entry->account);
		break;
	case AUTH_RECIPIENT_DISABLED:
		end(q, settings(q)->reply_disabled);
		break;
	case AUTH_RECIPIENT_UNKNOWN:
		end(q, settings(q)->policy_unknown);
		break;
	case AUTH_RECIPIENT_TEMP:
		end(q, settings(q)->policy_unsure);
		break;
	}
}

static bool on_request(struct auth_serial *serial, struct span message)
{
	struct auth_policy_request request;
	struct question *q;

	if (!auth_policy_parse(message, &request))
		return false;
	if (request.state == AUTH_POLICY_OTHER || !request.recipient.len) {
		reply(serial, "DUNNO");
		return true;
	}
	q = x_calloc(1, sizeof(*q));
	q->serial = serial;
	q->size = request.size;
	auth_recipient_find(serial->server, request.recipient, tell_recipient,
			    q);
	return true;
}

void auth_policy_new(struct auth_server *server, int fd,
		     void (*closed)(void *arg), void *arg)
{
	static const struct auth_serial_service service = {
		.frame = auth_policy_parse_frame,
		.request = on_request,
	};

	auth_serial_new(server, &service, fd, closed, arg);
}
