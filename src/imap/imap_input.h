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
	IMAP_INPUT_BAD,     /* no command: *out_refusal says why */
	IMAP_INPUT_BYE,     /* too much to drain; no more can be read */
	IMAP_INPUT_IDLE,    /* the client was silent too long */
	IMAP_INPUT_END,     /* the stream has ended or failed */
};
struct imap_input_literal {
	enum wire_literal kind;
	uint64_t size;
};
struct imap_input_refusal {
	const char *code; /* or NULL */
	const char *text;
};
/* streams_literal: see imap_command.h; asked with what came so far. */
enum imap_input imap_input_read(struct imap_session *session,
				bool (*streams_literal)(struct span command),
				struct imap_input_literal *out_literal,
				struct imap_input_refusal *out_refusal);

/* "+ OK": the client may send its literal. */
void imap_input_continue(struct imap_session *session);
/* Takes that many bytes off the stream; kept (NULL: nowhere) gets them. false:
 * it has ended or failed. */
MUST_CHECK bool imap_input_take(struct imap_session *session, uint64_t size,
				struct buf *kept);
/* One line; IMAP_INPUT_COMMAND, or what is wrong. Valid until the next read. */
enum imap_input imap_input_line(struct imap_session *session, size_t max,
				struct span *out);
/* Forgets what is left of a command whose last line announced that literal, if
 * any: COMMAND, or how it went wrong. A client that waits for leave to send
 * the literal sends nothing more. */
enum imap_input imap_input_abandon(struct imap_session *session,
				   const struct imap_input_literal *literal);
