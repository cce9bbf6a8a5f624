/* SPDX-License-Identifier: MIT */
/*
 * OAUTHBEARER (RFC 7628) and XOAUTH2: a token that somebody else has issued.
 * A client whose token is refused is told why by a challenge, and answers it
 * with whatever, before it fails (RFC 7628 3.2.3).
 */
#include "auth/auth_bearer.h"
#include "auth/auth_mech.h"
#include "base/auto.h"

static bool read_message(const struct auth_exchange *x, struct span message,
			 struct auth_bearer *out)
{
	return span_eq(span_of(x->mech->name), SPAN("XOAUTH2"))
		       ? auth_bearer_read_x(message, out)
		       : auth_bearer_read(message, out);
}

/* saslname: "=2C" and "=3D". XOAUTH2 has none of that, but no name of ours has
 * an equals sign or a comma in it. */
static bool keep_authorize(struct auth_exchange *x, struct span name)
{
	auto_buf struct buf text;

	buf_init(&text, AUTH_NAME_MAX);
	while (name.len) {
		bool comma = span_starts(name, SPAN("=2C"));

		if (comma || span_starts(name, SPAN("=3D"))) {
			buf_add_char(&text, comma ? ',' : '=');
			name = span_from(name, 3);
			continue;
		}
		buf_add_char(&text, name.ptr[0]);
		name = span_from(name, 1);
	}
	return !text.full && auth_exchange_keep(&x->authorize, buf_span(&text),
						AUTH_NAME_MAX);
}

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	struct auth_bearer bearer;

	(void)out; /* an empty challenge asks for the response */
	if (x->password)
		return AUTH_MECH_WRONG;
	if (!response.ptr)
		return x->round ? AUTH_MECH_BAD : AUTH_MECH_CHALLENGE;
	if (!read_message(x, response, &bearer) ||
	    !auth_exchange_keep(&x->password, bearer.token, AUTH_TOKEN_MAX))
		return AUTH_MECH_BAD;
	return !bearer.user.len || keep_authorize(x, bearer.user)
		       ? AUTH_MECH_TOKEN
		       : AUTH_MECH_BAD;
}

/* A good token has set x->user. */
static enum auth_mech_step
judge(struct auth_exchange *x, struct auth_evidence *evidence, struct buf *out)
{
	bool x_form = span_eq(span_of(x->mech->name), SPAN("XOAUTH2"));

	if (evidence->found)
		return AUTH_MECH_PROVEN;
	buf_add_format(out, "{\"status\":\"%s\"",
		       x_form ? "401" : "invalid_token");
	if (x_form)
		buf_add_str(out, ",\"schemes\":\"Bearer\"");
	if (evidence->scope && evidence->scope[0])
		buf_add_format(out, ",\"scope\":\"%s\"", evidence->scope);
	buf_add_char(out, '}');
	return AUTH_MECH_CHALLENGE;
}

const struct auth_mech auth_mech_oauthbearer = {
	.name = "OAUTHBEARER",
	.step = step,
	.judge = judge,
};

const struct auth_mech auth_mech_xoauth2 = {
	.name = "XOAUTH2",
	.step = step,
	.judge = judge,
};
