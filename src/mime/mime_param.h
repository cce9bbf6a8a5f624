/* SPDX-License-Identifier: MIT */
/* Tokens and parameters of Content-Type and its like (RFC 2045 5.1). Pure. */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum {
	MIME_PARAMS_MAX = 64
};

struct mime_param {
	struct span name; /* in the case it was written */
	struct span value;
};

/* The token (no '/' ';' '=' or blank in it) behind white space and comments;
 * empty if there is none. */
struct span mime_param_take_token(struct span *rest);
/* Past white space and comments, takes c if it stands there. */
bool mime_param_take_char(struct span *rest, char c);
/* "type/subtype"; *rest is then what follows. false: it can't be read, which
 * counts as missing (RFC 2045 5.2). */
bool mime_param_take_type(struct span *rest, struct span *out_type,
			  struct span *out_subtype);
/*
 * The parameters in rest, at most MIME_PARAMS_MAX, unquoted; continuations of
 * RFC 2231 are joined as its section 6 asks of IMAP servers: under "name*"
 * where charset and percent signs are still in the value. What is no
 * parameter is passed over.
 */
size_t mime_param_parse(struct span rest, struct arena *arena,
			struct mime_param out[MIME_PARAMS_MAX]);
/* The value of that name; ptr NULL if there is none. */
struct span mime_param_value(const struct mime_param *params, size_t count,
			     struct span name);
/* The boundary among the parameters in rest; empty: there is none. */
struct span mime_param_boundary(struct span rest, struct arena *arena);
