/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_crowd.h"

#include "base/hash.h"

#include <stdint.h>
#include <sys/mman.h>

enum {
	UNTRUSTED_PART = 4 /* one of so many workers */
};

enum state {
	STATE_FREE,
	STATE_TAKEN,
	STATE_UNTRUSTED
};

struct lmtp_crowd_place {
	uint64_t user; /* a digest of whom a message is stored for; 0: nobody */
	uint32_t state;
	uint32_t busy;
};

struct lmtp_crowd_table {
	size_t idle_low;
	struct lmtp_crowd_place place[];
};

static size_t bytes_of(size_t places)
{
	return sizeof(struct lmtp_crowd_table) +
	       places * sizeof(struct lmtp_crowd_place);
}

bool lmtp_crowd_open(struct lmtp_crowd *crowd, size_t workers, struct err *err)
{
	void *shared = mmap(NULL, bytes_of(workers), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t part = workers / UNTRUSTED_PART;

	*crowd = (struct lmtp_crowd){ .places = workers,
				      .max = part ? part : 1 };
	if (shared == MAP_FAILED)
		return err_sys(err, "mmap");
	crowd->table = shared;
	return true;
}

void lmtp_crowd_close(struct lmtp_crowd *crowd)
{
	munmap(crowd->table, bytes_of(crowd->places));
	crowd->table = NULL;
}

void lmtp_crowd_hide(const struct lmtp_crowd *crowd)
{
	madvise(crowd->table, bytes_of(crowd->places), MADV_DONTFORK);
}

static void set(const struct lmtp_crowd *crowd, size_t at, enum state to)
{
	__atomic_store_n(&crowd->table->place[at].state, to, __ATOMIC_SEQ_CST);
}

static bool is(const struct lmtp_crowd *crowd, size_t at, enum state what)
{
	return __atomic_load_n(&crowd->table->place[at].state,
			       __ATOMIC_SEQ_CST) == what;
}

size_t lmtp_crowd_take(struct lmtp_crowd *crowd)
{
	size_t place = 0;

	while (place < crowd->places && !is(crowd, place, STATE_FREE))
		place++;
	ASSERT(place < crowd->places);
	set(crowd, place, STATE_TAKEN);
	return place;
}

void lmtp_crowd_free(struct lmtp_crowd *crowd, size_t place)
{
	lmtp_crowd_end(crowd, place);
	lmtp_crowd_rest(crowd, place);
	set(crowd, place, STATE_FREE);
}

static void set_busy(const struct lmtp_crowd *crowd, size_t at, uint32_t to)
{
	__atomic_store_n(&crowd->table->place[at].busy, to, __ATOMIC_SEQ_CST);
}

size_t lmtp_crowd_idle(const struct lmtp_crowd *crowd)
{
	size_t count = 0;

	for (size_t i = 0; i < crowd->places; i++)
		count += !is(crowd, i, STATE_FREE) &&
			 !__atomic_load_n(&crowd->table->place[i].busy,
					  __ATOMIC_SEQ_CST);
	return count;
}

size_t lmtp_crowd_busy(const struct lmtp_crowd *crowd, size_t place)
{
	size_t *low = &crowd->table->idle_low;
	size_t known = __atomic_load_n(low, __ATOMIC_SEQ_CST);
	size_t idle;

	set_busy(crowd, place, 1);
	idle = lmtp_crowd_idle(crowd);
	while (idle < known &&
	       !__atomic_compare_exchange_n(low, &known, idle, false,
					    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		;
	return idle;
}

void lmtp_crowd_rest(const struct lmtp_crowd *crowd, size_t place)
{
	set_busy(crowd, place, 0);
}

size_t lmtp_crowd_idle_low(const struct lmtp_crowd *crowd)
{
	size_t idle = lmtp_crowd_idle(crowd);
	size_t low = __atomic_exchange_n(&crowd->table->idle_low, idle,
					 __ATOMIC_SEQ_CST);

	return low < idle ? low : idle;
}

/* Two who enter the last place at once may both be sent away. */
bool lmtp_crowd_enter(const struct lmtp_crowd *crowd, size_t place)
{
	size_t count = 0;

	set(crowd, place, STATE_UNTRUSTED);
	for (size_t i = 0; i < crowd->places; i++)
		count += is(crowd, i, STATE_UNTRUSTED);
	if (count <= crowd->max)
		return true;
	set(crowd, place, STATE_TAKEN);
	return false;
}

void lmtp_crowd_leave(const struct lmtp_crowd *crowd, size_t place)
{
	set(crowd, place, STATE_TAKEN);
}

/* Two users with one digest share their limit. */
static uint64_t digest(const char *user)
{
	uint64_t hash = hash_add(HASH_START, span_of(user));

	return hash ? hash : 1;
}

static size_t count_user(const struct lmtp_crowd *crowd, uint64_t user)
{
	size_t count = 0;

	for (size_t i = 0; i < crowd->places; i++)
		count += __atomic_load_n(&crowd->table->place[i].user,
					 __ATOMIC_SEQ_CST) == user;
	return count;
}

bool lmtp_crowd_has_room(const struct lmtp_crowd *crowd, const char *user,
			 size_t max)
{
	return !max || count_user(crowd, digest(user)) < max;
}

bool lmtp_crowd_begin(const struct lmtp_crowd *crowd, size_t place,
		      const char *user, size_t max)
{
	uint64_t it = digest(user);

	__atomic_store_n(&crowd->table->place[place].user, it,
			 __ATOMIC_SEQ_CST);
	if (!max || count_user(crowd, it) <= max)
		return true;
	lmtp_crowd_end(crowd, place);
	return false;
}

void lmtp_crowd_end(const struct lmtp_crowd *crowd, size_t place)
{
	__atomic_store_n(&crowd->table->place[place].user, 0, __ATOMIC_SEQ_CST);
}
