/* SPDX-License-Identifier: MIT */
/* Answers. Only here does an error kind become a response code (RFC 5804 1.3).
 */
#pragma once

#include "managesieve/ms_command.h"

enum ms_result ms_reply_ok(struct ms_session *session, const char *text);
/* code or NULL */
enum ms_result ms_reply_no(struct ms_session *session, const char *code,
			   const char *text);
/* NO, counted. */
enum ms_result ms_reply_bad(struct ms_session *session, const char *text);
enum ms_result ms_reply_bye(struct ms_session *session, const char *code,
			    const char *text);
/* NO with the code of the kind; logs what the administrator should see. */
enum ms_result ms_reply_err(struct ms_session *session, const struct err *err);
/* Of what does not FIT. */
enum ms_result ms_reply_room(struct ms_session *session,
			     enum store_script_room room);
/* Sends what a wire_sieve_add_… has made. */
void ms_reply_write(struct ms_session *session, struct buf *out);
