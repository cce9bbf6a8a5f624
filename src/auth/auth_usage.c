/* SPDX-License-Identifier: MIT */
#include "auth/auth_usage.h"

#include <stdlib.h>

#include "auth/auth_lmtp.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

struct auth_usage {
	struct auth_lmtp *lmtp;
};

struct question {
	auth_usage_told *told;
	void *arg;
};

struct auth_usage *auth_usage_new(struct event_base *base,
				  const struct config *config)
{
	struct auth_usage *usage = x_calloc(1, sizeof(*usage));

	usage->lmtp = auth_lmtp_new(base, config);
	return usage;
}

static enum auth_usage_verdict verdict_of(struct span reply)
{
	if (span_starts(reply, SPAN("2")))
		return AUTH_USAGE_FITS;
	if (span_starts(reply, SPAN("552 5.2.2")))
		return AUTH_USAGE_FULL;
	if (span_starts(reply, SPAN("552 ")))
		return AUTH_USAGE_TOO_LARGE;
	if (reply.len)
		log_event(LOG_LEVEL_WARN, "usage", "reply=%s", LOG_TEXT(reply));
	return AUTH_USAGE_UNSURE;
}

static void on_reply(void *arg, struct span reply)
{
	struct question *q = arg;

	q->told(q->arg, verdict_of(reply));
	free(q);
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text > 126)
			return false;
	return true;
}

void auth_usage_ask(struct auth_usage *usage, const char *user, uint64_t size,
		    auth_usage_told *told, void *arg)
{
	auto_free char *text =
		x_printf("MAIL FROM:<> SIZE=%llu%s\r\nRCPT TO:<%s>\r\nQUIT\r\n",
			 (unsigned long long)size,
			 is_ascii(user) ? "" : " SMTPUTF8", user);
	struct question *q = x_calloc(1, sizeof(*q));

	q->told = told;
	q->arg = arg;
	auth_lmtp_ask(usage->lmtp, text, 2, on_reply, q);
}
