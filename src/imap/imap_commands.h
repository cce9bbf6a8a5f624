/* SPDX-License-Identifier: MIT */
/* The table of commands, made from imap_commands.def. */
#pragma once

#include "imap/imap_command.h"

/* NULL: no such command. */
const struct imap_command *imap_commands_find(struct span name);
/* "IMAP4rev1 …", from what the entries add. */
void imap_commands_capability(struct buf *out);
