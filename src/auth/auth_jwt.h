/* SPDX-License-Identifier: MIT */
/* Signatures of tokens in the form of RFC 7519 (JWT), by keys of the settings.
 * May be used by several threads at once. */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct auth_jwt;

/* text: public keys in PEM, or else a secret, which then has 32 bytes at least
 * (white space around it is none of it). ERR_SYNTAX. */
MUST_CHECK bool auth_jwt_new(struct span text, struct auth_jwt **out,
			     struct err *err);
void auth_jwt_free(struct auth_jwt **jwt);
/* Appends the claims, JSON. ERR_DENIED: signed by none of the keys, or by an
 * algorithm that is none of them is for. */
MUST_CHECK bool auth_jwt_open(const struct auth_jwt *jwt, const char *token,
			      struct buf *out_claims, struct err *err);
