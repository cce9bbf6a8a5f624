/* SPDX-License-Identifier: MIT */
/*
 * What a command is. Each family of them is a file pop3_cmd_….c that ends in
 * its entries; pop3_commands.c is the table of all.
 *
 * run writes the whole answer to session->stream. No read bracket of the store
 * is open while it does: it gathers in session->out, ends the bracket, writes.
 */
#pragma once

#include "pop3/pop3_session.h"

enum pop3_result {
	POP3_DONE,
	POP3_BAD, /* what the client sent makes no sense; counted */
	POP3_BYE,
};

enum pop3_shape {
	POP3_NOTHING,
	POP3_MESSAGE,       /* the number of one that is not deleted */
	POP3_MAYBE_MESSAGE, /* the same, or nothing */
	POP3_MESSAGE_LINES, /* the same, and another number */
	POP3_TEXT,          /* whatever follows */
};

struct pop3_request {
	const struct pop3_command *command;
	uint32_t number; /* 0: none was given */
	uint32_t lines;
	struct span text;
};

struct pop3_command {
	const char *name; /* upper case */
	enum pop3_shape shape;
	enum pop3_result (*run)(struct pop3_session *session,
				const struct pop3_request *request);
};

extern const struct pop3_command pop3_command_capa, pop3_command_dele,
	pop3_command_lang, pop3_command_last, pop3_command_list,
	pop3_command_noop, pop3_command_quit, pop3_command_retr,
	pop3_command_rset, pop3_command_stat, pop3_command_top,
	pop3_command_uidl;
