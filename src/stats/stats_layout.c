/* SPDX-License-Identifier: MIT */
#include "stats/stats_layout.h"

uint64_t stats_layout_names(void)
{
	static const char names[] =
#define COUNTER(name, doc) #name " "
#define GAUGE(name, doc)   #name " "
#include "stats/counters.def"
#undef COUNTER
#undef GAUGE
		;
	uint64_t sum = 0xcbf29ce484222325u; /* FNV-1a */

	for (const char *c = names; *c; c++)
		sum = (sum ^ (unsigned char)*c) * 0x100000001b3u;
	return sum;
}

bool stats_layout_fits(const struct stats_layout *layout)
{
	return layout->magic == STATS_MAGIC &&
	       layout->count == STATS_COUNTERS &&
	       layout->names == stats_layout_names();
}
