/* SPDX-License-Identifier: MIT */
/*
 * What master says: new gates (PEER), whose login was that (WHO), that a
 * session with a grant has ended (SESSION_DONE), STOP. Answers
 * that master does not take at once wait here, so that the two never wait for
 * each other.
 */
#pragma once

#include "auth/auth_server.h"

/* Watches the control channel. Ends the loop when master is gone, at once when
 * it says STOP_NOW, and after STOP_DRAIN when nothing is under way. */
void auth_control_open(struct auth_server *server);
