/* SPDX-License-Identifier: MIT */
/* What actions have to do with each other. Private to this folder. */
#pragma once

#include "sieve/sieve_state.h"

/* Once a script is done: makes one of two copies into the same mailbox, or to
 * the same address. false: actions that exclude each other. */
MUST_CHECK bool sieve_settle(struct sieve_run *run);
