/* SPDX-License-Identifier: MIT */
/*
 * A self-made certificate, so that a first start already speaks TLS.
 *
 * ECDSA P-256, ten years, for localhost and the host's name. Several processes
 * may ask at once: one makes it, all find the same pair afterwards.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"

/* Makes both files (key mode 0600) and the folder they lie in, unless both are
 * there. ERR_STATE if there is a certificate without its key. */
MUST_CHECK bool tls_selfmade_ensure(const char *cert_path, const char *key_path,
				    const char *hostname, struct err *err);
