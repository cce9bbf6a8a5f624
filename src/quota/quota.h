/* SPDX-License-Identifier: MIT */
/*
 * Quota rules and the maildirsize file (Maildir++; facts in
 * doc/format/maildirsize.md).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct quota_amount {
	uint64_t bytes;
	uint64_t messages;
};

struct quota_limit {
	uint64_t bytes;    /* 0: none */
	uint64_t messages; /* 0: none */
};

/* What holds in one mailbox, from rules "Trash:+100M,Spam:ignore,X:50M". */
struct quota_rule {
	bool ignored; /* does not count, has no limit */
	struct quota_limit limit;
};
/* "+100M" adds to base (none stays none), "50M" stands instead of its bytes;
 * suffixes K M G. Names are compared whole; the last rule of a name holds.
 * ERR_SYNTAX names the malformed rule. */
MUST_CHECK bool quota_rule_for(struct quota_limit base, struct span rules,
			       struct span mailbox, struct quota_rule *out,
			       struct err *err);
/* Would `usage` plus `more` pass the limit? */
bool quota_would_exceed(const struct quota_limit *limit,
			const struct quota_amount *usage,
			const struct quota_amount *more);

/* The bytes of maildirsize, as quota_size_read judges them. */
void quota_size_parse(struct span text, const struct quota_limit *limit,
		      struct quota_amount *out, bool *out_stale);
/* Sum of maildirsize. ERR_NOTFOUND: no file. *out_stale: by the standard's
 * rules (5120 bytes, negative sum, other limit in the header, malformed line)
 * it has to be written anew. */
MUST_CHECK bool quota_size_read(const char *root,
				const struct quota_limit *limit,
				struct quota_amount *out, bool *out_stale,
				struct err *err);
/* One O_APPEND write of "bytes count"; either may be negative. Makes no file
 * where there is none: *out_stale says so, as it does at 5120 bytes. */
MUST_CHECK bool quota_size_add(const char *root, int64_t bytes,
			       int64_t messages, bool *out_stale,
			       struct err *err);
/* Writes it anew with one sum line: tmp/, then rename. A line that another
 * process adds to the old file meanwhile is lost, so callers hold the lock of
 * the index for both. */
MUST_CHECK bool quota_size_write(const char *root,
				 const struct quota_limit *limit,
				 const struct quota_amount *usage,
				 struct err *err);
/* For one that could not be written: without a file the next change makes it
 * anew. Needs no fd and no space. */
void quota_size_remove(const char *root);
