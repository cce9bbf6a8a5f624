/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_crowd.h"

#include <sys/mman.h>

enum {
	UNTRUSTED_PART = 4 /* one of so many workers */
};

enum place {
	PLACE_FREE,
	PLACE_TAKEN,
	PLACE_UNTRUSTED
};

bool lmtp_crowd_open(struct lmtp_crowd *crowd, size_t workers, struct err *err)
{
	void *shared = mmap(NULL, workers, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t part = workers / UNTRUSTED_PART;

	*crowd = (struct lmtp_crowd){ .places = workers,
				      .max = part ? part : 1 };
	if (shared == MAP_FAILED)
		return err_sys(err, "mmap");
	crowd->place = shared;
	return true;
}

void lmtp_crowd_close(struct lmtp_crowd *crowd)
{
	munmap(crowd->place, crowd->places);
	crowd->place = NULL;
}

static void set(const struct lmtp_crowd *crowd, size_t at, enum place to)
{
	__atomic_store_n(&crowd->place[at], (unsigned char)to,
			 __ATOMIC_SEQ_CST);
}

static bool is(const struct lmtp_crowd *crowd, size_t at, enum place what)
{
	return __atomic_load_n(&crowd->place[at], __ATOMIC_SEQ_CST) == what;
}

size_t lmtp_crowd_take(struct lmtp_crowd *crowd)
{
	size_t place = 0;

	while (place < crowd->places && !is(crowd, place, PLACE_FREE))
		place++;
	ASSERT(place < crowd->places);
	set(crowd, place, PLACE_TAKEN);
	return place;
}

void lmtp_crowd_free(struct lmtp_crowd *crowd, size_t place)
{
	set(crowd, place, PLACE_FREE);
}

/* Two who enter the last place at once may both be sent away. */
bool lmtp_crowd_enter(const struct lmtp_crowd *crowd, size_t place)
{
	size_t count = 0;

	set(crowd, place, PLACE_UNTRUSTED);
	for (size_t i = 0; i < crowd->places; i++)
		count += is(crowd, i, PLACE_UNTRUSTED);
	if (count <= crowd->max)
		return true;
	set(crowd, place, PLACE_TAKEN);
	return false;
}

void lmtp_crowd_leave(const struct lmtp_crowd *crowd, size_t place)
{
	set(crowd, place, PLACE_TAKEN);
}
