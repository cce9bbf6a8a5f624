/* SPDX-License-Identifier: MIT */
/*
 * A message becomes a row of values, one for each key to sort by, and the
 * first one also a number that is smaller for what comes first, so that most
 * comparisons are of two numbers. Texts lie behind each other in one buffer.
 */
#include "store/store_order.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_orders.h"

union value {
	int64_t number;
	struct {
		uint32_t at; /* in texts */
		uint32_t len;
	} text;
};

struct row {
	uint64_t rank; /* by the first key */
	uint32_t place;
	uint32_t uid;
};

struct sorting {
	const struct store_sort_by *by;
	size_t by_count;
	struct row *rows;
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

/* RFC 5256 2.2 for DATE; o is NULL where no key needs it. */
static int64_t number_of(const struct store_message *m,
			 const struct mime_order *o, enum store_sort_key key)
{
	if (key == STORE_SORT_SIZE)
		return (int64_t)m->vsize;
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

static uint64_t rank_of_number(int64_t n)
{
	return (uint64_t)n ^ (UINT64_C(1) << 63);
}

static bool add_row(void *arg, uint32_t uid, const struct store_message *m,
		    const struct mime_order *o, struct err *err)
{
	struct sorting *s = arg;
	struct row *row = &s->rows[s->count];
	union value *value = &s->values[s->count * s->by_count];

	row->uid = uid;
	row->place = (uint32_t)s->count++;
	for (size_t i = 0; m && i < s->by_count; i++) {
		enum store_sort_key key = s->by[i].key;
		struct span text = SPAN("");

		if (o && is_text(key))
			text = text_of(o, key);
		if (is_text(key)) {
			value[i].text.at = (uint32_t)s->texts.len;
			value[i].text.len = (uint32_t)text.len;
			buf_add(&s->texts, text);
		} else {
			value[i].number = number_of(m, o, key);
		}
		if (i == 0)
			row->rank = is_text(key)
					    ? rank_of_text(text)
					    : rank_of_number(value[i].number);
	}
	return !s->texts.full ||
	       err_set(err, ERR_LIMIT, "Too many messages to sort by text");
}

/* ---- comparing ---- */

static struct span span_at(const struct sorting *s, const union value *value)
{
	return span_from(span_first(buf_span(&s->texts),
				    value->text.at + (size_t)value->text.len),
			 value->text.at);
}

static int compare_values(const struct sorting *s, const struct row *a,
			  const struct row *b)
{
	for (size_t i = 0; i < s->by_count; i++) {
		const union value *x = &s->values[a->place * s->by_count + i];
		const union value *y = &s->values[b->place * s->by_count + i];
		int order;

		if (is_text(s->by[i].key))
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
	const struct sorting *s = arg;
	const struct row *x = a;
	const struct row *y = b;

	if (x->rank == y->rank)
		return compare_values(s, x, y);
	return (x->rank > y->rank) != s->by[0].reverse ? 1 : -1;
}

static bool gather(struct sorting *s, struct store_box *box,
		   const struct ranges *uids, struct err *err)
{
	bool need_order = false;

	for (size_t i = 0; i < s->by_count; i++)
		need_order |= s->by[i].key != STORE_SORT_ARRIVAL &&
			      s->by[i].key != STORE_SORT_SIZE;
	return store_orders_read(box, uids,
				 need_order ? STORE_ORDERS_FULL
					    : STORE_ORDERS_RECORDS,
				 add_row, s, err);
}

bool store_sort(struct store_box *box, const struct ranges *uids,
		const struct store_sort_by *by, size_t by_count,
		size_t bytes_max, uint32_t **out_uids, size_t *out_count,
		struct err *err)
{
	struct sorting s = { .by = by, .by_count = by_count };
	size_t most = store_orders_count(uids);
	auto_free struct row *rows = x_realloc_array(NULL, most, sizeof(*rows));
	auto_free union value *values =
		x_realloc_array(NULL, most * by_count, sizeof(*values));

	memset(rows, 0, most * sizeof(*rows));
	memset(values, 0, most * by_count * sizeof(*values));
	s.rows = rows;
	s.values = values;
	buf_init(&s.texts, bytes_max < UINT32_MAX ? bytes_max : UINT32_MAX);
	if (!gather(&s, box, uids, err)) {
		buf_release(&s.texts);
		return false;
	}
	qsort_r(rows, s.count, sizeof(*rows), compare_rows, &s);
	buf_release(&s.texts);
	*out_uids = x_realloc_array(NULL, s.count, sizeof(**out_uids));
	*out_count = s.count;
	for (size_t i = 0; i < s.count; i++)
		(*out_uids)[i] = rows[i].uid;
	return true;
}
