/* SPDX-License-Identifier: MIT */
/*
 * The commands of IMAP before login (RFC 3501 6.1, 6.2). Pure, as all of
 * gate_protocol.h; gate_imap gathers what is run here.
 */
#pragma once

#include "gate/gate_protocol.h"

/* text: from the status word on, without CRLF. */
void gate_imap_cmd_reply(const struct gate_talk *talk, struct buf *out,
			 const char *text);
/* As reply, and counts: END for one bad command too many. */
enum gate_step gate_imap_cmd_reply_bad(struct gate_talk *talk, struct buf *out,
				       const char *text);
/* From the word CAPABILITY on, without CRLF. */
void gate_imap_cmd_capabilities(const struct gate_talk *talk, struct buf *out);

/* Takes the tag (into talk; "*" if there is none that can be repeated). */
bool gate_imap_cmd_take_tag(struct gate_talk *talk, struct span *command);
/* May the command go on with the literal that its end announces? false: it
 * was answered, *out_step says how it goes on. fits: we'd have room for it. */
bool gate_imap_cmd_takes_literal(struct gate_talk *talk, struct span command,
				 bool fits, enum gate_step *out_step,
				 struct buf *out);
/* A whole command, without CRLF. */
enum gate_step gate_imap_cmd_run(struct gate_talk *talk, struct span command,
				 struct buf *out);
/* gate_protocol's sasl_failed. */
enum gate_step gate_imap_cmd_sasl_failed(struct gate_talk *talk,
					 enum gate_sasl_step why,
					 struct buf *out);
