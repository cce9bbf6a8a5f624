/* SPDX-License-Identifier: MIT */
/*
 * Automatic replies by a text in the account (qmail-ldap's mailReplyText): who
 * gets one, and what it says. Pure. RFC 3834.
 */
#pragma once

#include "base/buf.h"

/* What a reply answers. */
struct deliver_reply {
	struct span sender;    /* of the envelope, "" for the null sender */
	struct span recipient; /* address that the message came to */
	struct span user;      /* as the account has it */
	struct span header;    /* of the message */
	struct span text;      /* UTF-8, see deliver_reply_write */
	const char *host;      /* ours, for Message-ID */
};

/*
 * Not to the null sender, to ourselves, to programs by their address (daemon,
 * mailer-daemon, mailer, postmaster, root, uucp, owner-…, …-request,
 * …-daemon, …-relay), and not to lists, bulk mail, spam and what was sent by a
 * program itself.
 */
bool deliver_reply_is_due(const struct deliver_reply *r);

/*
 * The whole message. The text may begin with a line "%HEADER%" and fields up to
 * an empty line or "%HEADER%": From, Subject, Content-… and X-… of them stand
 * instead of ours. %SUBJECT% is the subject of the message answered.
 */
void deliver_reply_write(const struct deliver_reply *r, struct buf *out);
