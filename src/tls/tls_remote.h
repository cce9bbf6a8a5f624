/* SPDX-License-Identifier: MIT */
/*
 * Identities whose private keys are in the key process: OpenSSL signs with
 * them through tls_door.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"

struct tls_identities;

/* All that the key process has; waits until it is there. ERR_TEMP: it is not.
 */
MUST_CHECK bool tls_remote_identities(struct tls_identities *out,
				      struct err *err);
