/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_match.h"

#include <stdio.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "mime/mime_text.h"
#include "sieve/sieve_compare.h"
#include "sieve/sieve_glob.h"
#include "sieve/sieve_lists.h"
#include "sieve/sieve_regex.h"

enum {
	FOLD_GROWTH = 18 * 4, /* bytes that one may become; see mime_text.h */
	/* What things take, in bytes that are compared meanwhile: */
	COMPARISON = 16, /* any, whatever its length */
	FOLD_COST = 16,
	REGEX_COST = 64
};

static bool fold(struct sieve_run *run, struct span text, struct span *out)
{
	auto_buf struct buf folded;

	buf_init(&folded, text.len * FOLD_GROWTH + 1);
	mime_text_fold(&folded, text);
	return sieve_state_examine(run, folded.len * FOLD_COST) &&
	       sieve_state_keep(run, buf_span(&folded), out);
}

static bool fold_keys(struct sieve_match *m)
{
	struct span *at =
		sieve_state_alloc(m->run, m->keys.count * sizeof(*at));

	if (!at)
		return false;
	for (size_t i = 0; i < m->keys.count; i++)
		if (!fold(m->run, m->keys.at[i], &at[i]))
			return false;
	m->keys.at = at;
	return true;
}

bool sieve_match_begin(struct sieve_run *run, const struct sieve_call *call,
		       unsigned key_slot, struct sieve_match *out)
{
	*out = (struct sieve_match){
		.run = run,
		.type = sieve_command_choice(call, SIEVE_SLOT_MATCH,
					     SIEVE_MATCH_IS),
		.relation = sieve_command_choice(call, SIEVE_SLOT_RELATION,
						 SIEVE_EQ),
		.comparator = sieve_command_choice(call, SIEVE_SLOT_COMPARATOR,
						   SIEVE_ASCII_CASEMAP),
	};
	return sieve_state_strings(run, call, key_slot, &out->keys) &&
	       (out->comparator != SIEVE_UNICODE_CASEMAP ||
		out->type == SIEVE_MATCH_REGEX ||
		out->type == SIEVE_MATCH_LIST || fold_keys(out));
}

/* ---- one value, one key ---- */

static uint64_t work_left(const struct sieve_run *run)
{
	uint64_t max = run->settings->limits.examined;

	return run->examined < max ? max - run->examined : 0;
}

/* Folds a value character by character; *out_map as struct sieve_glob has it.
 */
static bool fold_with_map(struct sieve_run *run, struct span value,
			  struct span *out, const uint32_t **out_map)
{
	auto_buf struct buf folded = { 0 };
	struct span rest = value;
	uint32_t *map;

	if (!fold(run, value, out))
		return false;
	map = sieve_state_alloc(run, (out->len + 1) * sizeof(*map));
	if (!map)
		return false;
	buf_init(&folded, out->len);
	while (rest.len) {
		struct span character = rest;
		size_t from = folded.len;
		uint32_t code;

		if (!utf8_take(&rest, &code))
			rest = span_from(rest, 1);
		character.len -= rest.len;
		mime_text_fold(&folded, character);
		for (size_t i = from; i < folded.len; i++)
			map[i] = (uint32_t)(character.ptr - value.ptr);
	}
	map[folded.len] = (uint32_t)value.len;
	*out = span_first(*out, folded.len);
	*out_map = map;
	return true;
}

/* RFC 5229 3.2 */
static void keep_captures(struct sieve_run *run, const struct sieve_glob *g,
			  struct span value)
{
	struct span *matches = run->frame->matches;

	matches[0] = value;
	for (unsigned i = 1; i <= SIEVE_MATCH_LAST; i++)
		matches[i] = span_make(value.ptr + g->from[i],
				       g->to[i] - g->from[i]);
}

static bool glob(struct sieve_match *m, struct span value, struct span key)
{
	struct sieve_run *run = m->run;
	struct sieve_glob g = {
		.pattern = key,
		.value = value,
		.is_nocase = m->comparator == SIEVE_ASCII_CASEMAP,
		.max_work = work_left(run),
	};

	if (m->comparator == SIEVE_UNICODE_CASEMAP &&
	    !fold_with_map(run, value, &g.value, &g.map))
		return false;
	m->found = sieve_glob_match(&g);
	if (m->found && !m->keeps_nothing)
		keep_captures(run, &g, value);
	return sieve_state_examine(run, g.work + COMPARISON);
}

/* ---- regular expressions ---- */

/* One that was compiled: scripts ask the same of many messages' fields. */
struct kept_regex {
	struct kept_regex *next;
	struct span pattern;
	enum sieve_regex_case how;
	struct sieve_regex *regex;
};

static bool keep_regex(struct sieve_run *run, struct span pattern,
		       enum sieve_regex_case how, struct kept_regex **out)
{
	struct kept_regex *kept = sieve_state_alloc(run, sizeof(*kept));
	struct err err;

	if (!kept || !sieve_state_keep(run, pattern, &kept->pattern))
		return false;
	if (!sieve_regex_new(pattern, how, &kept->regex, &err))
		return sieve_state_fail(run, err.kind, "%s", err.text);
	kept->how = how;
	kept->next = run->kept[SIEVE_EXT_REGEX];
	run->kept[SIEVE_EXT_REGEX] = kept;
	run->memory += sieve_regex_memory(kept->regex);
	*out = kept;
	return true;
}

static bool find_regex(struct sieve_match *m, struct span pattern,
		       struct kept_regex **out)
{
	enum sieve_regex_case how = m->comparator == SIEVE_OCTET
					    ? SIEVE_REGEX_EXACT
					    : SIEVE_REGEX_NOCASE;

	for (*out = m->run->kept[SIEVE_EXT_REGEX]; *out; *out = (*out)->next)
		if ((*out)->how == how && span_eq((*out)->pattern, pattern))
			return true;
	return keep_regex(m->run, pattern, how, out);
}

static bool regex(struct sieve_match *m, struct span value, struct span key)
{
	struct span groups[SIEVE_REGEX_GROUPS];
	struct kept_regex *kept;
	struct err err;
	size_t count;

	if (!find_regex(m, key, &kept))
		return false;
	if (!sieve_regex_find(kept->regex, value, &m->found, groups, &count,
			      &err))
		return sieve_state_fail(m->run, err.kind, "%s", err.text);
	if (m->found && !m->keeps_nothing)
		for (size_t i = 0; i <= SIEVE_MATCH_LAST; i++)
			m->run->frame->matches[i] =
				i < count ? groups[i] : SPAN("");
	return sieve_state_examine(m->run,
				   (value.len + COMPARISON) * REGEX_COST);
}

void sieve_match_release(struct sieve_run *run)
{
	struct kept_regex *kept = run->kept[SIEVE_EXT_REGEX];

	for (; kept; kept = kept->next)
		sieve_regex_free(&kept->regex);
}

/* ---- relations ---- */

static bool relation_holds(enum sieve_relation relation, int order)
{
	switch (relation) {
	case SIEVE_GT:
		return order > 0;
	case SIEVE_GE:
		return order >= 0;
	case SIEVE_LT:
		return order < 0;
	case SIEVE_LE:
		return order <= 0;
	case SIEVE_EQ:
		return order == 0;
	case SIEVE_NE:
		return order != 0;
	case SIEVE_RELATIONS:
		break;
	}
	return false;
}

/* RFC 6134 2.2: the list says how it compares, and ${0} is its own. */
static bool in_list(struct sieve_match *m, struct span value, struct span list)
{
	struct span *matches = m->run->frame->matches;
	struct span member;

	if (!sieve_lists_has(m->run, list, value, &member))
		return false;
	m->found = member.ptr != NULL;
	for (unsigned i = 0; m->found && i <= SIEVE_MATCH_LAST; i++)
		matches[i] = i ? SPAN("") : member;
	return sieve_state_examine(m->run, value.len + COMPARISON);
}

/* value is folded, where the comparator wants it, but for :matches. */
static bool match_key(struct sieve_match *m, struct span value, struct span key)
{
	uint64_t work = 1;

	switch (m->type) {
	case SIEVE_MATCH_IS:
		m->found = sieve_compare_is(m->comparator, value, key);
		work = value.len;
		break;
	case SIEVE_MATCH_CONTAINS:
		m->found = sieve_compare_contains(m->comparator, value, key,
						  &work, work_left(m->run));
		break;
	case SIEVE_MATCH_MATCHES:
		return glob(m, value, key);
	case SIEVE_MATCH_VALUE:
		m->found = relation_holds(
			m->relation,
			sieve_compare_order(m->comparator, value, key));
		work = value.len;
		break;
	case SIEVE_MATCH_REGEX:
		return regex(m, value, key);
	case SIEVE_MATCH_LIST:
		return in_list(m, value, key);
	case SIEVE_MATCH_COUNT:
		break;
	}
	return sieve_state_examine(m->run, work + COMPARISON);
}

bool sieve_match_value(struct sieve_match *m, struct span value)
{
	m->count++;
	if (m->type == SIEVE_MATCH_COUNT)
		return true;
	if (m->comparator == SIEVE_UNICODE_CASEMAP &&
	    m->type != SIEVE_MATCH_MATCHES && m->type != SIEVE_MATCH_REGEX &&
	    m->type != SIEVE_MATCH_LIST && !fold(m->run, value, &value))
		return false;
	for (size_t i = 0; i < m->keys.count && !m->found; i++)
		if (!match_key(m, value, m->keys.at[i]))
			return false;
	return true;
}

bool sieve_match_end(struct sieve_match *m)
{
	char digits[24];
	struct span count;

	if (m->type == SIEVE_MATCH_COUNT) {
		snprintf(digits, sizeof(digits), "%llu",
			 (unsigned long long)m->count);
		count = span_of(digits);
		for (size_t i = 0; i < m->keys.count && !m->found; i++)
			m->found = relation_holds(
				m->relation,
				sieve_compare_order(m->comparator, count,
						    m->keys.at[i]));
	}
	m->run->result = m->found;
	return true;
}

bool sieve_match_item(struct sieve_run *run, const struct sieve_call *call,
		      unsigned key_slot, struct span value)
{
	struct sieve_match match;

	if (!sieve_match_begin(run, call, key_slot, &match))
		return false;
	if (!value.ptr) {
		run->result = false;
		return true;
	}
	return ((!value.len && match.type == SIEVE_MATCH_COUNT) ||
		sieve_match_value(&match, value)) &&
	       sieve_match_end(&match);
}
