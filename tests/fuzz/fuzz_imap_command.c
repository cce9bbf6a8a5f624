/* SPDX-License-Identifier: MIT */
/*
 * Arguments of IMAP commands: sets, flags, dates, mailbox names, patterns and
 * search programs, each tried on the whole input.
 */
#include <stdint.h>

#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_flags.h"
#include "imap/imap_pattern.h"
#include "imap/imap_return.h"
#include "imap/imap_search.h"
#include "imap/imap_set.h"
#include "imap/imap_sources.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_set(struct span input, struct arena *arena,
		     struct ranges *view)
{
	auto_ranges struct ranges out;
	struct imap_set set;

	ranges_init(&out);
	if (!imap_set_take(&input, arena, &set))
		return;
	imap_set_of_uids(&set, view, &out);
	ASSERT(ranges_size(&out) <= ranges_size(view));
	if (imap_set_of_numbers(&set, view, &out))
		ASSERT(!ranges_is_empty(&out));
	imap_set_numbers(&set, view, &out);
	ASSERT(ranges_last(&out) <= ranges_size(view));
}

static void fuzz_args(struct span input, struct arena *arena)
{
	struct imap_session session = { .arena = *arena };
	struct span rest = input;
	struct imap_flags flags;
	struct span name;
	int64_t date;

	imap_args_mailbox(&session, &rest, &name);
	*arena = session.arena;
	imap_args_date(&input, arena, &date);
	imap_args_date_time(&input, arena, &date);
	imap_flags_take(&input, IMAP_FLAGS_LIST_OR_BARE, arena, &flags);
}

static void fuzz_pattern(struct span input, struct arena *arena)
{
	struct span name = SPAN("INBOX.Entw&APw-rfe.2026.a");
	struct imap_pattern pattern;

	imap_pattern_init(&pattern, arena, span_first(input, 3),
			  span_from(input, 3));
	imap_pattern_matches(&pattern, name);
	if (span_find_char(input, '*') == input.len &&
	    span_find_char(input, '%') == input.len)
		imap_pattern_matches(&pattern, input);
}

static void fuzz_search(struct span input, struct arena *arena,
			struct ranges *view)
{
	const struct imap_search_input in = {
		.view = view,
		.saved = view,
		.numbers = true,
		.charset = true,
		.keys_max = 10000,
		.nesting_max = 100,
	};
	struct imap_search_program program;
	struct imap_sources sources;
	struct imap_return what;

	if (!imap_sources_take(&input, arena, &sources))
		return;
	(void)imap_return_take(&input, &what);
	(void)imap_search_parse(&in, input, arena, &program);
	imap_search_release(&program);
	(void)imap_search_parse_sort(&in, input, arena, &program);
	imap_search_release(&program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	auto_arena struct arena arena;
	auto_ranges struct ranges view;

	arena_init(&arena);
	ranges_init(&view);
	ranges_add_run(&view, 5, 9);
	ranges_add_run(&view, 4294967000u, UINT32_MAX);
	fuzz_set(input, &arena, &view);
	fuzz_args(input, &arena);
	fuzz_pattern(input, &arena);
	fuzz_search(input, &arena, &view);
	return 0;
}
