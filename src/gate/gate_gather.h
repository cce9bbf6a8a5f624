/* SPDX-License-Identifier: MIT */
/*
 * Gathers a command with its literals in talk->command, which is allotted when
 * its first byte comes and wiped when it is dealt with, for it may hold a
 * password. Pure. What a literal's announcement means the protocol says.
 */
#pragma once

#include "gate/gate_protocol.h"

enum gate_gathered {
	GATE_GATHERED_MORE, /* all input was taken */
	GATE_GATHERED_PART, /* a literal is whole; there is more input */
	GATE_GATHERED_LINE, /* and a line; gate_gather_literal or _forget it */
	GATE_GATHERED_TOO_LONG,
};

/* Takes from the front of *input. LINE: *out_command is the command up to here
 * without the line's CRLF, its last line begins at talk->line_at. */
enum gate_gathered gate_gather_feed(struct gate_talk *talk, struct span *input,
				    struct span *out_command);
/* Is there room for a literal of that size, and is it no more than max? */
bool gate_gather_fits(const struct gate_talk *talk, uint64_t size,
		      uint64_t max);
/* The line announces it, and it comes. */
void gate_gather_literal(struct gate_talk *talk, uint64_t size);
/* The command was dealt with. */
void gate_gather_forget(struct gate_talk *talk);
