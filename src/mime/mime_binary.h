/* SPDX-License-Identifier: MIT */
/*
 * A message with binary parts (RFC 2045 6.2, RFC 3030) made one of lines: the
 * content of each part of Content-Transfer-Encoding binary becomes base64.
 *
 * Containers (multipart, message), of which RFC 2045 6.4 allows no base64, are
 * labelled 8bit, and what is inside them is looked at. The new
 * Content-Transfer-Encoding stands at the end of its header; no other byte is
 * changed. The line end before a boundary is not content (RFC 2046 5.1.1).
 *
 * Pure; bytes may come in any pieces and go out through `write` in the same
 * order. Memory does not grow with the message: beyond the limits in the .c
 * file a multipart is not looked into. Never fails.
 */
#pragma once

#include "base/span.h"

struct mime_binary;

typedef void mime_binary_write(void *target, struct span bytes);

struct mime_binary *mime_binary_new(mime_binary_write *write, void *target);
void mime_binary_free(struct mime_binary **binary);
void mime_binary_add(struct mime_binary *b, struct span bytes);
/* The message is whole: the rest goes out. */
void mime_binary_end(struct mime_binary *b);
