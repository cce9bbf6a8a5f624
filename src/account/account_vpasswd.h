/* SPDX-License-Identifier: MIT */
/*
 * Lines of vpopmail's and qmail's files, pure:
 *   vpasswd       name:passwd:uid:gid:gecos:dir:quota[:clear]
 *   users/assign  +domain-:real domain:uid:gid:dir:-::
 * and the value of the latter in users/cdb: fields with NULs between.
 */
#pragma once

#include "account/account_lines.h"
#include "account/account_source.h"

struct account_vpasswd_domain {
	char name[256]; /* the real one, in lower case */
	char dir[512];
	uint32_t uid; /* of the files */
	uint32_t gid;
};

account_lines_key account_vpasswd_key;
account_lines_key account_vpasswd_assign_key;
/* value: behind the name, with `sep` between the fields (':' or NUL). */
MUST_CHECK bool account_vpasswd_domain_parse(struct span value, char sep,
					     struct account_vpasswd_domain *out,
					     struct err *err);
/* The services that a .qmailadmin-limits closes. */
uint32_t account_vpasswd_limits(struct span text);
/* What vpasswd says of a user: password hash, places, limits, closed services;
 * rest: behind the name. closed: by the domain, unless the user's flags
 * override it (V_OVERRIDE). out_clear: the eighth field, empty if there is
 * none.
 */
MUST_CHECK bool account_vpasswd_parse(struct span rest, const char *scheme,
				      uint32_t closed,
				      struct account_entry *entry,
				      struct span *out_clear, struct err *err);
/* Of vpopmail's flags (vpopmail.h): the services that are closed. */
uint32_t account_vpasswd_closed(uint32_t flags);
