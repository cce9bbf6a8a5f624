/* SPDX-License-Identifier: MIT */
/*
 * A source's part of the cache; for auth_source.c, on the loop. Keys hold the
 * source and, of the subject, whatever its answers depend on.
 */
#pragma once

#include "auth/auth_source.h"

struct auth_source_job;

/* What the source said of the user, and that a password was right. */
void auth_source_keep_answer(const struct auth_source_job *job);
/* The password was right for what is kept. */
void auth_source_keep_proof(struct auth_source *source,
			    const struct auth_subject *subject,
			    struct span password);
/* Fills the answer from the cache; false: the source has to be asked. A login
 * is answered so only by a password that was right lately: another one may be
 * right by now. */
bool auth_source_keep_fresh(struct auth_source *source,
			    const struct auth_source_question *q,
			    struct account_entry *space,
			    struct auth_source_answer *out);
/* The same when the source is in trouble: of any age. */
bool auth_source_keep_stale(struct auth_source *source,
			    const struct auth_source_question *q,
			    struct account_entry *space,
			    struct auth_source_answer *out);
