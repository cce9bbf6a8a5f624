/* SPDX-License-Identifier: MIT */
#include "base/num.h"
#include "quota/quota.h"

static uint64_t add_capped(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/* 100, 100K, 100M, 100G in powers of 1024. */
static bool parse_bytes(struct span text, uint64_t *out)
{
	uint64_t n;
	unsigned shift = 0;

	if (!num_take_u64(&text, UINT64_MAX, &n) || text.len > 1)
		return false;
	if (text.len == 1) {
		switch (span_lower(text.ptr[0])) {
		case 'k':
			shift = 10;
			break;
		case 'm':
			shift = 20;
			break;
		case 'g':
			shift = 30;
			break;
		default:
			return false;
		}
	}
	*out = n << shift;
	return *out >> shift == n;
}

static bool is_inbox(struct span name)
{
	return span_eq_nocase(name, SPAN("INBOX"));
}

static bool is_same_mailbox(struct span a, struct span b)
{
	return span_eq(a, b) || (is_inbox(a) && is_inbox(b));
}

/* The place of the last ':', for mailbox names may hold one. */
static size_t find_colon(struct span rule)
{
	size_t at = rule.len;

	while (at > 0 && rule.ptr[at - 1] != ':')
		at--;
	return at > 0 ? at - 1 : rule.len;
}

static bool apply(struct span value, struct quota_rule *rule)
{
	bool more = span_starts(value, SPAN("+"));
	uint64_t bytes;

	if (span_eq(value, SPAN("ignore"))) {
		*rule = (struct quota_rule){ .ignored = true };
		return true;
	}
	if (!parse_bytes(span_from(value, more), &bytes))
		return false;
	if (!more)
		rule->limit.bytes = bytes;
	else if (rule->limit.bytes) /* no limit plus something is none */
		rule->limit.bytes = add_capped(rule->limit.bytes, bytes);
	return true;
}

bool quota_rule_for(struct quota_limit base, struct span rules,
		    struct span mailbox, struct quota_rule *out,
		    struct err *err)
{
	struct span piece;

	*out = (struct quota_rule){ .limit = base };
	while (span_cut(&rules, ',', &piece)) {
		struct span rule = span_trim(piece);
		struct quota_rule found = { .limit = base };
		size_t colon = find_colon(rule);

		if (rule.len == 0)
			continue;
		if (colon == 0 || !apply(span_from(rule, colon + 1), &found))
			return err_set(err, ERR_SYNTAX,
				       "Malformed quota rule \"%.*s\"",
				       SPAN_ARG(span_first(rule, 100)));
		if (is_same_mailbox(span_first(rule, colon), mailbox))
			*out = found;
	}
	return true;
}

bool quota_would_exceed(const struct quota_limit *limit,
			const struct quota_amount *usage,
			const struct quota_amount *more)
{
	return (limit->bytes &&
		add_capped(usage->bytes, more->bytes) > limit->bytes) ||
	       (limit->messages &&
		add_capped(usage->messages, more->messages) > limit->messages);
}
