/* SPDX-License-Identifier: MIT */
/*
 * Reading commands: a line with its literals gathered into session->command,
 * within the configured bounds.
 */
#pragma once

#include "imap/imap_command.h"

enum imap_input {
	IMAP_INPUT_COMMAND, /* session->command holds one */
	IMAP_INPUT_LITERAL, /* likewise; its last literal is still to be read */
	IMAP_INPUT_BAD,     /* too long: the answer's text is in *out_text */
	IMAP_INPUT_BYE,     /* too much to drain; no more can be read */
	IMAP_INPUT_IDLE,    /* the client was silent too long */
	IMAP_INPUT_END,     /* the stream has ended or failed */
};
struct imap_input_literal {
	enum wire_literal kind;
	uint64_t size;
};
/* streams_literal: see imap_command.h; asked with what came so far. */
enum imap_input imap_input_read(struct imap_session *session,
				bool (*streams_literal)(struct span command),
				struct imap_input_literal *out_literal,
				const char **out_text);

/* "+ OK": the client may send its literal. */
void imap_input_continue(struct imap_session *session);
/* Reads size bytes and forgets them; false at the end of the stream. */
bool imap_input_drain(struct imap_session *session, uint64_t size);
/* Reads what is left of the command behind a literal. *out_empty: nothing but
 * the line end. Further literals of LITERAL+ are drained, at most `budget`
 * bytes. */
MUST_CHECK enum imap_input imap_input_finish(struct imap_session *session,
					     uint64_t budget, bool *out_empty);
