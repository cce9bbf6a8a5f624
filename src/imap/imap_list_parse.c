/* SPDX-License-Identifier: MIT */
#include "imap/imap_list_parse.h"

#include "base/check.h"

struct parse {
	struct span rest;
	struct arena *arena;
	const struct imap_list_limits *limits;
	struct imap_list_request *out;
	bool too_much;
};

/* ---- lists of names ---- */

typedef bool (*take_one)(struct span *rest, struct arena *arena,
			 struct span *out);

/* What stands up to the ")" of a list, at most `max` of them. */
static bool take_list(struct parse *p, take_one take, struct span **out,
		      size_t *out_count)
{
	size_t max = p->limits->patterns;
	struct span one;

	/* One that is given again takes the place of the first. */
	if (!*out)
		*out = arena_alloc_array(p->arena, max, sizeof(**out));
	*out_count = 0;
	do {
		if (!take(&p->rest, p->arena, &one))
			return false;
		if (*out_count == max || one.len > p->limits->pattern_bytes)
			p->too_much = true;
		else
			(*out)[(*out_count)++] = one;
	} while (wire_imap_take_space(&p->rest));
	return wire_imap_take_char(&p->rest, ')');
}

static bool take_patterns(struct parse *p)
{
	struct imap_list_request *out = p->out;

	if (wire_imap_take_char(&p->rest, '(')) {
		out->extended = true;
		return take_list(p, wire_imap_take_list_mailbox, &out->pattern,
				 &out->pattern_count);
	}
	out->pattern = arena_alloc(p->arena, sizeof(*out->pattern));
	out->pattern_count = 1;
	if (!wire_imap_take_list_mailbox(&p->rest, p->arena, out->pattern))
		return false;
	if (out->pattern->len > p->limits->pattern_bytes)
		p->too_much = true;
	return true;
}

/* ---- options ---- */

struct option {
	struct span name;
	unsigned bit;
	bool (*take_value)(struct parse *p); /* or NULL */
};

static bool take_status(struct parse *p)
{
	return wire_imap_take_space(&p->rest) &&
	       imap_status_take(&p->rest, &p->out->status);
}

static bool take_entry(struct span *rest, struct arena *arena, struct span *out)
{
	return wire_imap_take_astring(rest, arena, out) &&
	       imap_metadata_parse_is_entry(*out);
}

static bool take_metadata(struct parse *p)
{
	struct imap_metadata_ask *ask = &p->out->metadata;

	ask->max_size = UINT64_MAX;
	return wire_imap_take_space(&p->rest) &&
	       wire_imap_take_char(&p->rest, '(') &&
	       take_list(p, take_entry, &ask->entry, &ask->count);
}

static const struct option select_options[] = {
	{ SPAN("SUBSCRIBED"), IMAP_LIST_SUBSCRIBED, NULL },
	{ SPAN("SPECIAL-USE"), IMAP_LIST_SPECIAL_USE, NULL },
	{ SPAN("REMOTE"), IMAP_LIST_REMOTE, NULL },
	{ SPAN("RECURSIVEMATCH"), IMAP_LIST_RECURSIVE, NULL },
};

static const struct option return_options[] = {
	{ SPAN("SUBSCRIBED"), IMAP_LIST_SUBSCRIBED, NULL },
	{ SPAN("SPECIAL-USE"), IMAP_LIST_SPECIAL_USE, NULL },
	{ SPAN("CHILDREN"), IMAP_LIST_CHILDREN, NULL },
	{ SPAN("STATUS"), IMAP_LIST_STATUS, take_status },
	{ SPAN("METADATA"), IMAP_LIST_METADATA, take_metadata },
	{ SPAN("MYRIGHTS"), IMAP_LIST_MYRIGHTS, NULL },
};

static bool take_option(struct parse *p, const struct option *options,
			size_t count, unsigned *out_bits)
{
	struct span word;

	if (!wire_imap_take_atom(&p->rest, &word))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!span_eq_nocase(word, options[i].name))
			continue;
		*out_bits |= options[i].bit;
		return !options[i].take_value || options[i].take_value(p);
	}
	return false;
}

/* What stands behind a "(". */
static bool take_options(struct parse *p, const struct option *options,
			 size_t count, unsigned *out_bits)
{
	p->out->extended = true;
	if (wire_imap_take_char(&p->rest, ')'))
		return true;
	do {
		if (!take_option(p, options, count, out_bits))
			return false;
	} while (wire_imap_take_space(&p->rest));
	return wire_imap_take_char(&p->rest, ')');
}

static bool take_select(struct parse *p)
{
	unsigned *bits = &p->out->select;

	if (!wire_imap_take_char(&p->rest, '('))
		return true;
	if (!take_options(p, select_options, ARRAY_LEN(select_options), bits) ||
	    !wire_imap_take_space(&p->rest))
		return false;
	/* RFC 5258 3.1: it modifies another. */
	return !(*bits & IMAP_LIST_RECURSIVE) || (*bits & IMAP_LIST_CRITERIA);
}

static bool take_returns(struct parse *p)
{
	struct span word;

	if (!p->rest.len)
		return true;
	return wire_imap_take_space(&p->rest) &&
	       wire_imap_take_atom(&p->rest, &word) &&
	       span_eq_nocase(word, SPAN("RETURN")) &&
	       wire_imap_take_space(&p->rest) &&
	       wire_imap_take_char(&p->rest, '(') &&
	       take_options(p, return_options, ARRAY_LEN(return_options),
			    &p->out->returns);
}

enum imap_list_parsed imap_list_parse(struct span text,
				      const struct imap_list_limits *limits,
				      struct arena *arena,
				      struct imap_list_request *out)
{
	struct parse p = {
		.rest = text,
		.arena = arena,
		.limits = limits,
		.out = out,
	};

	*out = (struct imap_list_request){ .extended = false };
	if (!wire_imap_take_space(&p.rest) || !take_select(&p) ||
	    !wire_imap_take_astring(&p.rest, arena, &out->reference) ||
	    !wire_imap_take_space(&p.rest) || !take_patterns(&p) ||
	    !take_returns(&p) || p.rest.len)
		return IMAP_LIST_MALFORMED;
	if (out->reference.len > limits->pattern_bytes)
		p.too_much = true;
	/* RFC 5258 3.1 and RFC 6154 2: each implies its return option. */
	out->returns |= out->select & IMAP_LIST_CRITERIA;
	return p.too_much ? IMAP_LIST_TOO_MUCH : IMAP_LIST_PARSED;
}
