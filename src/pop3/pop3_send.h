/* SPDX-License-Identifier: MIT */
/*
 * A message as POP3 sends it: lines end in CRLF, a dot at the beginning of one
 * is doubled, ".CRLF" ends it (RFC 1939 3). A last line without an end gets
 * one. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define POP3_SEND_ALL UINT64_MAX

struct pop3_send {
	struct span rest;
	size_t header; /* bytes of the header that are still to come */
	uint64_t lines;
	char before; /* the byte before rest */
	bool ended;
};

/* header: its length with the empty line. lines: of the body (TOP), or
 * POP3_SEND_ALL. */
void pop3_send_init(struct pop3_send *send, struct span message, size_t header,
		    uint64_t lines);
/* The next piece, some 64 KiB, instead of what is in out; false: there is no
 * more. */
bool pop3_send_next(struct pop3_send *send, struct buf *out);
