/* SPDX-License-Identifier: MIT */
/*
 * A message becomes a row of values, one for each key to sort by, and the
 * first one also a number that is smaller for what comes first. Rows are sorted
 * by that number, which takes no comparisons, then those of equal number by
 * their values. Texts lie behind each other in one buffer.
 */
#include "store/store_order.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_orders.h"
#include "store/store_ranks.h"
#include "store/store_rows.h"

union value {
	int64_t number;
	struct {
		uint32_t at; /* in texts */
		uint32_t len;
	} text;
};

struct sorting {
	const struct store_sort_by *by;
	size_t by_count;
	uint32_t **ranks; /* by_count: of a text, if they are kept; or NULL */
	bool is_complete; /* no message was gone or could not be read */
	struct store_row *rows;
	size_t count;
	union value *values; /* by_count for each row, by place */
	struct buf texts;
};

static bool is_text(enum store_sort_key key)
{
	return key != STORE_SORT_ARRIVAL && key != STORE_SORT_DATE &&
	       key != STORE_SORT_SIZE;
}

/* ---- gathering ---- */

static struct span text_of(const struct mime_order *o, enum store_sort_key key)
{
	switch (key) {
	case STORE_SORT_SUBJECT:
		return o->base;
	case STORE_SORT_CC:
		return o->text[MIME_ORDER_CC];
	case STORE_SORT_FROM:
		return o->text[MIME_ORDER_FROM];
	case STORE_SORT_TO:
		return o->text[MIME_ORDER_TO];
	case STORE_SORT_DISPLAYFROM:
		return o->text[MIME_ORDER_DISPLAYFROM];
	case STORE_SORT_DISPLAYTO:
		return o->text[MIME_ORDER_DISPLAYTO];
	case STORE_SORT_ARRIVAL:
	case STORE_SORT_DATE:
	case STORE_SORT_SIZE:
	case STORE_SORT_KEYS:
		break;
	}
	return SPAN("");
}

/* RFC 5256 2.2 for DATE; o is NULL where no key needs it, or m tells. */
static int64_t number_of(const struct store_message *m,
			 const struct mime_order *o, enum store_sort_key key)
{
	if (key == STORE_SORT_SIZE)
		return (int64_t)m->vsize;
	if (key == STORE_SORT_DATE && m->sent != INT64_MIN)
		return m->sent;
	if (key == STORE_SORT_DATE && o && o->date != INT64_MIN)
		return o->date;
	return m->internaldate;
}

/* The first bytes as a number that sorts alike. */
static uint64_t rank_of_text(struct span text)
{
	uint64_t first = 0;

	memcpy(&first, text.ptr, text.len < 8 ? text.len : 8);
	return be64toh(first);
}

/* Is the i-th key compared as text? */
static bool by_text(const struct sorting *s, size_t i)
{
	return is_text(s->by[i].key) && !s->ranks[i];
}

static void add_value(struct sorting *s, size_t i,
		      const struct store_message *m, const struct mime_order *o,
		      const struct store_row *row)
{
	enum store_sort_key key = s->by[i].key;
	union value *value = &s->values[row->place * s->by_count + i];
	struct span text = SPAN("");

	if (s->ranks[i]) {
		value->number = s->ranks[i][row->place];
	} else if (!is_text(key)) {
		value->number = number_of(m, o, key);
	} else {
		if (o)
			text = text_of(o, key);
		value->text.at = (uint32_t)s->texts.len;
		value->text.len = (uint32_t)text.len;
		buf_add(&s->texts, text);
	}
}

static struct span span_at(const struct sorting *s, const union value *value)
{
	return span_from(span_first(buf_span(&s->texts),
				    value->text.at + (size_t)value->text.len),
			 value->text.at);
}

/* A smaller one for what comes first. */
static uint64_t rank_of(const struct sorting *s, const struct store_row *row)
{
	const union value *value = &s->values[row->place * s->by_count];
	uint64_t rank = by_text(s, 0) ? rank_of_text(span_at(s, value))
				      : store_rows_rank(value->number);

	return s->by[0].reverse ? ~rank : rank;
}

static bool add_row(void *arg, uint32_t uid, const struct store_message *m,
		    const struct mime_order *o, struct err *err)
{
	struct sorting *s = arg;
	struct store_row *row = &s->rows[s->count];

	row->uid = uid;
	row->place = (uint32_t)s->count++;
	row->rank = s->by[0].reverse ? UINT64_MAX : 0;
	for (size_t i = 0; m && i < s->by_count; i++)
		add_value(s, i, m, o, row);
	if (m)
		row->rank = rank_of(s, row);
	if (!m || !o)
		s->is_complete = false;
	return !s->texts.full ||
	       err_set(err, ERR_LIMIT, "Too many messages to sort by text");
}

/* ---- comparing ---- */

static int compare_values(const struct sorting *s, const struct store_row *a,
			  const struct store_row *b)
{
	for (size_t i = 0; i < s->by_count; i++) {
		const union value *x = &s->values[a->place * s->by_count + i];
		const union value *y = &s->values[b->place * s->by_count + i];
		int order;

		if (by_text(s, i))
			order = span_cmp(span_at(s, x), span_at(s, y));
		else
			order = (x->number > y->number) -
				(x->number < y->number);
		if (order)
			return s->by[i].reverse ? -order : order;
	}
	/* RFC 5256 3: what is equal stays in the order of the mailbox. */
	return (a->place > b->place) - (a->place < b->place);
}

static int compare_rows(const void *a, const void *b, void *arg)
{
	return compare_values(arg, a, b);
}

/* ---- all of it ---- */

/* All that is asked for is kept: no message has to be read. */
static bool gather_kept(struct sorting *s, const struct ranges *uids,
			struct err *err)
{
	struct store_message message = { .uid = 0 };

	for (size_t i = 0; i < uids->count; i++) {
		for (uint64_t u = uids->run[i].first; u <= uids->run[i].last;
		     u++)
			if (!add_row(s, (uint32_t)u, &message, NULL, err))
				return false;
	}
	return true;
}

static bool gather(struct sorting *s, struct store_box *box,
		   const struct ranges *uids, struct err *err)
{
	enum store_orders what = STORE_ORDERS_RECORDS;
	bool all_kept = true;

	for (size_t i = 0; i < s->by_count; i++) {
		s->ranks[i] = is_text(s->by[i].key)
				      ? store_ranks_get(box, s->by[i].key, uids)
				      : NULL;
		all_kept &= s->ranks[i] != NULL;
		if (by_text(s, i))
			what = STORE_ORDERS_FULL;
		else if (s->by[i].key == STORE_SORT_DATE &&
			 what == STORE_ORDERS_RECORDS)
			what = STORE_ORDERS_SENT;
	}
	return all_kept ? gather_kept(s, uids, err)
			: store_orders_read(box, uids, what, add_row, s, err);
}

/* Of the first key, if it is a text and all messages of the view are here. */
static void keep_ranks(const struct sorting *s, struct store_box *box,
		       const struct ranges *uids)
{
	auto_free uint32_t *ranks = NULL;
	struct span before = SPAN("");
	uint32_t rank = 0;

	if (!s->is_complete || !by_text(s, 0) ||
	    s->count != ranges_size(&box->uids))
		return;
	ranks = x_realloc_array(NULL, s->count, sizeof(*ranks));
	for (size_t i = 0; i < s->count; i++) {
		size_t at = s->by[0].reverse ? s->count - 1 - i : i;
		uint32_t place = s->rows[at].place;
		struct span text = span_at(s, &s->values[place * s->by_count]);

		rank += !span_eq(text, before);
		ranks[place] = rank;
		before = text;
	}
	store_ranks_put(box, s->by[0].key, uids, ranks);
}

static void release(struct sorting *s)
{
	for (size_t i = 0; i < s->by_count; i++)
		free(s->ranks[i]);
	buf_release(&s->texts);
}

bool store_sort(struct store_box *box, const struct ranges *uids,
		const struct store_sort_by *by, size_t by_count,
		size_t bytes_max, uint32_t **out_uids, size_t *out_count,
		struct err *err)
{
	struct sorting s = {
		.by = by,
		.by_count = by_count,
		.is_complete = true,
	};
	size_t most = store_orders_count(uids);
	auto_free struct store_row *rows =
		x_realloc_array(NULL, most, sizeof(*rows));
	auto_free union value *values =
		x_realloc_array(NULL, most * by_count, sizeof(*values));
	auto_free uint32_t **ranks =
		x_realloc_array(NULL, by_count, sizeof(*ranks));

	memset(rows, 0, most * sizeof(*rows));
	memset(values, 0, most * by_count * sizeof(*values));
	memset(ranks, 0, by_count * sizeof(*ranks));
	s.rows = rows;
	s.values = values;
	s.ranks = ranks;
	buf_init(&s.texts, bytes_max < UINT32_MAX ? bytes_max : UINT32_MAX);
	if (!gather(&s, box, uids, err)) {
		release(&s);
		return false;
	}
	/* Equal numbers are in the order of the mailbox already. */
	store_rows_sort(rows, s.count,
			by_count > 1 || by_text(&s, 0) ? compare_rows : NULL,
			&s);
	keep_ranks(&s, box, uids);
	release(&s);
	*out_uids = x_realloc_array(NULL, s.count, sizeof(**out_uids));
	*out_count = s.count;
	for (size_t i = 0; i < s.count; i++)
		(*out_uids)[i] = rows[i].uid;
	return true;
}
