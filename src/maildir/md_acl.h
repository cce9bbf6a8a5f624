/* SPDX-License-Identifier: MIT */
/*
 * Access lists of a folder: dovecot-acl, which is ours, and courierimapacl,
 * from which one is made when a folder is opened for the first time.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

/*
 * "<identifier> <rights>" lines of Courier (RFC 4314 letters, c for k) as
 * lines of dovecot-acl: owner, anyone, user=, group=, each also with '-' in
 * front; "administrators" is the group of that name. Tells how many lines
 * cannot be said: other identifiers, or malformed ones.
 */
unsigned md_acl_from_courier(struct span text, struct buf *out);
/* The other way; lines with "authenticated" or "group-override=" and rights
 * that have no letter cannot be said. */
unsigned md_acl_to_courier(struct span text, struct buf *out);

struct md_acl_found {
	bool ours;     /* there is a dovecot-acl */
	bool courier;  /* there is a courierimapacl */
	unsigned lost; /* lines of it that cannot be said */
};
/* What md_acl_import would do. */
MUST_CHECK bool md_acl_look(const char *root, struct span dir,
			    struct md_acl_found *out, struct err *err);
/* Makes dovecot-acl, durably, if there is only Courier's. */
MUST_CHECK bool md_acl_import(const char *root, struct span dir,
			      struct md_acl_found *out, struct err *err);
/* Makes courierimapacl of dovecot-acl if there is one. */
MUST_CHECK bool md_acl_export(const char *root, struct span dir,
			      unsigned *out_lost, struct err *err);
