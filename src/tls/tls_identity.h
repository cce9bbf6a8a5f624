/* SPDX-License-Identifier: MIT */
/*
 * Who the server is: certificate chains with their private keys, each good for
 * some names.
 *
 * The first is the server's own, for clients that name none of the others. Two
 * with the same names are of different kinds of keys; the client decides. The
 * files are read as the configuration names them, with the caller's rights.
 */
#pragma once

#include <stddef.h>

#include "base/check.h"
#include "base/err.h"

struct config;
struct tls_identity;

/* Count > 0 once it is filled. */
struct tls_identities {
	struct tls_identity *one;
	size_t count;
};

/* ERR_CORRUPT: one can't be used; the log detail has the section's file:line,
 * the PEM file and why. */
MUST_CHECK bool tls_identity_load_all(const struct config *config,
				      struct tls_identities *out,
				      struct err *err);
void tls_identity_release_all(struct tls_identities *identities);
