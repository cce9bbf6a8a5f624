/* SPDX-License-Identifier: MIT */
/* BODY and BODYSTRUCTURE (RFC 3501 7.4.2) of a tree. Private to this folder. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "mime/mime_structure.h"

enum mime_body_form {
	MIME_BODY,
	MIME_BODYSTRUCTURE
};

/* Appends "(…)"; the arena is for scratch. */
void mime_body_write(struct buf *out, const struct mime_node *root,
		     struct span message, enum mime_body_form form,
		     struct arena *arena);
