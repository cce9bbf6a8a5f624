/* SPDX-License-Identifier: MIT */
/*
 * The pattern is run as a set of positions that moves along the name: no
 * backtracking, so that "*a*a*a*" costs no more than its length. A pattern
 * with more plain bytes than the name has can't match; that bounds the set.
 */
#include "imap/imap_pattern.h"

#include <string.h>

enum {
	NAME_MAX_LENGTH = 4096,
	WORD_BITS = 64,
	WORDS_MAX = (2 * NAME_MAX_LENGTH + 2) / WORD_BITS + 1,
	/* Numbers of sets behind those of the bytes. */
	WILD = 256,
	PERCENT,
	SETS
};

static bool is_wild(char c)
{
	return c == '*' || c == '%';
}

/* "**", "*%", "%*" are "*"; "%%" is "%". */
static void add_byte(struct imap_pattern *pattern, char *text, char c)
{
	size_t len = pattern->text.len;

	if (is_wild(c) && len && is_wild(text[len - 1])) {
		if (c == '*')
			text[len - 1] = '*';
		return;
	}
	pattern->literals += !is_wild(c);
	text[pattern->text.len++] = c;
}

void imap_pattern_upper_inbox(char *text, size_t len)
{
	struct span head = { text, len };

	head.len = span_find_char(head, IMAP_DELIMITER);
	if (span_eq_nocase(head, SPAN("INBOX")))
		memcpy(text, "INBOX", 5);
}

struct span imap_pattern_inbox(struct arena *arena, struct span name)
{
	char *copy = arena_strdup(arena, name);

	imap_pattern_upper_inbox(copy, name.len);
	return span_make(copy, name.len);
}

static uint64_t *set_of(const struct imap_pattern *pattern, unsigned number)
{
	return pattern->sets + number * pattern->words;
}

static void set_bit(uint64_t *set, size_t at)
{
	set[at / WORD_BITS] |= (uint64_t)1 << at % WORD_BITS;
}

/* Not for one that can't match anything. */
static void make_sets(struct imap_pattern *pattern, struct arena *arena)
{
	struct span text = pattern->text;

	pattern->words = text.len / WORD_BITS + 1;
	if (pattern->words > WORDS_MAX)
		return;
	pattern->sets = arena_alloc_array(arena, SETS * pattern->words,
					  sizeof(*pattern->sets));
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		set_bit(set_of(pattern, is_wild(text.ptr[i]) ? WILD : c), i);
		if (c == '%')
			set_bit(set_of(pattern, PERCENT), i);
	}
}

void imap_pattern_init(struct imap_pattern *pattern, struct arena *arena,
		       struct span reference, struct span text)
{
	char *copy = arena_alloc(arena, reference.len + text.len + 1);

	*pattern = (struct imap_pattern){ .text = { copy, 0 } };
	for (size_t i = 0; i < reference.len; i++)
		add_byte(pattern, copy, reference.ptr[i]);
	for (size_t i = 0; i < text.len; i++)
		add_byte(pattern, copy, text.ptr[i]);
	imap_pattern_upper_inbox(copy, pattern->text.len);
	while (pattern->prefix < pattern->text.len &&
	       !is_wild(copy[pattern->prefix]))
		pattern->prefix++;
	make_sets(pattern, arena);
}

/* A wildcard may stand for nothing: its position opens the next. No two
 * wildcards are neighbours. */
static void open_next(const struct imap_pattern *pattern, uint64_t *at)
{
	const uint64_t *wild = set_of(pattern, WILD);
	uint64_t carry = 0;

	for (size_t i = 0; i < pattern->words; i++) {
		uint64_t opens = at[i] & wild[i];

		at[i] |= opens << 1 | carry;
		carry = opens >> (WORD_BITS - 1);
	}
}

/* Moves every position over one byte of the name. */
static void step(const struct imap_pattern *pattern, char c, bool fold,
		 uint64_t *at)
{
	const uint64_t *here = set_of(pattern, (unsigned char)c);
	const uint64_t *lower =
		set_of(pattern, (unsigned char)(fold ? span_lower(c) : c));
	const uint64_t *wild = set_of(pattern, WILD);
	const uint64_t *percent = set_of(pattern, PERCENT);
	uint64_t carry = 0;

	for (size_t i = 0; i < pattern->words; i++) {
		uint64_t comes = at[i] & (here[i] | lower[i]);
		uint64_t stays = at[i] & wild[i];

		if (c == IMAP_DELIMITER)
			stays &= ~percent[i];
		at[i] = stays | comes << 1 | carry;
		carry = comes >> (WORD_BITS - 1);
	}
	open_next(pattern, at);
}

static bool is_excluded(const struct imap_pattern *pattern, struct span name,
			bool fold)
{
	struct span prefix = span_first(pattern->text, pattern->prefix);

	return !pattern->sets || pattern->literals > name.len ||
	       name.len > NAME_MAX_LENGTH ||
	       (!fold && !span_starts(name, prefix)) ||
	       (pattern->prefix == pattern->text.len &&
		pattern->prefix != name.len);
}

bool imap_pattern_matches(const struct imap_pattern *pattern, struct span name)
{
	bool fold = span_eq(name, SPAN("INBOX"));
	size_t end = pattern->text.len;
	uint64_t at[WORDS_MAX];

	if (is_excluded(pattern, name, fold))
		return false;
	/* What is left is "*", or the whole name was the prefix. */
	if (!fold && (pattern->prefix == end ||
		      (pattern->prefix + 1 == end &&
		       pattern->text.ptr[pattern->prefix] == '*')))
		return true;
	memset(at, 0, pattern->words * sizeof(*at));
	at[0] = 1;
	open_next(pattern, at);
	for (size_t i = 0; i < name.len; i++)
		step(pattern, name.ptr[i], fold, at);
	return at[end / WORD_BITS] >> end % WORD_BITS & 1;
}

bool imap_pattern_any(const struct imap_pattern *pattern, size_t count,
		      struct span name)
{
	for (size_t i = 0; i < count; i++)
		if (imap_pattern_matches(&pattern[i], name))
			return true;
	return false;
}
