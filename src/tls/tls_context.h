/* SPDX-License-Identifier: MIT */
/*
 * The server side of TLS: certificate, key and rules, loaded once.
 *
 * Everything that needs files is read by tls_context_new, so that afterwards
 * the process can give up its privileges and its view of the file system.
 * TLS 1.2 and newer, forward secrecy and authenticated ciphers only, no
 * renegotiation, no compression. An idle connection keeps no record buffers.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"

struct tls_context;

/* Chain (leaf first) and key in PEM. ERR_CORRUPT if they can't be used or do
 * not belong together. */
MUST_CHECK bool tls_context_new(const char *cert_path, const char *key_path,
				struct tls_context **out, struct err *err);
void tls_context_free(struct tls_context **context);
