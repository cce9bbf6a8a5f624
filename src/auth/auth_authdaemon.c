/* SPDX-License-Identifier: MIT */
/*
 * Trouble is a connection that ends without an answer: what the clients take
 * for temporary, where FAIL is "no such user" or "wrong password".
 */
#include "auth/auth_authdaemon.h"

#include <stdlib.h>

#include "auth/auth_authdaemon_list.h"
#include "auth/auth_authdaemon_parse.h"
#include "auth/auth_authdaemon_write.h"
#include "auth/auth_chain.h"
#include "auth/auth_serial.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	ANSWER_MAX = 16384
};

struct question {
	struct auth_serial *serial;
	struct event *timer; /* for its turn, then of a FAIL */
	bool login;
	char *user;
	char *password; /* empty unless login */
	uint64_t digest;
	char service[16];
	char remote_ip[64];
};

static void fail(struct auth_serial *serial)
{
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	buf_add_str(&out, "FAIL\n");
	auth_serial_answer(serial, &out);
}

static void end_question(struct question *q)
{
	if (q->timer)
		event_free(q->timer);
	free(q->user);
	crypto_secret_free(&q->password);
	free(q);
}

static void on_delay(evutil_socket_t fd, short what, void *arg)
{
	struct question *q = arg;
	struct auth_serial *serial = q->serial;

	(void)fd;
	(void)what;
	serial->server->delayed--;
	end_question(q);
	fail(serial);
}

static void set_timer(struct question *q, uint64_t ms, event_callback_fn run)
{
	const struct timeval wait = {
		.tv_sec = (time_t)(ms / 1000),
		.tv_usec = (suseconds_t)(ms % 1000 * 1000),
	};

	if (q->timer)
		event_free(q->timer);
	q->timer = event_new(q->serial->server->base, -1, 0, run, q);
	ASSERT(q->timer);
	event_add(q->timer, &wait);
}

static void fail_later(struct question *q)
{
	struct auth_server *server = q->serial->server;

	server->delayed++;
	set_timer(q, server->proc.config.auth_failure_delay, on_delay);
}

static struct auth_penalty_guess guess_of(const struct question *q)
{
	return (struct auth_penalty_guess){
		.remote_ip = q->remote_ip,
		.user = q->user,
		.digest = q->digest,
	};
}

static void note_result(const struct question *q, enum auth_verdict verdict)
{
	struct auth_penalty *penalty = q->serial->server->penalty;
	struct auth_penalty_guess guess = guess_of(q);

	if (verdict == AUTH_VERDICT_OK)
		auth_penalty_succeeded(penalty, &guess, clock_mono_ms());
	else if (verdict == AUTH_VERDICT_UNKNOWN ||
		 verdict == AUTH_VERDICT_WRONG)
		(void)auth_penalty_failed(penalty, &guess, clock_mono_ms());
}

static void tell_user(struct question *q, const struct account_entry *entry)
{
	struct auth_serial *serial = q->serial;
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	auth_authdaemon_write(&serial->server->mail_owner, entry, &out);
	end_question(q);
	auth_serial_answer(serial, &out);
}

static void log_login(const struct question *q,
		      const struct auth_chain_answer *answer)
{
	bool ok = answer->verdict == AUTH_VERDICT_OK;

	log_event(ok ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "auth",
		  "result=%s user=%s mech=authdaemon service=%s rip=%s",
		  auth_check_verdict_name(answer->verdict),
		  LOG_TEXT(span_of(answer->user)),
		  LOG_TEXT(span_of(q->service)),
		  LOG_TEXT(span_of(q->remote_ip)));
}

static bool takes_mail(const struct account_entry *entry)
{
	return entry->account.state == ACCOUNT_ACTIVE ||
	       entry->account.state == ACCOUNT_NOACCESS;
}

static void answered(void *arg, const struct auth_chain_answer *answer)
{
	struct question *q = arg;
	struct auth_serial *serial = q->serial;

	if (q->login) {
		log_login(q, answer);
		note_result(q, answer->verdict);
	}
	if (answer->verdict == AUTH_VERDICT_TEMP ||
	    answer->verdict == AUTH_VERDICT_UNUSABLE) {
		end_question(q);
		auth_serial_give_up(serial);
	} else if (answer->verdict == AUTH_VERDICT_OK &&
		   (q->login || takes_mail(answer->entry))) {
		tell_user(q, answer->entry);
	} else if (q->login) {
		fail_later(q);
	} else {
		end_question(q);
		fail(serial);
	}
}

static void check(struct question *q)
{
	const struct auth_chain_attempt attempt = {
		.attempt = {
			.query = {
				.user = q->user,
				.service = q->service,
				.local_ip = "",
				.remote_ip = q->remote_ip,
			},
			.proof = ACCOUNT_PROOF_PASSWORD,
			.secret = span_of(q->password),
		},
	};

	if (q->login)
		auth_chain_login(q->serial->server->chain, &attempt, answered,
				 q);
	else
		auth_chain_lookup(q->serial->server->chain,
				  &attempt.attempt.query, answered, q);
}

static void on_waited(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	check(arg);
}

/* A login that may have to wait for its turn (auth_penalty.h). */
static void check_in_turn(struct question *q)
{
	struct auth_penalty *penalty = q->serial->server->penalty;
	struct auth_penalty_guess guess;
	int64_t wait = 0;

	q->digest = auth_penalty_digest(penalty, span_of(q->user),
					span_of(q->password));
	guess = guess_of(q);
	switch (auth_penalty_rule(penalty, &guess, clock_mono_ms(), &wait)) {
	case AUTH_PENALTY_GO:
		check(q);
		break;
	case AUTH_PENALTY_WAIT:
		set_timer(q, (uint64_t)wait, on_waited);
		break;
	case AUTH_PENALTY_REFUSE:
		fail_later(q);
		break;
	}
}

static void ask(struct auth_serial *serial,
		const struct auth_authdaemon_request *request)
{
	struct question *q = x_calloc(1, sizeof(*q));

	q->serial = serial;
	q->login = request->kind == AUTH_AUTHDAEMON_LOGIN;
	q->user = x_span_dup(request->user);
	q->password = x_span_dup(request->password);
	snprintf(q->service, sizeof(q->service), "%.*s",
		 SPAN_ARG(request->service));
	snprintf(q->remote_ip, sizeof(q->remote_ip), "%.*s",
		 SPAN_ARG(request->remote_ip));
	if (q->login)
		check_in_turn(q);
	else
		check(q);
}

static bool is_text(struct span text)
{
	return span_find_char(text, '\0') == text.len;
}

static bool on_request(struct auth_serial *serial, struct span message)
{
	struct auth_authdaemon_request request;

	if (!auth_authdaemon_parse(message, &request) ||
	    !is_text(request.user) || !is_text(request.service) ||
	    !is_text(request.remote_ip))
		return false;
	switch (request.kind) {
	case AUTH_AUTHDAEMON_PRE:
	case AUTH_AUTHDAEMON_LOGIN:
		ask(serial, &request);
		break;
	case AUTH_AUTHDAEMON_ENUMERATE:
		auth_authdaemon_list(serial);
		break;
	case AUTH_AUTHDAEMON_OTHER:
		fail(serial);
		break;
	}
	return true;
}

void auth_authdaemon_new(struct auth_server *server, int fd,
			 void (*closed)(void *arg), void *arg)
{
	static const struct auth_serial_service service = {
		.frame = auth_authdaemon_parse_frame,
		.request = on_request,
		.single = true,
	};

	auth_serial_new(server, &service, fd, closed, arg);
}
