/* SPDX-License-Identifier: MIT */
/*
 * Reading what another server left in a folder about its UIDs: Dovecot's
 * dovecot-uidlist or Courier's courierimapuiddb. Nothing is changed.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "maildir/md_import_list.h"

enum md_import_source {
	MD_IMPORT_DOVECOT,
	MD_IMPORT_COURIER,
	MD_IMPORT_SOURCES /* also: none */
};

struct md_import {
	enum md_import_source source; /* that of list */
	bool malformed[MD_IMPORT_SOURCES];
	struct md_import_list list;
	struct buf text; /* private */
	struct arena arena;
};

const char *md_import_file(enum md_import_source source);
void md_import_init(struct md_import *import);
void md_import_release(struct md_import *import);
#define auto_md_import __attribute__((cleanup(md_import_release)))
/* Of two valid ones the newer file, Dovecot's if they are of one time. */
MUST_CHECK bool md_import_read(const char *root, struct span dir,
			       struct md_import *out, struct err *err);
/* The names that courierimapsubscribed has; *out_found is false without it. */
MUST_CHECK bool md_import_subscribed(const char *root, struct arena *arena,
				     struct span **out, size_t *out_count,
				     bool *out_found, struct err *err);
