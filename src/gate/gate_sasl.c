/* SPDX-License-Identifier: MIT */
/*
 * For LOGIN the message grows in place: NUL user NUL, then the password behind
 * it.
 */
#include "gate/gate_sasl.h"

#include "base/b64.h"
#include "gate/gate_secret.h"

static const char plain[] = "PLAIN";
static const char apop[] = "APOP";
/* "Username:" and "Password:" as in draft-murchison-sasl-login */
static const char user_challenge[] = "VXNlcm5hbWU6";
static const char password_challenge[] = "UGFzc3dvcmQ6";

void gate_sasl_init(struct gate_sasl *sasl)
{
	*sasl = (struct gate_sasl){ .message.cap = GATE_SASL_MESSAGE_MAX };
}

void gate_sasl_release(struct gate_sasl *sasl)
{
	gate_secret_wipe(&sasl->message);
}

/* RFC 4616: two NULs, and a name between them. */
static bool is_plain(struct span message)
{
	size_t first = span_find_char(message, '\0');
	struct span rest = span_from(message, first + 1);
	size_t second = span_find_char(rest, '\0');

	return first < message.len && second > 0 && second < rest.len &&
	       span_find_char(span_from(rest, second + 1), '\0') ==
		       rest.len - second - 1;
}

static enum gate_sasl_step finish(struct gate_sasl *sasl)
{
	sasl->mech = plain;
	sasl->has_message = true;
	return !sasl->message.full && is_plain(buf_span(&sasl->message))
		       ? GATE_SASL_DONE
		       : GATE_SASL_BAD;
}

enum gate_sasl_step gate_sasl_compose(struct gate_sasl *sasl, struct span user,
				      struct span password)
{
	gate_secret_init(&sasl->message, GATE_SASL_MESSAGE_MAX);
	buf_add_char(&sasl->message, '\0');
	buf_add(&sasl->message, user);
	buf_add_char(&sasl->message, '\0');
	buf_add(&sasl->message, password);
	return finish(sasl);
}

enum gate_sasl_step gate_sasl_apop(struct gate_sasl *sasl,
				   struct span timestamp, struct span user,
				   struct span digest)
{
	bool has_nul = span_find_char(user, '\0') < user.len;

	gate_secret_init(&sasl->message, GATE_SASL_MESSAGE_MAX);
	buf_add(&sasl->message, timestamp);
	buf_add_char(&sasl->message, '\0');
	buf_add(&sasl->message, user);
	buf_add_char(&sasl->message, '\0');
	buf_add(&sasl->message, digest);
	sasl->mech = apop;
	sasl->has_message = true;
	return has_nul || sasl->message.full ? GATE_SASL_BAD : GATE_SASL_DONE;
}

static enum gate_sasl_step take_bytes(struct gate_sasl *sasl, struct span bytes)
{
	switch (sasl->wait) {
	case GATE_SASL_WAIT_PLAIN:
		buf_add(&sasl->message, bytes);
		return finish(sasl);
	case GATE_SASL_WAIT_USER:
		buf_add_char(&sasl->message, '\0');
		buf_add(&sasl->message, bytes);
		buf_add_char(&sasl->message, '\0');
		sasl->wait = GATE_SASL_WAIT_PASSWORD;
		sasl->challenge = password_challenge;
		return GATE_SASL_NEXT;
	case GATE_SASL_WAIT_PASSWORD:
		buf_add(&sasl->message, bytes);
		return finish(sasl);
	case GATE_SASL_WAIT_RELAYED:
		buf_add(&sasl->message, bytes);
		sasl->has_message = true;
		return sasl->message.full ? GATE_SASL_BAD : GATE_SASL_DONE;
	}
	return GATE_SASL_BAD;
}

static enum gate_sasl_step take_base64(struct gate_sasl *sasl, struct span text)
{
	enum gate_sasl_step step = GATE_SASL_BAD;
	struct buf bytes;

	gate_secret_init(&bytes, GATE_SASL_LINE_MAX);
	if (b64_decode(&bytes, text) && !bytes.full)
		step = take_bytes(sasl, buf_span(&bytes));
	gate_secret_wipe(&bytes);
	return step;
}

static void choose(struct gate_sasl *sasl, const char *name)
{
	sasl->mech = name;
	sasl->wait = GATE_SASL_WAIT_RELAYED;
	if (span_eq(span_of(name), SPAN("PLAIN"))) {
		sasl->wait = GATE_SASL_WAIT_PLAIN;
		sasl->challenge = "";
	} else if (span_eq(span_of(name), SPAN("LOGIN"))) {
		sasl->wait = GATE_SASL_WAIT_USER;
		sasl->challenge = user_challenge;
	}
}

enum gate_sasl_step gate_sasl_start(struct gate_sasl *sasl, const char *name,
				    struct span initial)
{
	gate_secret_init(&sasl->message, GATE_SASL_MESSAGE_MAX);
	sasl->has_message = false;
	choose(sasl, name);
	if (!initial.ptr)
		return sasl->wait == GATE_SASL_WAIT_RELAYED ? GATE_SASL_DONE
							    : GATE_SASL_NEXT;
	if (span_eq(initial, SPAN("=")))
		initial.len = 0;
	return take_base64(sasl, initial);
}

void gate_sasl_relay(struct gate_sasl *sasl)
{
	gate_secret_init(&sasl->message, GATE_SASL_MESSAGE_MAX);
	sasl->has_message = false;
	sasl->wait = GATE_SASL_WAIT_RELAYED;
}

enum gate_sasl_step gate_sasl_next(struct gate_sasl *sasl, struct span line)
{
	return span_eq(line, SPAN("*")) ? GATE_SASL_CANCELLED
					: take_base64(sasl, line);
}

struct span gate_sasl_user(const struct gate_sasl *sasl)
{
	struct span rest = buf_span(&sasl->message);
	struct span user = SPAN("");

	if (sasl->mech != plain && sasl->mech != apop)
		return user;
	if (span_cut(&rest, '\0', &user))
		span_cut(&rest, '\0', &user);
	return user;
}
