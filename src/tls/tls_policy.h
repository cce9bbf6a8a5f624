/* SPDX-License-Identifier: MIT */
/*
 * What is spoken with clients: protocols, ciphers, groups, signatures.
 *
 * modern and intermediate follow Mozilla's Server Side TLS guidelines 6.0,
 * cryptrec and cryptrec-high the recommended and the high security type of
 * CRYPTREC's "TLS 暗号設定ガイドライン" (GL-3001, 3.1.1); the settings
 * tls_min_protocol, tls_ciphers, … change parts.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "tls/tls_openssl.h"

struct config;

/* Reads tls_dh_params. ERR_CORRUPT: a setting is not one that OpenSSL knows;
 * the log detail names it. */
MUST_CHECK bool tls_policy_apply(const struct config *config, SSL_CTX *ctx,
				 struct err *err);
