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

/*
 * Rules (doc/format/maildirsize.md): "Trash:+100M,Spam:ignore,Sent:messages=9".
 * "*" is the account's own limit, "Lists.*" any name that begins so; the last
 * rule that fits a name holds. A malformed rule is ERR_SYNTAX and named.
 */
/* The account's limit as the rules for "*" have it. */
MUST_CHECK bool quota_rule_base(struct quota_limit account, struct span rules,
				struct quota_limit *out, struct err *err);
struct quota_rule {
	bool ignored; /* does not count, has no limit */
	struct quota_limit limit;
};
/* What holds in one mailbox; base: of quota_rule_base. */
MUST_CHECK bool quota_rule_for(struct quota_limit base, struct span rules,
			       struct span mailbox, struct quota_rule *out,
			       struct err *err);
/* One rule after the other; false: no more, or a malformed one. `mailbox` as
 * it stands in the rule. */
bool quota_rule_next(struct quota_limit base, struct span *rules,
		     struct span *out_mailbox, struct quota_rule *out);

/* Would `usage` plus `more` pass the limit? */
bool quota_would_exceed(const struct quota_limit *limit,
			const struct quota_amount *usage,
			const struct quota_amount *more);
/* So far may the mail go that is the first to pass the limit in bytes. */
struct quota_grace {
	uint64_t bytes;
	uint32_t percent; /* of the limit, on top of bytes */
};
/* ... with grace: it does not exceed if `usage` alone is within the limit. */
bool quota_would_exceed_grace(const struct quota_limit *limit,
			      const struct quota_grace *grace,
			      const struct quota_amount *usage,
			      const struct quota_amount *more);

/* A threshold: a share of the limit in bytes or messages. */
enum quota_of {
	QUOTA_OF_BYTES,
	QUOTA_OF_MESSAGES
};
struct quota_threshold {
	enum quota_of of;
	bool falls;       /* passed downward: from it or above to below it */
	uint32_t percent; /* up: from below it to it or above */
};
/* Does the change of usage pass it? Never where there is no limit. */
bool quota_passes(const struct quota_threshold *threshold,
		  const struct quota_limit *limit,
		  const struct quota_amount *before,
		  const struct quota_amount *after);
/* Usage in percent of the limit, rounded down; 0 without one. */
uint32_t quota_percent(uint64_t usage, uint64_t limit);

/* ---- maildirsize ---- */

/* The bytes of it, as quota_size_read judges them. */
void quota_size_parse(struct span text, const struct quota_limit *limit,
		      struct quota_amount *out, bool *out_stale);
/* Sum of maildirsize. ERR_NOTFOUND: no file. *out_stale: by the standard's
 * rules (5120 bytes, negative sum, other limit in the header, malformed line)
 * it has to be written anew. */
MUST_CHECK bool quota_size_read(const char *root,
				const struct quota_limit *limit,
				struct quota_amount *out, bool *out_stale,
				struct err *err);
/* One O_APPEND write of "bytes count", and a look at the whole as
 * quota_size_read has it. Makes no file where there is none: *out_stale says
 * so. */
struct quota_change {
	int64_t bytes, messages; /* either may be negative */
};
MUST_CHECK bool quota_size_add(const char *root,
			       const struct quota_limit *limit,
			       const struct quota_change *change,
			       struct quota_amount *out, bool *out_stale,
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
