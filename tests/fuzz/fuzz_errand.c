/* SPDX-License-Identifier: MIT */
/* What a worker asks its starter for. */
#include <stdlib.h>

#include "base/auto.h"
#include "io/errand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t bytes_of(const char *const *strings)
{
	size_t bytes = 0;

	for (size_t i = 0; strings[i]; i++)
		bytes += span_of(strings[i]).len + 1;
	return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = { 0 };
	struct errand errand;

	arena_init(&arena);
	if (!errand_read(span_make((const char *)data, size), &arena, &errand))
		return 0;
	if (errand.kind <= ERRAND_NONE || errand.kind >= ERRAND_KINDS ||
	    errand.output_max > ERRAND_ANSWER_MAX || errand.argv[0] ||
	    span_of(errand.name).len + span_of(errand.folder).len +
			    bytes_of(errand.argv + 1) + bytes_of(errand.env) >
		    size)
		abort();
	return 0;
}
