/* SPDX-License-Identifier: MIT */
/*
 * What foreign account files and programs say of a user, put into our record:
 * Dovecot's passdb and userdb fields, Maildir++ quotas, places. Pure.
 *
 * Every function that can fail does so with ERR_TEMP and the reason as detail:
 * the user is there, but what is said of him can't be used.
 */
#pragma once

#include "account/account.h"
#include "config/config.h"

/* Nothing known of it but the user. */
void account_field_begin(struct account_entry *entry, const char *user);
/* A field by its name in Dovecot: uid, gid, home, mail, quota_rule,
 * quota_rule2 …, quota_storage_size, quota_message_count (each also with
 * "userdb_" before it), nologin, user, allow_nets, host; and apop_secret.
 * Others are passed over. */
MUST_CHECK bool account_field_set(struct account_entry *entry, struct span name,
				  struct span value, struct err *err);
/* A stored password; one without {SCHEME} is of `scheme`, unless it begins with
 * '$' and so tells itself what it is. */
MUST_CHECK bool account_field_password(struct account_entry *entry,
				       struct span stored, const char *scheme,
				       struct err *err);
/* The secret for APOP: in clear, or with a {SCHEME} that can be read. */
MUST_CHECK bool account_field_apop(struct account_entry *entry,
				   struct span stored, struct err *err);
/* Maildir++: "1000S,20C", NOQUOTA, or a number with K or M; "" is none. */
MUST_CHECK bool account_field_maildirquota(struct account_entry *entry,
					   struct span quota, struct err *err);
/* Whole or not at all; no NUL or control bytes. */
MUST_CHECK bool account_field_text(char *out, size_t size, struct span text,
				   const char *what, struct err *err);
/*
 * Last: home and mail become absolute paths. The mail location may begin with
 * "maildir:" or "~/" and hold %u %n %d %h; behind a ':' only INDEX=, CONTROL=
 * and the like may follow, which mean nothing here. What is not said comes from
 * the section's mail_home and mail_dir, or the settings of that name.
 */
MUST_CHECK bool account_field_place(struct account_entry *entry,
				    const struct config *config,
				    const struct config_source *section,
				    struct err *err);
/* ERR_TEMP with this detail for the log. Returns false. */
bool account_field_temp(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
