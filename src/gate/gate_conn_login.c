/* SPDX-License-Identifier: MIT */
#include "gate/gate_conn_login.h"

#include <event2/event.h>

#include "base/check.h"
#include "base/log.h"
#include "gate/gate_away.h"
#include "gate/gate_conn_priv.h"

static void refuse(struct gate_conn *conn, enum gate_refusal why)
{
	enum gate_step step =
		conn->talk.protocol->refuse(&conn->talk, why, &conn->io.out);

	conn->state = step == GATE_STEP_END ? CONN_END : CONN_TALK;
}

void gate_conn_login_take_back(struct gate_conn *conn)
{
	gate_away_free(&conn->away);
	event_add(&conn->timer, conn->gate->login_timeout);
}

/* What the client has to answer, or auth's last words. */
static enum conn_state challenge(struct gate_conn *conn)
{
	const struct gate_attempt *attempt = &conn->attempt;
	struct gate_talk *talk = &conn->talk;

	if (attempt->authenticated && talk->protocol->keep_final &&
	    talk->protocol->keep_final(talk, attempt->challenge))
		return CONN_LOGIN;
	gate_talk_challenge(talk, attempt->challenge, &conn->io.out);
	return CONN_TALK;
}

void gate_conn_login_answered(struct gate_conn *conn,
			      enum gate_attempt_step step,
			      enum gate_refusal why)
{
	ASSERT(step != GATE_ATTEMPT_HANDED_OVER);
	if (step == GATE_ATTEMPT_AUTHENTICATED) {
		conn->state = CONN_LOGIN;
	} else if (step == GATE_ATTEMPT_CHALLENGED) {
		conn->state = challenge(conn);
	} else {
		if (conn->state == CONN_HANDOFF)
			gate_conn_login_take_back(conn);
		refuse(conn, why);
	}
}

void gate_conn_login_begin(struct gate_conn *conn)
{
	conn->attempt.tls = conn->io.stream.tls;
	conn->state = CONN_AUTH;
	if (!gate_attempt_begin(&conn->attempt))
		refuse(conn, GATE_REFUSAL_TEMP);
	gate_sasl_release(&conn->talk.sasl);
}

void gate_conn_login_go_on(struct gate_conn *conn)
{
	conn->state = conn->attempt.authenticated ? CONN_LOGIN : CONN_AUTH;
	conn->talk.asking = false;
	if (conn->state == CONN_AUTH && !gate_attempt_go_on(&conn->attempt))
		refuse(conn, GATE_REFUSAL_TEMP);
	gate_sasl_release(&conn->talk.sasl);
}

void gate_conn_login_give_up(struct gate_conn *conn)
{
	bool free_to_go = gate_attempt_cancel(&conn->attempt);

	ASSERT(free_to_go);
}

void gate_conn_login_hand_over(struct gate_conn *conn)
{
	struct err err;

	event_del(&conn->timer); /* master always answers */
	if (gate_away_new(conn->gate, &conn->io.stream,
			  gate_io_unread(&conn->io), SPAN(""), &conn->away,
			  &err)) {
		conn->state = CONN_HANDOFF;
		gate_attempt_hand_over(&conn->attempt,
				       gate_away_fd(conn->away));
		return;
	}
	log_err(LOG_LEVEL_ERROR, "handover", &err, "session=%s",
		conn->peer.session);
	gate_conn_login_take_back(conn);
	refuse(conn, GATE_REFUSAL_TEMP);
}
