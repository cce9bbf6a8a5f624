/* SPDX-License-Identifier: MIT */
/* dovecot-uidlist, versions 1 and 3. */
#pragma once

#include "base/arena.h"
#include "maildir/md_import_list.h"

/*
 * Version 3 is "3 V<uidvalidity> N<next> G<guid> …", keys in any order, then
 * "<uid>[ <key><value>…] :<base>" lines; version 1 is Courier's. N may be
 * older than the last lines; one at the end without LF is passed over. false
 * if malformed. Names are spans of text.
 */
bool md_import_dovecot_parse(struct span text, struct arena *arena,
			     struct md_import_list *out);
