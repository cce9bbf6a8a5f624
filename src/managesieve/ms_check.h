/* SPDX-License-Identifier: MIT */
/* Whether a script would run, and what is to be said of it. */
#pragma once

#include "managesieve/ms_command.h"

/* What the compiler has to say, a line for each note with CRLF between: the
 * errors, or the warnings of a script without any. Appends to out; false: it
 * has errors. */
MUST_CHECK bool ms_check_script(struct ms_session *session, struct span text,
				struct buf *out);
/* OK with these warnings, or the plain one if there are none. */
enum ms_result ms_check_reply_ok(struct ms_session *session,
				 const struct buf *warnings, const char *text);
/* NO with these errors. */
enum ms_result ms_check_reply_no(struct ms_session *session,
				 const struct buf *errors);

enum {
	MS_CHECK_TEXT_MAX = 65536
};
