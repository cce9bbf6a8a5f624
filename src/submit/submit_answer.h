/* SPDX-License-Identifier: MIT */
/* What an SMTP server answers (RFC 5321 4.2), and what it announces. Pure. */
#pragma once

#include "base/span.h"

/* Without its CRLF: "250-text", "250 text", "250". */
struct submit_answer {
	unsigned code; /* 200 … 599 */
	bool more;     /* further lines follow */
	struct span text;
};
bool submit_answer_parse(struct span line, struct submit_answer *out);

/* Extensions of the answer to EHLO. */
struct submit_answer_offer {
	bool size, eightbit, utf8, dsn, deliverby;
};
/* The text of one of its lines. */
void submit_answer_note(struct span text, struct submit_answer_offer *offer);
