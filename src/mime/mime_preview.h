/* SPDX-License-Identifier: MIT */
/* PREVIEW (RFC 8970): how a message begins. Private to this folder. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "mime/mime_structure.h"

/* Appends an IMAP string of at most 200 characters: the beginning of the first
 * text (plain or HTML) that is no attachment and not empty, as one line, with
 * what it quotes left out if there is anything else. "" if there is none. */
void mime_preview_write(struct buf *out, const struct mime_node *root,
			struct span message, struct arena *arena);
