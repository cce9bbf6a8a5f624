/* SPDX-License-Identifier: MIT */
/*
 * What stands in a folder's dovecot-acl, and what follows from it for a person.
 *
 * A line is "[-]<identifier> <letters>[ :<names>]"; an identifier with odd
 * characters is quoted. Rights that have names only are kept, and mean nothing
 * here. A file with a line that can't be read is ERR_CORRUPT as a whole: it
 * might have been the one that takes rights away.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/* Bit n of a mask of rights is letter n. */
#define MD_ACL_LETTERS "lrswipkxtea"

/* In the order in which they replace each other. */
enum md_acl_who {
	MD_ACL_ANYONE,
	MD_ACL_AUTHENTICATED,
	MD_ACL_GROUP, /* with a name, like USER and GROUP_OVERRIDE */
	MD_ACL_OWNER,
	MD_ACL_USER,
	MD_ACL_GROUP_OVERRIDE,
	MD_ACL_KINDS
};

struct md_acl_entry {
	enum md_acl_who who;
	struct span name;
	bool negative; /* takes away */
	uint32_t rights;
	struct span named; /* what stands behind ':' */
};
struct md_acl_list {
	struct md_acl_entry *entry;
	unsigned count;
};

enum {
	MD_ACL_ENTRIES_MAX = 1000,
	MD_ACL_FILE_CAP = 1024 * 1024
};

/* Names lie in text or the arena. ERR_CORRUPT. */
MUST_CHECK bool md_acl_list_parse(struct span text, struct arena *arena,
				  struct md_acl_list *out, struct err *err);
void md_acl_list_write(const struct md_acl_list *list, struct buf *out);

/* Of a folder (dir "": the root). An empty list if it has none; ERR_NOTFOUND:
 * no such folder. */
MUST_CHECK bool md_acl_list_read(const char *root, struct span dir,
				 struct arena *arena, struct md_acl_list *out,
				 struct err *err);
/* Durably; an empty list removes the file. */
MUST_CHECK bool md_acl_list_save(const char *root, struct span dir,
				 const struct md_acl_list *list,
				 struct err *err);

/* "lrs"; a letter that there is not is false. c and d, of RFC 2086, are kx and
 * te (RFC 4314 2.1.1). */
bool md_acl_list_letters(struct span letters, uint32_t *out);
void md_acl_list_add_letters(struct buf *out, uint32_t rights);

struct md_acl_person {
	struct span user;
	struct span groups; /* with commas between */
};
/*
 * As Dovecot has it: entries for the same kind of identifier are added up, a
 * later kind replaces an earlier one, what is taken away likewise, and is taken
 * away last.
 */
uint32_t md_acl_list_rights(const struct md_acl_list *list,
			    const struct md_acl_person *person);
/* Likewise for the owner, who has every right that no entry for the owner, or
 * of a later kind, says otherwise. */
uint32_t md_acl_list_owner_rights(const struct md_acl_list *list,
				  const struct md_acl_person *owner);
