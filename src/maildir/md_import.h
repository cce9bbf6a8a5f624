/* SPDX-License-Identifier: MIT */
/*
 * Reading what another server left in a folder about its UIDs: Dovecot's
 * dovecot-uidlist or Courier's courierimapuiddb, and in the root what Courier's
 * POP3 server knew of UIDLs. Nothing is changed.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "maildir/md_import_list.h"
#include "maildir/md_import_pop.h"

enum md_import_source {
	MD_IMPORT_DOVECOT,
	MD_IMPORT_COURIER,
	MD_IMPORT_POP,    /* Courier's POP3 alone: its UIDVALIDITY reads as 0 */
	MD_IMPORT_SOURCES /* also: none */
};

struct md_import {
	enum md_import_source source; /* that of list */
	bool malformed[MD_IMPORT_SOURCES];
	struct md_import_list list;
	/* Above all UIDs that the other server gave: those above are of
	 * messages that only its POP3 server had. */
	uint32_t given;
	struct md_import_pop pop;
	struct buf text; /* private */
	struct arena arena;
};

const char *md_import_file(enum md_import_source source);
void md_import_init(struct md_import *import);
void md_import_release(struct md_import *import);
#define auto_md_import __attribute__((cleanup(md_import_release)))
/* Of two valid lists the newer, Dovecot's if they are of one time. Courier's
 * UIDLs are put into a list that is not Dovecot's. Of messages with one UIDL
 * only that with the lowest UID has it here. */
MUST_CHECK bool md_import_read(const char *root, struct span dir,
			       struct md_import *out, struct err *err);
/* The list of one server alone. ERR_NOTFOUND, ERR_CORRUPT. */
MUST_CHECK bool md_import_one(const char *root, struct span dir,
			      enum md_import_source source,
			      struct md_import *out, struct err *err);
/* Does a list of that UIDVALIDITY go beyond that next UID? Reads no more than
 * its head and tail. */
MUST_CHECK bool md_import_is_beyond(const char *root, struct span dir,
				    uint32_t uidvalidity, uint32_t uidnext,
				    bool *out, struct err *err);
/* The names that courierimapsubscribed has; *out_found is false without it. */
MUST_CHECK bool md_import_subscribed(const char *root, struct arena *arena,
				     struct span **out, size_t *out_count,
				     bool *out_found, struct err *err);
