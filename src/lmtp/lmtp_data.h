/* SPDX-License-Identifier: MIT */
/*
 * The message after DATA: dots taken off, the end found (RFC 5321 4.5.2).
 *
 * Where the client ends its lines with CRLF, only CRLF "." CRLF ends the
 * message and only a dot behind CRLF is taken off: a bare LF or CR is content,
 * so that nobody can smuggle a second message past a server that sees lines
 * differently. A client that ended the DATA command itself with a bare LF gets
 * LF lines. Bytes are not changed otherwise, NUL included.
 *
 *   START --"."--> DOT --CRLF--> end
 *     ^             |other: the dot was stuffing
 *     +---CRLF---- TEXT
 *
 * Pure; may stop at any byte.
 */
#pragma once

#include "base/span.h"
#include "lmtp/lmtp_line.h"

enum lmtp_data_state {
	LMTP_DATA_START, /* of a line */
	LMTP_DATA_TEXT,
	LMTP_DATA_CR,     /* in a line, behind CR */
	LMTP_DATA_DOT,    /* behind the first dot of a line */
	LMTP_DATA_DOT_CR, /* behind that and CR */
	LMTP_DATA_END,
};

struct lmtp_data {
	enum lmtp_data_state state;
	enum lmtp_eol eol;
};

enum lmtp_data_step {
	LMTP_DATA_PIECE, /* *out holds content, valid as long as the input */
	LMTP_DATA_MORE,  /* all input is used up */
	LMTP_DATA_DONE,  /* *input holds what follows the end */
};

void lmtp_data_init(struct lmtp_data *d, enum lmtp_eol eol);
enum lmtp_data_step lmtp_data_next(struct lmtp_data *d, struct span *input,
				   struct span *out);
