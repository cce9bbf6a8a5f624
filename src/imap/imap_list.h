/* SPDX-License-Identifier: MIT */
/* The shared half of LIST and LSUB: which names match, and the answers. */
#pragma once

#include "imap/imap_list_parse.h"
#include "imap/imap_pattern.h"

/* Parses the arguments. false: *out_result is what the command ends with. */
bool imap_list_take(struct imap_session *session, struct imap_request *request,
		    struct imap_list_request *out,
		    enum imap_result *out_result);
/* A pattern that is empty, in no extended form: only the delimiter is asked
 * for (RFC 3501 6.3.8). */
bool imap_list_is_root(const struct imap_list_request *list);

/* Patterns are in the session's encoding of names, paths in UTF-8. */
struct imap_list_match {
	struct imap_pattern *pattern;
	size_t count;
	bool is_utf8;    /* the session's */
	struct buf wire; /* private */
};
void imap_list_match_init(struct imap_list_match *match,
			  struct imap_session *session,
			  const struct imap_list_request *list);
void imap_list_match_release(struct imap_list_match *match);
bool imap_list_matches(struct imap_list_match *match, struct span path);

/* Appends "* LIST (attributes) "." path", which the caller ends with whatever
 * more there is and CRLF. */
void imap_list_add(struct buf *out, const struct imap_session *session,
		   const char *verb, const char *attributes, struct span path);
/* Attributes of a mailbox with these flags (enum store_mailbox_flag), `first`
 * before them unless NULL (RFC 5258 3, 4; RFC 6154 2). */
void imap_list_add_attributes(struct buf *out, const char *first,
			      uint32_t flags);
/* " ("OLDNAME" (old))" (RFC 9051 6.3.9.7); nothing if old is empty. */
void imap_list_add_old_name(struct buf *out, const struct imap_session *session,
			    struct span old);
/* An untagged LIST of its own, for a session that has enabled IMAP4rev2; old:
 * what the mailbox was called before (RFC 9051 6.3.9.7), or empty. */
void imap_list_announce(struct imap_session *session, struct span path,
			struct span old);
