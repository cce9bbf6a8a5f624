/* SPDX-License-Identifier: MIT */
/*
 * What master keeps so that key processes can come and go: the door to them
 * (tls/tls_keys.h), and the secret of which the keys of session tickets are
 * made. It reads neither.
 */
#pragma once

#include <sys/types.h>

#include "base/check.h"
#include "base/err.h"

struct child;
struct config;

struct keyring {
	int door[2]; /* the end of the key process, that of its clients */
	int secret;  /* file in memory */
};

MUST_CHECK bool keyring_open(struct keyring *keyring, struct err *err);
void keyring_close(struct keyring *keyring);
/* Before a reload: who was started earlier goes on with the old door, and the
 * old key process, until both end. */
MUST_CHECK bool keyring_change_door(struct keyring *keyring, struct err *err);
/* What that child needs of it, if anything; before child_go. */
MUST_CHECK bool keyring_give(const struct keyring *keyring, struct child *child,
			     struct err *err);
/* Starts a process that ends with 0 if what the configuration has about TLS can
 * be used, and logs what can't. -1: no process. */
pid_t keyring_try(const char *program_dir, const struct config *config);
