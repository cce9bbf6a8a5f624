/* SPDX-License-Identifier: MIT */
/*
 * Rules with commas, a mailbox and its parts with colons. Parts are taken
 * from the end, as long as they are some: a mailbox name may hold a colon.
 */
#include "base/num.h"
#include "quota/quota.h"

enum {
	PERCENT_MAX = 10000
};

enum amount_how {
	AMOUNT_UNSET,
	AMOUNT_IS,
	AMOUNT_ADDS
};

struct amount {
	enum amount_how how;
	bool percent; /* n of the account's limit */
	uint64_t n;
};

struct parsed {
	struct span mailbox;
	bool ignored;
	struct amount bytes;
	struct amount messages;
};

/* ---- reading ---- */

static bool parse_bytes(struct span text, uint64_t *out)
{
	return num_parse_size(text, out);
}

/* As Dovecot's storage=: KiB where no unit is given. */
static bool parse_kilobytes(struct span text, uint64_t *out)
{
	if (num_parse_u64(text, 0, UINT64_MAX >> 10, out)) {
		*out <<= 10;
		return true;
	}
	return num_parse_size(text, out);
}

static bool parse_count(struct span text, uint64_t *out)
{
	return num_parse_u64(text, 0, UINT64_MAX, out);
}

static bool parse_amount(struct span text,
			 bool (*number)(struct span, uint64_t *),
			 struct amount *out)
{
	bool adds = span_starts(text, SPAN("+"));

	text = span_from(text, adds);
	*out = (struct amount){ .how = adds ? AMOUNT_ADDS : AMOUNT_IS };
	out->percent = span_ends(text, SPAN("%"));
	if (out->percent)
		return num_parse_u64(span_first(text, text.len - 1), 0,
				     PERCENT_MAX, &out->n);
	return number(text, &out->n);
}

/* "ignore", "+100M", "storage=+100M", "bytes=5", "messages=+1000". */
static bool parse_part(struct span part, struct parsed *out)
{
	static const struct {
		struct span key;
		bool (*number)(struct span, uint64_t *);
		bool messages;
	} kinds[] = {
		{ { "storage=", 8 }, parse_kilobytes, false },
		{ { "messages=", 9 }, parse_count, true },
		{ { "bytes=", 6 }, parse_bytes, false },
		{ { "", 0 }, parse_bytes, false },
	};

	if (span_eq(part, SPAN("ignore"))) {
		out->ignored = true;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (span_starts(part, kinds[i].key))
			return parse_amount(span_from(part, kinds[i].key.len),
					    kinds[i].number,
					    kinds[i].messages ? &out->messages
							      : &out->bytes);
	return false;
}

/* The place of the last ':', or s.len. */
static size_t find_colon(struct span s)
{
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != ':')
		at--;
	return at > 0 ? at - 1 : s.len;
}

static bool parse(struct span rule, struct parsed *out)
{
	size_t parts = 0;
	size_t colon;

	*out = (struct parsed){ .ignored = false };
	while ((colon = find_colon(rule)) < rule.len) {
		struct parsed more = *out;

		if (!parse_part(span_from(rule, colon + 1), &more))
			break;
		*out = more;
		rule = span_first(rule, colon);
		parts++;
	}
	out->mailbox = rule;
	return parts && rule.len;
}

/* The next rule; *malformed is where it ended if not at the end. */
static bool next(struct span *rules, struct parsed *out, struct span *malformed)
{
	struct span piece;

	*malformed = (struct span){ 0 };
	while (span_cut(rules, ',', &piece)) {
		piece = span_trim(piece);
		if (!piece.len)
			continue;
		if (parse(piece, out))
			return true;
		*malformed = piece;
		return false;
	}
	return false;
}

static bool is_malformed(struct span rule, struct err *err)
{
	if (!rule.ptr)
		return false;
	err_set(err, ERR_SYNTAX, "Malformed quota rule \"%.*s\"",
		SPAN_ARG(span_first(rule, 100)));
	return true;
}

/* ---- applying ---- */

static uint64_t add_capped(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t share(uint64_t n, uint64_t percent)
{
	unsigned __int128 part = (unsigned __int128)n * percent / 100;

	return part > UINT64_MAX ? UINT64_MAX : (uint64_t)part;
}

static uint64_t limit_of(const struct amount *amount, uint64_t base)
{
	uint64_t n = amount->percent ? share(base, amount->n) : amount->n;

	if (amount->how == AMOUNT_UNSET)
		return base;
	if (amount->how == AMOUNT_IS)
		return n;
	/* No limit plus something is none. */
	return base ? add_capped(base, n) : 0;
}

static struct quota_rule rule_of(const struct parsed *parsed,
				 const struct quota_limit *base)
{
	if (parsed->ignored)
		return (struct quota_rule){ .ignored = true };
	return (struct quota_rule){
		.limit = { limit_of(&parsed->bytes, base->bytes),
			   limit_of(&parsed->messages, base->messages) },
	};
}

static bool is_base(struct span mailbox)
{
	return span_eq(mailbox, SPAN("*"));
}

static bool is_inbox(struct span name)
{
	return span_eq_nocase(name, SPAN("INBOX"));
}

static bool fits(struct span pattern, struct span mailbox)
{
	if (span_ends(pattern, SPAN("*")) && !is_base(pattern))
		return span_starts(mailbox,
				   span_first(pattern, pattern.len - 1));
	return span_eq(pattern, mailbox) ||
	       (is_inbox(pattern) && is_inbox(mailbox));
}

bool quota_rule_base(struct quota_limit account, struct span rules,
		     struct quota_limit *out, struct err *err)
{
	struct span malformed;
	struct parsed parsed;

	*out = account;
	while (next(&rules, &parsed, &malformed))
		if (is_base(parsed.mailbox))
			*out = rule_of(&parsed, &account).limit;
	return !is_malformed(malformed, err);
}

bool quota_rule_for(struct quota_limit base, struct span rules,
		    struct span mailbox, struct quota_rule *out,
		    struct err *err)
{
	struct span malformed;
	struct parsed parsed;

	*out = (struct quota_rule){ .limit = base };
	while (next(&rules, &parsed, &malformed))
		if (fits(parsed.mailbox, mailbox))
			*out = rule_of(&parsed, &base);
	return !is_malformed(malformed, err);
}

bool quota_rule_next(struct quota_limit base, struct span *rules,
		     struct span *out_mailbox, struct quota_rule *out)
{
	struct span malformed;
	struct parsed parsed;

	while (next(rules, &parsed, &malformed)) {
		if (is_base(parsed.mailbox))
			continue;
		*out_mailbox = parsed.mailbox;
		*out = rule_of(&parsed, &base);
		return true;
	}
	return false;
}
