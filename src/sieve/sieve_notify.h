/* SPDX-License-Identifier: MIT */
/* What the commands of enotify and of its old draft share. Private to this
 * folder. */
#pragma once

#include "sieve/sieve_state.h"

/* Counts the recipients of a mailto URI that is in order; false past
 * limits.notifies. */
MUST_CHECK bool sieve_notify_count(struct sieve_run *run, struct span method);
