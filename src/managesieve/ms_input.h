/* SPDX-License-Identifier: MIT */
/* Reading commands: a line with its literals gathered into session->line,
 * within the configured bounds. */
#pragma once

#include "managesieve/ms_command.h"

enum ms_input {
	MS_INPUT_COMMAND,   /* session->line holds one */
	MS_INPUT_BAD,       /* a literal of the wrong form, too long a line */
	MS_INPUT_TOO_LARGE, /* a literal that was read and forgotten; what came
			       before it is in session->line */
	MS_INPUT_BYE,       /* too much to drain; no more can be read */
	MS_INPUT_IDLE,      /* the client was silent too long */
	MS_INPUT_END,       /* the stream has ended or failed */
};
enum ms_input ms_input_read(struct ms_session *session);
