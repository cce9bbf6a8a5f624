/* SPDX-License-Identifier: MIT */
#include "store/store_filter.h"

/* Days since 1970-01-01 of a civil date (proleptic Gregorian). */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 +
		      (int64_t)day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* The local day, or where that can't be `wanted` one on the same side of it:
 * local time is less than a day from UTC. */
static int64_t local_day(int64_t seconds, uint64_t wanted)
{
	int64_t day = seconds / 86400;
	time_t t = (time_t)seconds;
	struct tm tm;

	if (day > (int64_t)wanted + 1 || day < (int64_t)wanted - 1 ||
	    !localtime_r(&t, &tm))
		return day;
	return days_of(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1,
		       (unsigned)tm.tm_mday);
}

static bool is_day(enum store_key key, int64_t day, uint64_t number)
{
	int64_t than = (int64_t)number;

	if (key == STORE_KEY_BEFORE || key == STORE_KEY_SENTBEFORE ||
	    key == STORE_KEY_SAVEDBEFORE)
		return day < than;
	if (key == STORE_KEY_ON || key == STORE_KEY_SENTON ||
	    key == STORE_KEY_SAVEDON)
		return day == than;
	return day >= than;
}

/* RFC 3501 6.4.4: "disregarding time and timezone". */
bool store_filter_is_sent(const struct store_criterion *c, int64_t utc,
			  int32_t zone)
{
	int64_t local;

	if (utc == INT64_MIN)
		return false;
	local = utc + zone * 60;
	return is_day(c->key, (local >= 0 ? local : local - 86399) / 86400,
		      c->number);
}

static bool has_keyword(const struct store_filter *f,
			const struct store_message *m, struct span name)
{
	for (unsigned i = 0; i < f->keywords->count; i++)
		if (span_eq_nocase(f->keywords->name[i], name))
			return m->keywords & (1ull << i);
	return false;
}

/* ---- one key ---- */

static inline bool has_flags(const struct store_message *m, uint64_t flags)
{
	return (m->flags & flags) == flags;
}

static inline bool is_larger(const struct store_message *m, uint64_t than)
{
	return m->vsize > than;
}

static inline bool is_smaller(const struct store_message *m, uint64_t than)
{
	return m->vsize < than;
}

bool store_filter_decides(const struct store_message *m,
			  const struct store_criterion *c)
{
	bool sent = c->key == STORE_KEY_SENTBEFORE ||
		    c->key == STORE_KEY_SENTON || c->key == STORE_KEY_SENTSINCE;

	return c->key < STORE_KEY_EMAILID && !(sent && m->sent == INT64_MIN);
}

bool store_filter_has(const struct store_filter *f,
		      const struct store_message *m,
		      const struct store_criterion *c)
{
	switch (c->key) {
	case STORE_KEY_FLAGS:
		return has_flags(m, c->number);
	case STORE_KEY_LARGER:
		return is_larger(m, c->number);
	case STORE_KEY_SMALLER:
		return is_smaller(m, c->number);
	case STORE_KEY_MODSEQ:
		return m->modseq >= c->number;
	case STORE_KEY_RECENT:
		return m->recent;
	case STORE_KEY_UID:
		return ranges_has(&c->set, m->uid);
	case STORE_KEY_SEQUENCE:
		return ranges_has(&c->set, ranges_rank(&f->box->uids, m->uid));
	case STORE_KEY_KEYWORD:
		return has_keyword(f, m, c->text);
	case STORE_KEY_BEFORE:
	case STORE_KEY_ON:
	case STORE_KEY_SINCE:
		return is_day(c->key, local_day(m->internaldate, c->number),
			      c->number);
	case STORE_KEY_SAVEDBEFORE:
	case STORE_KEY_SAVEDON:
	case STORE_KEY_SAVEDSINCE:
		return is_day(c->key, local_day(m->savedate, c->number),
			      c->number);
	case STORE_KEY_SENTBEFORE:
	case STORE_KEY_SENTON:
	case STORE_KEY_SENTSINCE:
		return store_filter_is_sent(c, m->sent, m->sent_zone);
	case STORE_KEY_OLDER:
		return f->now - m->internaldate >= (int64_t)c->number;
	case STORE_KEY_YOUNGER:
		return f->now - m->internaldate <= (int64_t)c->number;
	case STORE_KEY_ALL:
		return true;
	case STORE_KEY_AND:
	case STORE_KEY_OR:
	case STORE_KEY_NOT:
	case STORE_KEY_EMAILID:
	case STORE_KEY_THREADID:
	case STORE_KEY_HEADER:
	case STORE_KEY_BODY:
	case STORE_KEY_TEXT:
		break;
	}
	return false;
}

/* ---- several messages ---- */

/* The compiler makes a loop without calls of each use. */
__attribute__((always_inline)) static inline struct store_filter_found
find_by(const struct store_ahead *ahead, uint64_t number,
	bool (*is)(const struct store_message *m, uint64_t number))
{
	struct store_filter_found found = { 0 };

	for (unsigned i = 0; i < ahead->count; i++)
		found.yes |= (uint32_t)is(&ahead->message[i], number) << i;
	return found;
}

static struct store_filter_found find_each(const struct store_filter *f,
					   const struct store_ahead *ahead,
					   const struct store_criterion *c)
{
	struct store_filter_found found = { 0 };

	for (unsigned i = 0; i < ahead->count; i++) {
		const struct store_message *m = &ahead->message[i];

		if (!store_filter_decides(m, c))
			found.unknown |= UINT32_C(1) << i;
		else
			found.yes |= (uint32_t)store_filter_has(f, m, c) << i;
	}
	return found;
}

static struct store_filter_found negated(struct store_filter_found found)
{
	found.yes = ~(found.yes | found.unknown);
	return found;
}

/* Of children: all, or by De Morgan any. */
static struct store_filter_found find_all(const struct store_filter *f,
					  const struct store_ahead *ahead,
					  const struct store_criterion *c)
{
	struct store_filter_found all = { .yes = UINT32_MAX };
	bool any = c->key == STORE_KEY_OR;

	for (c = c->child; c; c = c->next) {
		struct store_filter_found one = store_filter_ahead(f, ahead, c);
		uint32_t maybe;

		if (any)
			one = negated(one);
		maybe = (all.yes | all.unknown) & (one.yes | one.unknown);
		all.yes &= one.yes;
		all.unknown = maybe & ~all.yes;
	}
	return any ? negated(all) : all;
}

struct store_filter_found store_filter_ahead(const struct store_filter *f,
					     const struct store_ahead *ahead,
					     const struct store_criterion *c)
{
	_Static_assert(STORE_AHEAD <= 32, "a bit for each");
	if (c->key == STORE_KEY_AND || c->key == STORE_KEY_OR)
		return find_all(f, ahead, c);
	if (c->key == STORE_KEY_NOT)
		return negated(find_all(f, ahead, c));
	if (c->key == STORE_KEY_FLAGS)
		return find_by(ahead, c->number, has_flags);
	if (c->key == STORE_KEY_LARGER)
		return find_by(ahead, c->number, is_larger);
	if (c->key == STORE_KEY_SMALLER)
		return find_by(ahead, c->number, is_smaller);
	return find_each(f, ahead, c);
}
