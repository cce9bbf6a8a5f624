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
static void clean_name(struct span name, char out[LMTP_CLIENT_TEXT])
{
	size_t at = 0;

	for (; at < name.len && at < LMTP_CLIENT_TEXT - 1; at++) {
		char c = span_lower(name.ptr[at]);
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		out[at] = plain || (c && strchr(".-:[]_", c)) ? name.ptr[at]
							      : '?';
	}
	out[at] = '\0';
}

/* RFC 5321 4.4: the name that the client gave, and what we know of it. */
static void note_client(struct lmtp_session *s, struct span name)
{
	const struct lmtp_client *c = &s->client;
	const char *addr = c->addr[0] ? c->addr : s->peer->address;
	char helo[LMTP_CLIENT_TEXT], host[LMTP_CLIENT_TEXT];

	clean_name(c->helo[0] ? span_of(c->helo) : name, helo);
	clean_name(span_of(c->name), host);
	if (addr[0])
		snprintf(s->from, sizeof(s->from), "%s (%s%s[%s%s])", helo,
			 host, host[0] ? " " : "",
			 strchr(addr, ':') ? "IPv6:" : "", addr);
	else
		snprintf(s->from, sizeof(s->from), "%s (local uid %u)", helo,
			 (unsigned)s->peer->uid);
}

static bool may_start_tls(const struct lmtp_session *s)
{
	return s->shared->tls && s->peer->address[0] && !s->encrypted;
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
			    "250-CHUNKING\r\n"
			    "250-BINARYMIME\r\n"
			    "250-SIZE %" PRIu64 "\r\n",
			    deliver_host(s->deliver), s->config->message_max);
	/* With it success is ours to tell (RFC 3461 5.2.3). */
	if (deliver_can_send(s->deliver))
		stream_write_str(s->stream, "250-DSN\r\n");
	if (may_start_tls(s))
		stream_write_str(s->stream, "250-STARTTLS\r\n");
	/* BY is taken from all; over the socket Exim reads the whole answer
	 * into 256 bytes. */
	if (s->peer->address[0])
		stream_write_str(s->stream, "250-DELIVERBY\r\n");
	/* A proxy that says it is no MTA behind the socket. */
	if (s->peer->introduces && s->peer->address[0])
		stream_write_format(
			s->stream, "250-XCLIENT %s\r\n",
			lmtp_client_attributes(LMTP_CLIENT_XCLIENT));
	if (s->peer->introduces)
		stream_write_format(
			s->stream, "250-XFORWARD %s\r\n",
			lmtp_client_attributes(LMTP_CLIENT_XFORWARD));
	stream_write_str(s->stream, "250 XFUMIKURA\r\n");
	return STEP_GO_ON;
}

static enum step run_mail(struct lmtp_session *s, const struct lmtp_command *c)
{
	if (!s->from[0])
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
	if (s->txn.mail)
		return reply_bad(s, "503 5.5.1 The message has begun");
	lmtp_transaction_rcpt(s, c);
	return STEP_GO_ON;
}

/* RFC 2033 4.2: without a valid recipient DATA must fail. A client that
 * pipelines sends it all the same, so it is no bad command. */
static const char *data_trouble(const struct lmtp_session *s)
{
	if (!s->txn.count)
		return "503 5.5.1 No valid recipients";
	return s->peer->asks ? "550 5.7.1 Not allowed" : NULL;
}

static enum step run_data(struct lmtp_session *s, const struct lmtp_command *c)
{
	const char *trouble = data_trouble(s);
	struct err err;

	(void)c;
	if (trouble)
		return reply(s, trouble);
	/* RFC 3030 2, 3 */
	if (s->txn.binary)
		return reply_bad(s, "503 5.5.1 BINARYMIME needs BDAT");
	if (s->txn.mail)
		return reply_bad(s, "503 5.5.1 Go on with BDAT");
	if (lmtp_transaction_data(s, &err))
		return STEP_GO_ON;
	log_err(LOG_LEVEL_INFO, "lost", &err, "during=data");
	return STEP_END;
}

static enum step run_bdat(struct lmtp_session *s, const struct lmtp_command *c)
{
	struct err err;

	if (lmtp_transaction_bdat(s, c, data_trouble(s), &err))
		return STEP_GO_ON;
	log_err(LOG_LEVEL_INFO, "lost", &err, "during=bdat");
	return STEP_END;
}

/* RFC 3207 4.2: what was said before is forgotten, on both sides. */
static enum step run_starttls(struct lmtp_session *s,
			      const struct lmtp_command *c)
{
	struct err err;

	(void)c;
	if (!may_start_tls(s))
		return reply_bad(s, "502 5.5.1 Not here");
	reply(s, "220 2.0.0 Ready");
	if (!stream_flush(s->stream, &err) ||
	    !tls_layer_begin(&s->tls, s->shared->tls, s->stream, &err)) {
		log_err(LOG_LEVEL_INFO, "lost", &err, "during=starttls");
		return STEP_END;
	}
	s->encrypted = true;
	s->from[0] = '\0';
	s->client = (struct lmtp_client){ .name = "" };
	lmtp_input_drop(&s->input);
	lmtp_transaction_reset(&s->txn);
	return STEP_GO_ON;
}

/* The conversation begins anew, with that client. */
static enum step run_xclient(struct lmtp_session *s,
			     const struct lmtp_command *c)
{
	if (!s->peer->introduces)
		return reply_bad(s, "550 5.7.1 Not allowed");
	if (s->txn.open)
		return reply_bad(s, "503 5.5.1 Within a transaction");
	if (!lmtp_client_read(LMTP_CLIENT_XCLIENT, c->argument, &s->client))
		return reply_bad(s, "501 5.5.4 Bad attribute");
	s->from[0] = '\0';
	stream_write_format(s->stream, "220 %s LMTP Fumikura\r\n",
			    deliver_host(s->deliver));
	return STEP_GO_ON;
}

/* For log and scripts only: what the MTA knows of the client stands in the
 * Received that it wrote. */
static enum step run_xforward(struct lmtp_session *s,
			      const struct lmtp_command *c)
{
	if (!s->peer->introduces)
		return reply_bad(s, "550 5.7.1 Not allowed");
	if (s->txn.open)
		return reply_bad(s, "503 5.5.1 Within a transaction");
	if (!lmtp_client_read(LMTP_CLIENT_XFORWARD, c->argument,
			      &s->txn.forwarded))
		return reply_bad(s, "501 5.5.4 Bad attribute");
	return reply(s, "250 2.0.0 Ok");
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
	/* Hosts may deliver, but have no business with secrets. */
	if (!s->peer->asks && (!s->peer->trusted || s->peer->address[0]))
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
	[LMTP_LHLO] = { run_lhlo },       [LMTP_MAIL] = { run_mail },
	[LMTP_RCPT] = { run_rcpt },       [LMTP_DATA] = { run_data },
	[LMTP_RSET] = { run_rset },       [LMTP_NOOP] = { run_noop },
	[LMTP_QUIT] = { run_quit },       [LMTP_VRFY] = { run_vrfy },
	[LMTP_BDAT] = { run_bdat },       [LMTP_STARTTLS] = { run_starttls },
	[LMTP_XCLIENT] = { run_xclient }, [LMTP_XFORWARD] = { run_xforward },
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

	if (s->shared->quit->seen && !s->txn.open) {
		reply(s, "421 4.3.2 The service ends");
		return STEP_END;
	}
	if (lmtp_input_line(&s->input, &line, &err))
		return run_line(s, line);
	if (err.kind == ERR_STATE)
		return STEP_GO_ON;
	if (err.kind == ERR_LIMIT)
		return reply_bad(s, "500 5.5.6 Line too long");
	return lost(s, &err);
}

void lmtp_session_run(const struct lmtp_shared *shared,
		      const struct lmtp_peer *peer, struct stream *stream)
{
	struct lmtp_session s = {
		.shared = shared,
		.config = shared->config,
		.deliver = shared->deliver,
		.peer = peer,
		.stream = stream,
	};
	struct err err;

	snprintf(s.id, sizeof(s.id), "%" PRIx64 "-%x", (uint64_t)clock_now_us(),
		 (unsigned)getpid());
	log_context(s.id, NULL);
	lmtp_input_init(&s.input, stream, shared->quit);
	lmtp_transaction_init(&s.txn);
	stream_write_format(stream, "220 %s LMTP Fumikura\r\n",
			    deliver_host(s.deliver));
	while (next(&s) == STEP_GO_ON)
		;
	/* What is left of the answers; the client may have gone already. */
	if (!stream_flush(stream, &err))
		log_err(LOG_LEVEL_DEBUG, "lost", &err, "during=quit");
	tls_layer_release(&s.tls);
	lmtp_transaction_release(&s.txn);
	lmtp_input_release(&s.input);
	log_context(NULL, NULL);
}
