/* SPDX-License-Identifier: MIT */
/* Header fields of messages that the server writes itself. Pure but for the
 * clock. */
#pragma once

#include "base/buf.h"

/* "Date: …" of now, with its line end, as the others. */
void deliver_compose_date(struct buf *out);
/* word: what kind of message it is, so that no two have one id. */
void deliver_compose_id(const char *word, const char *host, struct buf *out);
/* In-Reply-To and References to the message with that header (RFC 5322 3.6.4),
 * if it has a Message-ID that can be repeated. */
void deliver_compose_answers(struct span header, struct buf *out);
/* UTF-8 to "Subject: …". */
void deliver_compose_subject(struct span text, struct buf *out);
/* "name <address>" as the value of a field: only the name is words. */
void deliver_compose_address(struct span text, struct buf *out);
/* The first Subject of a header as UTF-8, cut where it is very long. */
void deliver_compose_find_subject(struct span header, struct buf *out);
/* A body's text: lines that end in LF, the last one too. */
void deliver_compose_text(struct span text, struct buf *out);
/* Fields for a text of ours in UTF-8. */
#define DELIVER_COMPOSE_PLAIN                                                  \
	"Content-Type: text/plain; charset=utf-8\n"                            \
	"Content-Transfer-Encoding: 8bit\n"
