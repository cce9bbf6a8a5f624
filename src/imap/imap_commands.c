/* SPDX-License-Identifier: MIT */
#include "imap/imap_commands.h"

static const struct imap_command *const commands[] = {
#define IMAP_COMMAND(verb) &cmd_##verb,
#include "imap/imap_commands.def"
#undef IMAP_COMMAND
};

const struct imap_command *imap_commands_find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (span_eq_nocase(span_of(commands[i]->name), name))
			return commands[i];
	return NULL;
}

void imap_commands_capability(struct buf *out)
{
	buf_add(out, SPAN("IMAP4rev1 IMAP4rev2 LITERAL+ INPROGRESS"));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!commands[i]->capability)
			continue;
		buf_add_char(out, ' ');
		buf_add_str(out, commands[i]->capability);
	}
}
