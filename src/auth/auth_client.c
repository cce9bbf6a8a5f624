/* SPDX-License-Identifier: MIT */
/*
 * A client lives until its connection has ended and no question of its own is
 * with the prover. An answer for a request that is gone is dropped.
 */
#include "auth/auth_client.h"

#include <stdlib.h>
#include <unistd.h>

#include "auth/auth_conn.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"

struct auth_client {
	struct auth_server *server;
	struct auth_conn conn;
	struct auth_protocol protocol;
	struct event *timer; /* for the failure that is due next */
	unsigned jobs;       /* with the prover */
	bool closed;
	void (*tell_closed)(void *arg);
	void *tell_arg;
};

/* A request that is with the prover. */
struct check {
	struct auth_client *client;
	uint64_t serial;
};

static void free_if_unused(struct auth_client *client)
{
	if (!client->closed || client->jobs)
		return;
	free(client);
}

static bool waits(const struct auth_request *r)
{
	return r->state == AUTH_REQUEST_DELAYED ||
	       r->state == AUTH_REQUEST_HELD;
}

static void on_closed(void *owner)
{
	struct auth_client *client = owner;
	struct auth_request *r;

	for (r = client->protocol.requests; r; r = r->next)
		client->server->delayed -= waits(r);
	auth_protocol_release(&client->protocol);
	event_free(client->timer);
	client->closed = true;
	if (client->tell_closed)
		client->tell_closed(client->tell_arg);
	free_if_unused(client);
}

/* ---- failures, after their delay, and checks that have to wait ---- */

static void start_check(struct auth_client *client, struct auth_request *r);

static void arm_timer(struct auth_client *client)
{
	int64_t due = INT64_MAX;
	int64_t left;
	struct timeval wait;

	for (struct auth_request *r = client->protocol.requests; r; r = r->next)
		if (waits(r) && r->due_ms < due)
			due = r->due_ms;
	if (due == INT64_MAX)
		return;
	left = due - clock_mono_ms();
	if (left < 0)
		left = 0;
	wait.tv_sec = left / 1000;
	wait.tv_usec = left % 1000 * 1000;
	event_add(client->timer, &wait);
}

/* false: close. */
static bool end_wait(struct auth_client *client, struct auth_request *r)
{
	if (r->state == AUTH_REQUEST_DELAYED)
		return auth_protocol_fail(&client->protocol, r, r->failure);
	start_check(client, r);
	return true;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct auth_client *client = arg;
	struct auth_request *r = client->protocol.requests;
	int64_t now = clock_mono_ms();
	bool keep = true;

	(void)fd;
	(void)what;
	while (keep && r) {
		struct auth_request *next = r->next;

		if (waits(r) && r->due_ms <= now) {
			client->server->delayed--;
			keep = end_wait(client, r);
		}
		r = next;
	}
	if (keep)
		arm_timer(client);
	auth_conn_send(&client->conn, &client->protocol.out);
}

static void await(struct auth_client *client, struct auth_request *r,
		  enum auth_request_state state, int64_t due_ms)
{
	r->state = state;
	r->due_ms = due_ms;
	client->server->delayed++;
	arm_timer(client);
}

/* Counted from the question on, so that the time which the check took says
 * nothing about the user. */
static void delay_failure(struct auth_client *client, struct auth_request *r,
			  enum auth_failure failure)
{
	uint64_t delay = client->server->proc.config.auth_failure_delay;

	r->failure = failure;
	if (!r->asked_ms)
		r->asked_ms = clock_mono_ms();
	await(client, r, AUTH_REQUEST_DELAYED, r->asked_ms + (int64_t)delay);
}

/* ---- guessing ---- */

static struct auth_penalty_guess guess_of(const struct auth_request *r)
{
	return (struct auth_penalty_guess){
		.remote_ip = r->remote_ip,
		.user = r->user,
		.digest = r->guess,
	};
}

static void refuse_guess(struct auth_client *client, struct auth_request *r)
{
	log_event(LOG_LEVEL_WARN, "auth",
		  "result=too_many_failures user=%s mech=%s service=%s rip=%s",
		  LOG_TEXT(span_of(r->user)), r->exchange.mech->name,
		  LOG_TEXT(span_of(r->service)),
		  LOG_TEXT(span_of(r->remote_ip)));
	delay_failure(client, r, AUTH_FAILURE_WRONG);
}

/* A request that is complete: checked now, or later, or not at all. */
static void admit_check(struct auth_client *client, struct auth_request *r)
{
	struct auth_penalty *penalty = client->server->penalty;
	int64_t now = clock_mono_ms();
	struct auth_penalty_guess guess;
	int64_t wait;

	if (r->exchange.password)
		r->guess = auth_penalty_digest(penalty, span_of(r->user),
					       span_of(r->exchange.password));
	guess = guess_of(r);
	switch (auth_penalty_rule(penalty, &guess, now, &wait)) {
	case AUTH_PENALTY_GO:
		start_check(client, r);
		break;
	case AUTH_PENALTY_WAIT:
		await(client, r, AUTH_REQUEST_HELD, now + wait);
		break;
	case AUTH_PENALTY_REFUSE:
		refuse_guess(client, r);
		break;
	}
}

/* false: it is no guess, or one that was made before. */
static bool count_guess(struct auth_client *client, struct auth_request *r,
			enum auth_verdict verdict)
{
	struct auth_penalty *penalty = client->server->penalty;
	struct auth_penalty_guess guess = guess_of(r);
	int64_t now = clock_mono_ms();

	if (verdict == AUTH_VERDICT_OK)
		auth_penalty_succeeded(penalty, &guess, now);
	return (verdict == AUTH_VERDICT_WRONG ||
		verdict == AUTH_VERDICT_UNKNOWN) &&
	       auth_penalty_failed(penalty, &guess, now);
}

/* ---- checks, by the prover ---- */

static void take_step(struct auth_client *client, struct auth_request *r,
		      enum auth_step step);

static void log_check(const struct auth_request *r,
		      const struct auth_chain_answer *answer, bool counted)
{
	bool ok = answer->verdict == AUTH_VERDICT_OK;
	struct span master = span_of(answer->master);

	log_event(ok ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "auth",
		  "result=%s%s user=%s%s%s mech=%s service=%s rip=%s",
		  auth_check_verdict_name(answer->verdict),
		  counted ? " counted=yes" : "", LOG_TEXT(span_of(r->user)),
		  master.len ? " master=" : "",
		  master.len ? LOG_TEXT(master) : "", r->exchange.mech->name,
		  LOG_TEXT(span_of(r->service)),
		  LOG_TEXT(span_of(r->remote_ip)));
}

static void accept_login(struct auth_client *client, struct auth_request *r,
			 const struct auth_chain_answer *answer)
{
	struct auth_protocol *p = &client->protocol;
	struct auth_login login = { .cuid = p->cuid, .id = r->id };

	if (p->peer == AUTH_PEER_GATE && !r->nologin && !r->cancelled) {
		snprintf(login.cookie, sizeof(login.cookie), "%s", p->cookie);
		snprintf(login.service, sizeof(login.service), "%.15s",
			 r->service);
		auth_relay_login(client->server->relay, r->service,
				 r->remote_ip);
		snprintf(login.master, sizeof(login.master), "%s",
			 answer->master);
		auth_logins_add(client->server->logins, &login,
				&answer->entry->account, clock_mono_ms());
	}
	auth_protocol_ok(p, r);
}

static void fail_temporarily(struct auth_client *client, struct auth_request *r)
{
	if (!auth_protocol_fail(&client->protocol, r, AUTH_FAILURE_TEMP))
		auth_conn_close(&client->conn);
}

static void answer(struct auth_client *client, struct auth_request *r,
		   const struct auth_chain_answer *answer)
{
	switch (answer->verdict) {
	case AUTH_VERDICT_OK:
		/* A master user's look does not make the user be there. */
		if (!answer->master[0])
			auth_seen_note(client->server->seen, answer->user,
				       r->service, r->remote_ip);
		accept_login(client, r, answer);
		break;
	case AUTH_VERDICT_UNKNOWN:
	case AUTH_VERDICT_WRONG:
		delay_failure(client, r, AUTH_FAILURE_WRONG);
		break;
	case AUTH_VERDICT_DISABLED:
		delay_failure(client, r, AUTH_FAILURE_DISABLED);
		break;
	case AUTH_VERDICT_FORBIDDEN:
	case AUTH_VERDICT_AUTHORIZE:
		delay_failure(client, r, AUTH_FAILURE_AUTHORIZE);
		break;
	case AUTH_VERDICT_JUDGE:
	case AUTH_VERDICT_UNUSABLE:
		/* Ours to repair: the user's password may well be right. */
	case AUTH_VERDICT_TEMP:
		fail_temporarily(client, r);
		break;
	}
}

/* The user's name as it is known to us: of the account, if it is one. */
static void name_user(struct auth_request *r,
		      const struct auth_chain_answer *answer)
{
	if (answer->user[0])
		snprintf(r->user, sizeof(r->user), "%s", answer->user);
}

/* The mechanism has judged: the exchange goes on. */
static void go_on(struct auth_client *client, struct auth_request *r,
		  const struct auth_prover_answer *told)
{
	r->exchange = *told->exchange;
	auth_exchange_init(told->exchange, r->exchange.mech);
	take_step(client, r,
		  auth_protocol_resume(&client->protocol, r, told->judged,
				       told->out));
}

static void end_login(struct auth_client *client, struct auth_request *r,
		      const struct auth_chain_answer *verdict)
{
	/* By the name that was guessed, not whose account it is. */
	bool counted = count_guess(client, r, verdict->verdict);

	name_user(r, verdict);
	log_check(r, verdict, counted);
	answer(client, r, verdict);
}

static void check_told(void *arg, const struct auth_prover_answer *told)
{
	struct check *check = arg;
	struct auth_client *client = check->client;
	struct auth_request *r;

	if (!client->closed) {
		r = auth_protocol_find(&client->protocol, check->serial);
		ASSERT(r); /* it lives at least until it is answered */
		if (told->verdict)
			end_login(client, r, told->verdict);
		else
			go_on(client, r, told);
	}
	free(check);
	client->jobs--;
	if (client->closed)
		free_if_unused(client);
	else
		auth_conn_send(&client->conn, &client->protocol.out);
}

static void start_check(struct auth_client *client, struct auth_request *r)
{
	struct check *check = x_calloc(1, sizeof(*check));
	const struct account_query query = {
		.service = r->service,
		.local_ip = r->local_ip,
		.remote_ip = r->remote_ip,
	};

	r->state = AUTH_REQUEST_CHECKING;
	r->asked_ms = clock_mono_ms();
	check->client = client;
	check->serial = r->serial;
	client->jobs++;
	auth_prover_ask(client->server->prover, r->want, &r->exchange, &query,
			check_told, check);
}

/* DONE, ASK or WRONG. */
static void take_step(struct auth_client *client, struct auth_request *r,
		      enum auth_step step)
{
	const struct auth_chain_answer wrong = {
		.verdict = AUTH_VERDICT_WRONG,
		.user = "",
		.master = "",
	};

	if (step == AUTH_STEP_WRONG)
		end_login(client, r, &wrong);
	else if (step == AUTH_STEP_ASK && r->want == AUTH_MECH_PROVEN)
		start_check(client, r); /* nothing is guessed any more */
	else if (step == AUTH_STEP_ASK)
		admit_check(client, r);
}

/* ---- the connection ---- */

static bool on_line(void *owner, struct span line)
{
	struct auth_client *client = owner;
	struct auth_request *r = NULL;
	enum auth_step step;
	struct err err;

	step = auth_protocol_line(&client->protocol, line, &r, &err);
	if (step == AUTH_STEP_BAD) {
		log_err(LOG_LEVEL_WARN, "auth_protocol", &err, "cuid=%u",
			client->protocol.cuid);
		return false;
	}
	take_step(client, r, step);
	auth_conn_send(&client->conn, &client->protocol.out);
	return true;
}

void auth_client_new(struct auth_server *server, enum auth_peer peer, int fd,
		     void (*closed)(void *arg), void *arg)
{
	static const struct auth_conn_events events = {
		.line = on_line,
		.closed = on_closed,
	};
	struct auth_client *client = x_calloc(1, sizeof(*client));

	client->server = server;
	client->tell_closed = closed;
	client->tell_arg = arg;
	client->timer = event_new(server->base, -1, 0, on_timer, client);
	ASSERT(client->timer);
	auth_protocol_init(&client->protocol, peer, &server->rules,
			   ++server->last_cuid, (uint32_t)getpid());
	auth_conn_open(&client->conn, server->base, fd, &events, client);
	auth_conn_send(&client->conn, &client->protocol.out);
}
