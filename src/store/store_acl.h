/* SPDX-License-Identifier: MIT */
/*
 * Who may do what in a mailbox (RFC 4314), as its dovecot-acl says. The files
 * are asked each time; no store needs to be open for it, so that nobody's mail
 * is opened for somebody who has no right there.
 *
 * The owner has all rights in all of theirs, whatever a list says; nobody asks.
 */
#pragma once

#include "maildir/md_acl_list.h"
#include "store/store.h"

/* Bit n is letter n of MD_ACL_LETTERS. */
enum store_right {
	STORE_RIGHT_LOOKUP = 1 << 0,  /* l: LIST, LSUB, SUBSCRIBE show it */
	STORE_RIGHT_READ = 1 << 1,    /* r: SELECT, STATUS, COPY from it */
	STORE_RIGHT_SEEN = 1 << 2,    /* s: \Seen is kept */
	STORE_RIGHT_WRITE = 1 << 3,   /* w: flags but \Seen and \Deleted */
	STORE_RIGHT_INSERT = 1 << 4,  /* i: APPEND, COPY into it */
	STORE_RIGHT_POST = 1 << 5,    /* p: deliveries with it as the detail */
	STORE_RIGHT_CREATE = 1 << 6,  /* k: mailboxes below it */
	STORE_RIGHT_DELETE = 1 << 7,  /* x: DELETE, RENAME of itself */
	STORE_RIGHT_DELETED = 1 << 8, /* t: \Deleted */
	STORE_RIGHT_EXPUNGE = 1 << 9, /* e */
	STORE_RIGHT_ADMIN = 1 << 10,  /* a: SETACL, GETACL … */
	STORE_RIGHTS_ALL = (1 << 11) - 1,
};

/* That user as somebody in others' lists; points into it. */
struct md_acl_person store_acl_person(const struct store_user *user);

/* The same before a store is open; settings as store_user_open takes them. */
struct md_acl_person store_acl_person_of(const struct account *account,
					 const struct store_settings *settings);

/* What somebody who is not the owner may do. 0 for a mailbox that is not there,
 * and for one whose list can't be read (which is logged). */
uint32_t store_acl_rights(const struct account *owner, struct span name,
			  const struct md_acl_person *person);
/* The same of the nearest of its parents that is there: for what is to be
 * made. root: of one without a parent, what the list of the Maildir itself
 * says; else nothing. */
enum store_acl_top {
	STORE_ACL_TOP_NONE,
	STORE_ACL_TOP_ROOT
};
uint32_t store_acl_parent_rights(const struct account *owner, struct span name,
				 const struct md_acl_person *person,
				 enum store_acl_top top);
/* May mail be delivered into it for its owner (p)? Yes, unless its list says
 * something else of the owner, as Dovecot has it. */
bool store_acl_takes_mail(const struct account *owner, struct span name);

/* A folder that has just been made gets the list of its nearest parent. */
MUST_CHECK bool store_acl_inherit(struct store_user *user, struct span dir,
				  struct err *err);

/* The whole list. ERR_NOTFOUND, ERR_CORRUPT. */
MUST_CHECK bool store_acl_get(const struct account *owner, struct span name,
			      struct arena *arena, struct md_acl_list *out,
			      struct err *err);

enum store_acl_how {
	STORE_ACL_SET,
	STORE_ACL_ADD,
	STORE_ACL_REMOVE,
	STORE_ACL_DELETE /* the entry itself */
};
/* Changes the rights of the entry with that identifier, durably. Of a list
 * that can't be read nothing is left. ERR_LIMIT for too many entries. */
MUST_CHECK bool store_acl_change(struct store_user *user, struct span name,
				 const struct md_acl_entry *entry,
				 enum store_acl_how how, struct err *err);
