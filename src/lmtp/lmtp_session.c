/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_session.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "lmtp/lmtp_apop.h"
#include "lmtp/lmtp_parse.h"

enum {
	BAD_COMMANDS_MAX = 20
};

enum step {
	STEP_GO_ON,
	STEP_END,
};

static enum step reply(struct lmtp_session *s, const char *text)
{
	stream_write_str(s->stream, text);
	stream_write_str(s->stream, "\r\n");
	return STEP_GO_ON;
}

/* One that counts towards the end of our patience. */
static enum step reply_bad(struct lmtp_session *s, const char *text)
{
	if (++s->bad < BAD_COMMANDS_MAX)
		return reply(s, text);
	reply(s, "421 4.7.0 Too many errors");
	return STEP_END;
}

/* Only what a host name or address literal is made of goes into Received. */
static void note_client(struct lmtp_session *s, struct span name)
{
	char clean[256];

	for (size_t i = 0; i < name.len; i++) {
		char c = span_lower(name.ptr[i]);
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		clean[i] =
			plain || (c && strchr(".-:[]_", c)) ? name.ptr[i] : '?';
	}
	snprintf(s->client, sizeof(s->client), "%.*s (local uid %u)",
		 (int)name.len, clean, (unsigned)s->peer->uid);
}

static enum step run_lhlo(struct lmtp_session *s, const struct lmtp_command *c)
{
	note_client(s, c->argument);
	lmtp_transaction_reset(&s->txn);
	stream_write_format(s->stream,
			    "250-%s\r\n"
			    "250-PIPELINING\r\n"
			    "250-ENHANCEDSTATUSCODES\r\n"
			    "250-8BITMIME\r\n"
			    "250-SMTPUTF8\r\n"
			    "250-SIZE %" PRIu64 "\r\n"
			    "250 XFUMIKURA\r\n",
			    deliver_host(s->deliver), s->config->message_max);
	return STEP_GO_ON;
}

static enum step run_mail(struct lmtp_session *s, const struct lmtp_command *c)
{
	if (!s->client[0])
		return reply_bad(s, "503 5.5.1 Say LHLO first");
	if (s->txn.open)
		return reply_bad(s, "503 5.5.1 Sender already given");
	lmtp_transaction_mail(s, c);
	return STEP_GO_ON;
}

static enum step run_rcpt(struct lmtp_session *s, const struct lmtp_command *c)
{
	if (!s->txn.open)
		return reply_bad(s, "503 5.5.1 Need MAIL first");
	lmtp_transaction_rcpt(s, c);
	return STEP_GO_ON;
}

/* RFC 2033 4.2: without a valid recipient DATA must fail. A client that
 * pipelines sends it all the same, so it is no bad command. */
static enum step run_data(struct lmtp_session *s, const struct lmtp_command *c)
{
	struct err err;

	(void)c;
	if (!s->txn.count)
		return reply(s, "503 5.5.1 No valid recipients");
	if (s->peer->asks)
		return reply(s, "550 5.7.1 Not allowed");
	if (lmtp_transaction_data(s, &err))
		return STEP_GO_ON;
	log_err(LOG_LEVEL_INFO, "lost", &err, "during=data");
	return STEP_END;
}

static enum step run_rset(struct lmtp_session *s, const struct lmtp_command *c)
{
	(void)c;
	lmtp_transaction_reset(&s->txn);
	return reply(s, "250 2.0.0 Ok");
}

static enum step run_noop(struct lmtp_session *s, const struct lmtp_command *c)
{
	(void)c;
	return reply(s, "250 2.0.0 Ok");
}

static enum step run_quit(struct lmtp_session *s, const struct lmtp_command *c)
{
	(void)c;
	reply(s, "221 2.0.0 Bye");
	return STEP_END;
}

static enum step run_vrfy(struct lmtp_session *s, const struct lmtp_command *c)
{
	(void)c;
	return reply(s, "252 2.5.0 Try RCPT");
}

/* auth may not read in homes: it asks whether an APOP login is right. */
static enum step run_xapop(struct lmtp_session *s, const struct lmtp_command *c)
{
	if (!s->peer->asks && !s->peer->trusted)
		return reply_bad(s, "550 5.7.1 Not allowed");
	switch (lmtp_apop(s->config, s->deliver, c->argument)) {
	case LMTP_APOP_RIGHT:
		return reply(s, "250 2.7.0 Right");
	case LMTP_APOP_WRONG:
		return reply(s, "535 5.7.8 Wrong");
	case LMTP_APOP_TEMP:
		return reply(s, "454 4.7.0 Temporary failure");
	case LMTP_APOP_BAD:
		break;
	}
	return reply_bad(s, "501 5.5.4 Bad argument");
}

static const struct verb {
	enum step (*run)(struct lmtp_session *s, const struct lmtp_command *c);
} verbs[LMTP_VERBS] = {
	[LMTP_LHLO] = { run_lhlo },   [LMTP_MAIL] = { run_mail },
	[LMTP_RCPT] = { run_rcpt },   [LMTP_DATA] = { run_data },
	[LMTP_RSET] = { run_rset },   [LMTP_NOOP] = { run_noop },
	[LMTP_QUIT] = { run_quit },   [LMTP_VRFY] = { run_vrfy },
	[LMTP_XAPOP] = { run_xapop },
};

static enum step run_line(struct lmtp_session *s, struct span line)
{
	struct lmtp_command command;

	switch (lmtp_parse(line, &command)) {
	case LMTP_PARSED_OK:
		return verbs[command.verb].run(s, &command);
	case LMTP_PARSED_UNKNOWN:
		return reply_bad(s, "500 5.5.2 Unknown command");
	case LMTP_PARSED_PATH:
		return reply_bad(s,
				 command.verb == LMTP_MAIL
					 ? "501 5.1.7 Bad sender address"
					 : "501 5.1.3 Bad recipient address");
	case LMTP_PARSED_PARAM:
		return reply_bad(s, "555 5.5.4 Unknown parameter");
	case LMTP_PARSED_ARGUMENT:
		break;
	}
	return reply_bad(s, "501 5.5.4 Bad argument");
}

/* The client left, was silent for too long, or its connection broke. */
static enum step lost(struct lmtp_session *s, const struct err *err)
{
	if (err->kind == ERR_TEMP) {
		log_err(LOG_LEVEL_INFO, "lost", err, "during=command");
		reply(s, "421 4.4.2 Timeout");
	}
	return STEP_END;
}

static enum step next(struct lmtp_session *s)
{
	struct span line;
	struct err err;

	if (lmtp_input_line(&s->input, &line, &err))
		return run_line(s, line);
	if (err.kind == ERR_LIMIT)
		return reply_bad(s, "500 5.5.6 Line too long");
	return lost(s, &err);
}

void lmtp_session_run(const struct config *config, struct deliver *deliver,
		      const struct lmtp_peer *peer, struct stream *stream)
{
	struct lmtp_session s = {
		.config = config,
		.deliver = deliver,
		.peer = peer,
		.stream = stream,
	};
	struct err err;

	snprintf(s.id, sizeof(s.id), "%" PRIx64 "-%x", (uint64_t)clock_now_us(),
		 (unsigned)getpid());
	log_context(s.id, NULL);
	lmtp_input_init(&s.input, stream);
	lmtp_transaction_init(&s.txn);
	stream_write_format(stream, "220 %s LMTP Fumikura\r\n",
			    deliver_host(deliver));
	while (next(&s) == STEP_GO_ON)
		;
	/* What is left of the answers; the client may have gone already. */
	if (!stream_flush(stream, &err))
		log_err(LOG_LEVEL_DEBUG, "lost", &err, "during=quit");
	lmtp_transaction_release(&s.txn);
	lmtp_input_release(&s.input);
	log_context(NULL, NULL);
}
