/* SPDX-License-Identifier: MIT */
/*
 * The tagged answer of a command: `return imap_reply_ok(request, "Done");`.
 * Only here does an error kind become a response code (RFC 5530).
 */
#pragma once

#include "imap/imap_command.h"

void imap_reply_init(struct imap_request *request);
void imap_reply_release(struct imap_request *request);

/* Response code for the answer, e.g. "APPENDUID 3 5". */
void imap_reply_code(struct imap_request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

enum imap_result imap_reply_ok(struct imap_request *request, const char *text);
/* code may be NULL */
enum imap_result imap_reply_no(struct imap_request *request, const char *code,
			       const char *text);
enum imap_result imap_reply_bad(struct imap_request *request, const char *text);
/* BAD [UIDREQUIRED] (RFC 9586 3) */
enum imap_result imap_reply_uid_required(struct imap_request *request);
/* NO with the code of the kind; logs what the administrator should see. */
enum imap_result imap_reply_err(struct imap_request *request,
				const struct err *err);
/* Another text for the answer that was given; the code stays. */
enum imap_result imap_reply_text(struct imap_request *request,
				 enum imap_result result, const char *text);
/* As above, but a missing mailbox is [TRYCREATE] (RFC 3501 6.3.11, 6.4.7). */
enum imap_result imap_reply_err_destination(struct imap_request *request,
					    const struct err *err);

/* Writes the tagged line. */
void imap_reply_send(struct imap_session *session,
		     const struct imap_request *request,
		     enum imap_result result);
/* "* OK [code] text" before the answer, which then has no code. */
void imap_reply_send_code(struct imap_session *session,
			  struct imap_request *request, const char *text);
/* "* BYE [code] text"; code may be NULL. The text, a literal, is the reason in
 * the log too. */
void imap_reply_bye(struct imap_session *session, const char *code,
		    const char *text);
/* The same of a selected mailbox that is no more. */
void imap_reply_bye_gone(struct imap_session *session);
/* "* 3 FETCH (", or "* 17 UIDFETCH (" of a client that knows UIDs only (RFC
 * 9586 3). */
void imap_reply_add_fetch(struct buf *out, struct store_box *box, uint32_t uid,
			  bool uid_only);
