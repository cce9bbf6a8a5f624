/* SPDX-License-Identifier: MIT */
#include "gate/gate_attempt.h"

#include <stddef.h>
#include <string.h>

#include "base/log.h"
#include "stats/stats.h"
#include "tls/tls_stream.h"

_Static_assert(sizeof(((struct gate_talk *)0)->tag) ==
		       sizeof(((struct control_login *)0)->tag),
	       "a tag fits into the message");

/* What the log says of a refusal. */
static const char *const reasons[] = {
	[GATE_REFUSAL_FAILED] = "credentials",
	[GATE_REFUSAL_TEMP] = "temporary",
	[GATE_REFUSAL_DENIED] = "denied",
	[GATE_REFUSAL_EXPIRED] = "expired",
	[GATE_REFUSAL_BUSY] = "limit",
};

static void log_outcome(const struct gate_attempt *attempt, const char *event,
			const char *reason)
{
	log_event(LOG_LEVEL_INFO, event,
		  "user=%s%s%s service=%s method=%s rip=%s lip=%s tls=%s "
		  "cipher=%s session=%s",
		  LOG_TEXT(span_of(attempt->user)), *reason ? " reason=" : "",
		  reason, attempt->talk->protocol->service, attempt->mech,
		  attempt->peer->remote_ip, attempt->peer->local_ip,
		  attempt->tls ? tls_stream_version(attempt->tls) : "no",
		  attempt->tls ? tls_stream_cipher(attempt->tls) : "-",
		  attempt->peer->session);
}

static void refuse(struct gate_attempt *attempt, enum gate_refusal why)
{
	stats_add(why == GATE_REFUSAL_TEMP ? STATS_gate_logins_deferred
					   : STATS_gate_logins_failed,
		  1);
	log_outcome(attempt, "login-failed", reasons[why]);
	attempt->step(attempt, GATE_ATTEMPT_REFUSED, why);
}

static void set_user(struct gate_attempt *attempt, struct span user)
{
	user = span_first(user, sizeof(attempt->user) - 1);
	memcpy(attempt->user, user.ptr, user.len);
	attempt->user[user.len] = '\0';
}

static void pass_on(struct gate_attempt *attempt, struct span challenge)
{
	attempt->challenge = challenge;
	attempt->step(attempt, GATE_ATTEMPT_CHALLENGED, GATE_REFUSAL_FAILED);
}

static void on_answer(struct gate_auth_request *request,
		      const struct gate_auth_answer *answer)
{
	static const enum gate_refusal refusals[] = {
		[GATE_AUTH_FAILED] = GATE_REFUSAL_FAILED,
		[GATE_AUTH_TEMP] = GATE_REFUSAL_TEMP,
		[GATE_AUTH_DISABLED] = GATE_REFUSAL_DENIED,
		[GATE_AUTH_EXPIRED] = GATE_REFUSAL_EXPIRED,
	};
	struct gate_attempt *attempt =
		(void *)((char *)request - offsetof(struct gate_attempt, auth));

	if (answer->user.len)
		set_user(attempt, answer->user);
	if (answer->result == GATE_AUTH_CHALLENGE) {
		pass_on(attempt, answer->challenge);
		return;
	}
	if (answer->result != GATE_AUTH_OK) {
		refuse(attempt, refusals[answer->result]);
		return;
	}
	attempt->auth_peer = answer->peer;
	attempt->auth_request = answer->request;
	snprintf(attempt->cookie, sizeof(attempt->cookie), "%s",
		 answer->cookie);
	attempt->authenticated = true;
	if (answer->challenge.len)
		pass_on(attempt, answer->challenge);
	else
		attempt->step(attempt, GATE_ATTEMPT_AUTHENTICATED,
			      GATE_REFUSAL_FAILED);
}

static bool could_ask(const struct gate_attempt *attempt, bool asked)
{
	if (asked)
		return true;
	stats_add(STATS_gate_logins_deferred, 1);
	log_outcome(attempt, "login-failed", reasons[GATE_REFUSAL_TEMP]);
	return false;
}

bool gate_attempt_begin(struct gate_attempt *attempt)
{
	const struct gate_sasl *sasl = &attempt->talk->sasl;
	struct gate_question question = {
		.service = attempt->talk->protocol->service,
		.session = attempt->peer->session,
		.local_ip = attempt->peer->local_ip,
		.remote_ip = attempt->peer->remote_ip,
		.secured = attempt->tls != NULL,
		.mech = sasl->mech,
		.certificate = attempt->peer->certificate,
	};

	if (sasl->has_message)
		question.response =
			span_make(sasl->message.ptr ? sasl->message.ptr : "",
				  sasl->message.len);
	for (enum tls_binding b = 0; attempt->tls && b < TLS_BINDINGS; b++)
		question.bindings[b].len = tls_binding_get(
			attempt->tls, b, question.bindings[b].bytes);
	set_user(attempt, gate_sasl_user(sasl));
	snprintf(attempt->mech, sizeof(attempt->mech), "%s", sasl->mech);
	attempt->authenticated = false;
	attempt->auth.done = on_answer;
	return could_ask(attempt, gate_auth_submit(attempt->gate->auth,
						   &attempt->auth, &question));
}

bool gate_attempt_go_on(struct gate_attempt *attempt)
{
	return could_ask(
		attempt,
		gate_auth_answer(attempt->gate->auth, &attempt->auth,
				 buf_span(&attempt->talk->sasl.message)));
}

static void fill_login(const struct gate_login *login, struct control_login *to)
{
	const struct gate_attempt *attempt =
		(const void *)((const char *)login -
			       offsetof(struct gate_attempt, login));
	const struct gate_peer *peer = attempt->peer;

	to->auth_peer = attempt->auth_peer;
	to->auth_request = attempt->auth_request;
	to->secured = attempt->tls != NULL;
	to->left = attempt->left;
	snprintf(to->cookie, sizeof(to->cookie), "%s", attempt->cookie);
	snprintf(to->service, sizeof(to->service), "%s",
		 attempt->talk->protocol->service);
	snprintf(to->session, sizeof(to->session), "%s", peer->session);
	snprintf(to->remote_ip, sizeof(to->remote_ip), "%s", peer->remote_ip);
	snprintf(to->local_ip, sizeof(to->local_ip), "%s", peer->local_ip);
	snprintf(to->tag, sizeof(to->tag), "%s", attempt->talk->tag);
}

static void on_login_done(struct gate_login *login, enum control_result result)
{
	struct gate_attempt *attempt =
		(void *)((char *)login - offsetof(struct gate_attempt, login));

	explicit_bzero(attempt->cookie, sizeof(attempt->cookie));
	switch (result) {
	case CONTROL_OK:
		stats_add(STATS_gate_logins, 1);
		log_outcome(attempt, "login", "");
		attempt->step(attempt, GATE_ATTEMPT_HANDED_OVER,
			      GATE_REFUSAL_FAILED);
		return;
	case CONTROL_DENIED:
		refuse(attempt, GATE_REFUSAL_DENIED);
		return;
	case CONTROL_BUSY:
		refuse(attempt, GATE_REFUSAL_BUSY);
		return;
	case CONTROL_TEMP:
		break;
	}
	refuse(attempt, GATE_REFUSAL_TEMP);
}

void gate_attempt_hand_over(struct gate_attempt *attempt, int fd)
{
	attempt->login.fd = fd;
	attempt->login.fill = fill_login;
	attempt->login.done = on_login_done;
	gate_handoff_submit(attempt->gate->handoff, &attempt->login);
}

bool gate_attempt_cancel(struct gate_attempt *attempt)
{
	if (!gate_handoff_cancel(attempt->gate->handoff, &attempt->login))
		return false;
	gate_auth_cancel(attempt->gate->auth, &attempt->auth);
	return true;
}
