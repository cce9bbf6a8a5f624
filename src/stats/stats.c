/* SPDX-License-Identifier: MIT */
#include "stats/stats.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include "stats/stats_layout.h"

static uint64_t own[STATS_COUNTERS];
static struct stats_layout *shared;

void stats_add(enum stats_counter counter, uint64_t n)
{
	__atomic_fetch_add(&own[counter], n, __ATOMIC_RELAXED);
	if (shared)
		__atomic_fetch_add(&shared->value[counter], n,
				   __ATOMIC_RELAXED);
}

void stats_set(enum stats_counter gauge, uint64_t value)
{
	if (shared)
		__atomic_store_n(&shared->value[gauge], value,
				 __ATOMIC_RELAXED);
}

uint64_t stats_own(enum stats_counter counter)
{
	return __atomic_load_n(&own[counter], __ATOMIC_RELAXED);
}

void stats_resume(enum stats_counter counter, uint64_t value)
{
	__atomic_store_n(&own[counter], value, __ATOMIC_RELAXED);
}

void stats_forget_own(void)
{
	for (int i = 0; i < STATS_COUNTERS; i++)
		stats_resume((enum stats_counter)i, 0);
}

bool stats_attach(int fd)
{
	struct stats_layout *layout;
	struct stat st;

	if (fstat(fd, &st) != 0 || st.st_size != sizeof(*layout))
		return false;
	layout = mmap(NULL, sizeof(*layout), PROT_READ | PROT_WRITE, MAP_SHARED,
		      fd, 0);
	if (layout == MAP_FAILED)
		return false;
	if (!stats_layout_fits(layout)) {
		munmap(layout, sizeof(*layout));
		return false;
	}
	shared = layout;
	return true;
}
