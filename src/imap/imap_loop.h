/* SPDX-License-Identifier: MIT */
/* The command loop: read, look up, check the state, run, tell, answer. */
#pragma once

#include "imap/imap_session.h"

/* Until the client logs out or is gone; what is to be said has been said. */
void imap_loop_run(struct imap_session *session);
