/* SPDX-License-Identifier: MIT */
/* Running one command of the client: look up, check the arguments, run. */
#pragma once

#include "managesieve/ms_command.h"

/* session->line holds it, with its literals. */
enum ms_result ms_commands_run(struct ms_session *session);
