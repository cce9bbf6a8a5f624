/* SPDX-License-Identifier: MIT */
/* Running one line of the client: look up, check the arguments, run. */
#pragma once

#include "pop3/pop3_command.h"

enum pop3_result pop3_commands_run(struct pop3_session *session,
				   struct span line);
