/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the arguments of LIST, and those behind the first NUL as the
 * name of a mailbox: what is taken keeps to its limits, and matching by sets
 * of positions agrees with trying everything.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "imap/imap_list_parse.h"
#include "imap/imap_pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	TRIES_MAX = 100000
};

/* By its definition; *tries bounds the time. */
static bool matches(struct span text, struct span name, unsigned *tries)
{
	char c;

	if (!text.len || ++*tries > TRIES_MAX)
		return !name.len;
	c = text.ptr[0];
	if (c == '*' || c == '%') {
		if (matches(span_from(text, 1), name, tries))
			return true;
		return name.len && (c == '*' || name.ptr[0] != '.') &&
		       matches(text, span_from(name, 1), tries);
	}
	return name.len && name.ptr[0] == c &&
	       matches(span_from(text, 1), span_from(name, 1), tries);
}

static void check_pattern(const struct imap_list_request *list,
			  struct span text, struct span name,
			  struct arena *arena)
{
	struct imap_pattern pattern;
	unsigned tries = 0;
	bool found;
	bool is;

	imap_pattern_init(&pattern, arena, list->reference, text);
	ASSERT(pattern.text.len <= list->reference.len + text.len);
	found = imap_pattern_matches(&pattern, name);
	/* The name of INBOX is met in any case. */
	if (span_eq(name, SPAN("INBOX")) || name.len > 200)
		return;
	is = matches(pattern.text, name, &tries);
	ASSERT(tries > TRIES_MAX || found == is);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct imap_list_limits limits = { 4, 64 };
	struct span input = span_make(data, size);
	size_t end = span_find_char(input, '\0');
	struct span name = span_from(input, end + 1);
	struct imap_list_request list;
	auto_arena struct arena arena;

	arena_init(&arena);
	if (imap_list_parse(span_first(input, end), &limits, &arena, &list) !=
	    IMAP_LIST_PARSED)
		return 0;
	ASSERT(list.pattern_count > 0 && list.pattern_count <= 4);
	ASSERT(list.metadata.count <= 4);
	for (size_t i = 0; i < list.pattern_count; i++)
		check_pattern(&list, list.pattern[i], name, &arena);
	return 0;
}
