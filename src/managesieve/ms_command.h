/* SPDX-License-Identifier: MIT */
/*
 * What a command is. Each family of them is a file ms_cmd_….c that ends in its
 * entries; ms_commands.c is the table of all. run writes the whole answer.
 */
#pragma once

#include "managesieve/ms_session.h"

enum ms_result {
	MS_DONE,
	MS_BAD, /* what the client sent makes no sense; counted */
	MS_BYE,
	MS_LEAVE, /* the client goes back to gate; run has said nothing */
};

enum {
	MS_STRINGS_MAX = 2
};

struct ms_request {
	struct span string[MS_STRINGS_MAX];
	uint64_t number;
	struct span args; /* what follows the name, as it came */
};

struct ms_command {
	const char *name; /* upper case */
	unsigned strings; /* that it wants */
	bool number;      /* and one behind them */
	bool free_form;   /* run looks at args itself */
	enum ms_result (*run)(struct ms_session *session,
			      const struct ms_request *request);
};

extern const struct ms_command ms_command_authenticate, ms_command_capability,
	ms_command_checkscript, ms_command_deletescript, ms_command_getscript,
	ms_command_havespace, ms_command_listscripts, ms_command_logout,
	ms_command_noop, ms_command_putscript, ms_command_renamescript,
	ms_command_setactive, ms_command_starttls, ms_command_unauthenticate;
