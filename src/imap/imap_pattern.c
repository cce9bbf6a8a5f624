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
	POSITIONS = 2 * NAME_MAX_LENGTH + 2
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
}

/* A wildcard may stand for nothing: its position opens the next. */
static void open_next(struct span text, bool *at)
{
	for (size_t i = 0; i < text.len; i++)
		if (at[i] && is_wild(text.ptr[i]))
			at[i + 1] = true;
}

static bool same_byte(char pattern, char name, bool fold)
{
	return pattern == name ||
	       (fold && span_lower(pattern) == span_lower(name));
}

/* Moves every position over one byte of the name, in place from the end. */
static void step(struct span text, char c, bool fold, bool *at)
{
	for (size_t i = text.len + 1; i-- > 0;) {
		char p = i < text.len ? text.ptr[i] : '\0';
		bool stays = at[i] && i < text.len &&
			     (p == '*' || (p == '%' && c != IMAP_DELIMITER));
		bool comes = i > 0 && at[i - 1] && !is_wild(text.ptr[i - 1]) &&
			     same_byte(text.ptr[i - 1], c, fold);

		at[i] = stays || comes;
	}
	open_next(text, at);
}

bool imap_pattern_matches(const struct imap_pattern *pattern, struct span name)
{
	bool fold = span_eq(name, SPAN("INBOX"));
	bool at[POSITIONS] = { true };

	if (pattern->literals > name.len || name.len > NAME_MAX_LENGTH)
		return false;
	open_next(pattern->text, at);
	for (size_t i = 0; i < name.len; i++)
		step(pattern->text, name.ptr[i], fold, at);
	return at[pattern->text.len];
}
