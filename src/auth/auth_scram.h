/* SPDX-License-Identifier: MIT */
/*
 * The server's side of SCRAM (RFC 5802), apart from where its keys come from
 * and which channel it is bound to. Pure; holds secrets until released.
 *
 *   read_first ──▶ write_first (keys) ──▶ read_final ──▶ write_final
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "crypto/crypto_scram.h"

enum auth_scram_binding {
	AUTH_SCRAM_UNBOUND,   /* n: the client knows no channel binding */
	AUTH_SCRAM_UNOFFERED, /* y: it does, but was offered none */
	AUTH_SCRAM_BOUND,     /* p=: binding_name is which */
};

struct auth_scram {
	enum auth_scram_binding binding;
	struct buf binding_name;
	struct buf header; /* the client's GS2 header, as c= repeats it */
	struct buf user;
	struct buf authorize; /* empty: the user itself */
	struct buf nonce;     /* the client's, then ours behind it */
	struct buf message;   /* AuthMessage as far as it was said */
	struct crypto_scram keys;
};

void auth_scram_init(struct auth_scram *s);
void auth_scram_release(struct auth_scram *s);
/* false: malformed, or it asks for an extension that we do not know. */
MUST_CHECK bool auth_scram_read_first(struct auth_scram *s,
				      struct span message);
/* s->keys are set; nonce: printable, without commas. */
void auth_scram_write_first(struct auth_scram *s, struct span nonce,
			    struct buf *out);

enum auth_scram_final {
	AUTH_SCRAM_PROVEN,
	AUTH_SCRAM_WRONG, /* not by these keys, or another channel */
	AUTH_SCRAM_MALFORMED,
};
/* binding: the bytes of the channel, for BOUND. */
enum auth_scram_final auth_scram_read_final(struct auth_scram *s,
					    struct span message,
					    struct span binding);
/* After PROVEN: the server's signature. */
void auth_scram_write_final(const struct auth_scram *s, struct buf *out);
