/* SPDX-License-Identifier: MIT */
#include "stats/stats_layout.h"

#include "base/hash.h"

uint64_t stats_layout_names(void)
{
	static const char names[] =
#define COUNTER(name, doc) #name " "
#define GAUGE(name, doc)   #name " "
#include "stats/counters.def"
#undef COUNTER
#undef GAUGE
		;

	return hash_add(HASH_START, span_of(names));
}

bool stats_layout_fits(const struct stats_layout *layout)
{
	return layout->magic == STATS_MAGIC &&
	       layout->count == STATS_COUNTERS &&
	       layout->names == stats_layout_names();
}
