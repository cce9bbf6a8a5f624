/* SPDX-License-Identifier: MIT */
/*
 * A Sieve script ready to run: its byte-code kept beside it in a file, made
 * anew where text or settings have changed.
 *
 * A kept file counts only if it is ours alone to write and says by its digest
 * that it was made of that text; the engine checks all of it besides. One that
 * can't be written costs time, no mail.
 */
#pragma once

#include "sieve/sieve.h"

struct deliver_script_source {
	const char *name; /* told in errors */
	struct span text;
	const char *code_path; /* absolute; NULL: nothing is kept */
};

struct deliver_script;

/* ERR_SYNTAX: it does not compile, *out_notes (in the arena) say why, the
 * error's text the first of them. */
MUST_CHECK bool deliver_script_open(const struct deliver_script_source *source,
				    const struct sieve_settings *settings,
				    struct arena *arena,
				    struct sieve_note **out_notes,
				    struct deliver_script **out,
				    struct err *err);
/* For one user more; each closes it once. Returns it. */
struct deliver_script *deliver_script_hold(struct deliver_script *script);
void deliver_script_close(struct deliver_script **script);
/* Bytes that it takes. */
uint64_t deliver_script_memory(const struct deliver_script *script);
const struct sieve_script *
deliver_script_ready(const struct deliver_script *script);
const char *deliver_script_name(const struct deliver_script *script);

/* Text of a file, appended. *out_there false: there is none. ERR_LIMIT: longer
 * than a script may be. ERR_TEMP. */
MUST_CHECK bool deliver_script_read(const char *path,
				    const struct sieve_settings *settings,
				    struct buf *out, bool *out_there,
				    struct err *err);
/* Appends the path of the byte-code of a file: hidden beside it. */
void deliver_script_code_path(struct span path, struct buf *out);
