/* SPDX-License-Identifier: MIT */
/* Writes the packed table that mime_parts_find and _next read. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "mime/mime_structure.h"

/* The arena is for scratch. */
void mime_parts_pack(struct buf *out, const struct mime_node *root,
		     struct arena *arena);
