/* SPDX-License-Identifier: MIT */
/*
 * UIDs are ranges, so an unbroken INBOX of any size is a few words. Where
 * another server had an order, its messages come first in that order, the
 * others behind them by UID, as Dovecot has it.
 */
#include "pop3/pop3_drop.h"

#include <stdlib.h>

#include "base/x.h"

/* The keyword that Dovecot's pop3_deleted_flag has in its manual. */
#define HIDDEN SPAN("$POP3Deleted")

enum {
	MARK_BITS = 2,
	MARKS_PER_BYTE = 8 / MARK_BITS,
	MARK_MASK = (1 << MARK_BITS) - 1,
};

struct place {
	uint32_t order;
	uint32_t uid;
};

/* ---- opening ---- */

static bool hides(const struct config *config)
{
	return span_eq(span_of(config->pop3_deleted), SPAN("hide"));
}

/* Without those that an earlier session hid; sums their sizes up. */
static bool pass_over(struct pop3_drop *drop, uint64_t hidden, struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool ok = true;

	drop->bytes = 0;
	if (!store_read_begin(drop->box, &read, err))
		return false;
	for (uint32_t u = ranges_from(&drop->box->uids, 1); u && ok;
	     u = ranges_next(&drop->box->uids, u)) {
		bool there = store_message_get(&read, u, &message, err);

		if (!there && err->kind == ERR_GONE)
			err_clear(err);
		else
			ok = there;
		if (there && (message.keywords & hidden))
			ranges_remove_run(&drop->uids, u, u);
		else if (there)
			drop->bytes += message.vsize;
	}
	store_read_end(&read);
	return ok;
}

/* The folder's sum, if nothing has happened since the view was taken. */
static bool sum_up(struct pop3_drop *drop, struct err *err)
{
	struct store_read read;
	bool same;

	if (!store_read_begin(drop->box, &read, err))
		return false;
	same = read.folder.modseq == drop->box->modseq &&
	       read.folder.messages == ranges_size(&drop->uids);
	drop->bytes = read.folder.vbytes;
	store_read_end(&read);
	return same || pass_over(drop, 0, err);
}

static int by_order(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->uid < y->uid ? -1 : 1;
}

static void take_order(struct pop3_drop *drop)
{
	struct place *places = x_calloc(drop->count, sizeof(*places));
	uint32_t n = 0;

	for (uint32_t u = ranges_from(&drop->uids, 1); u;
	     u = ranges_next(&drop->uids, u)) {
		uint32_t order = store_uidl_order(drop->facts, u);

		places[n++] = (struct place){ order ? order : UINT32_MAX, u };
	}
	qsort(places, n, sizeof(*places), by_order);
	drop->ordered = x_calloc(n, sizeof(*drop->ordered));
	for (uint32_t i = 0; i < n; i++)
		drop->ordered[i] = places[i].uid;
	free(places);
}

static bool number(struct pop3_drop *drop, const struct config *config,
		   struct err *err)
{
	struct span name = HIDDEN;
	uint64_t hidden;

	ranges_copy(&drop->uids, &drop->box->uids);
	if (hides(config)) {
		if (!store_keywords_bits(drop->box, &name, 1, &hidden, err) ||
		    !pass_over(drop, hidden, err))
			return false;
	} else if (!sum_up(drop, err)) {
		return false;
	}
	if (!store_uidl_read(drop->box, &drop->facts, err))
		return false;
	drop->count = ranges_size(&drop->uids);
	drop->marks = x_calloc(drop->count / MARKS_PER_BYTE + 1, 1);
	if (drop->count && store_uidl_has_order(drop->facts))
		take_order(drop);
	return true;
}

bool pop3_drop_open(struct pop3_drop *drop, struct store_user *user,
		    const struct config *config, struct err *err)
{
	*drop = (struct pop3_drop){ .box = NULL };
	ranges_init(&drop->uids);
	return store_box_open(user, SPAN("INBOX"), STORE_READ_WRITE, &drop->box,
			      err) &&
	       number(drop, config, err);
}

void pop3_drop_release(struct pop3_drop *drop)
{
	store_uidl_free(&drop->facts);
	store_box_close(&drop->box);
	ranges_release(&drop->uids);
	free(drop->ordered);
	free(drop->marks);
	*drop = (struct pop3_drop){ .box = NULL };
}

bool pop3_drop_find(const struct pop3_drop *drop, uint32_t uid, struct err *err)
{
	struct store_file file;

	if (!store_message_open(drop->box, uid, &file, err))
		return err->kind == ERR_GONE;
	store_message_close(&file);
	return true;
}

/* ---- marks ---- */

uint32_t pop3_drop_uid(struct pop3_drop *drop, uint32_t number)
{
	ASSERT(number >= 1 && number <= drop->count);
	return drop->ordered ? drop->ordered[number - 1]
			     : ranges_select(&drop->uids, number);
}

static unsigned shift_of(uint32_t number)
{
	return number % MARKS_PER_BYTE * MARK_BITS;
}

bool pop3_drop_has_mark(const struct pop3_drop *drop, uint32_t number,
			enum pop3_mark mark)
{
	return drop->marks[number / MARKS_PER_BYTE] >> shift_of(number) &
	       MARK_MASK & mark;
}

static void set_mark(struct pop3_drop *drop, uint32_t number,
		     enum pop3_mark mark)
{
	drop->marks[number / MARKS_PER_BYTE] |=
		(uint8_t)((unsigned)mark << shift_of(number));
}

void pop3_drop_delete(struct pop3_drop *drop, uint32_t number, uint64_t size)
{
	set_mark(drop, number, POP3_DELETED);
	drop->deleted++;
	drop->deleted_bytes += size;
}

/* Of one that others removed, or put the size right, the sum tells another size
 * than its DELE did. */
uint64_t pop3_drop_bytes_left(const struct pop3_drop *drop)
{
	if (drop->deleted == drop->count || drop->bytes < drop->deleted_bytes)
		return 0;
	return drop->bytes - drop->deleted_bytes;
}

void pop3_drop_read(struct pop3_drop *drop, uint32_t number, uint64_t size)
{
	set_mark(drop, number, POP3_READ);
	drop->read = number;
	drop->read_size = size;
	if (number > drop->last)
		drop->last = number;
}

void pop3_drop_reset(struct pop3_drop *drop)
{
	memset(drop->marks, 0, drop->count / MARKS_PER_BYTE + 1);
	drop->deleted = 0;
	drop->deleted_bytes = 0;
	drop->last = 0;
}

bool pop3_drop_last(struct pop3_drop *drop, uint32_t *out, struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool ok = true;

	if (!store_read_begin(drop->box, &read, err))
		return false;
	for (*out = drop->count; *out > drop->last; --*out) {
		ok = store_message_get(&read, pop3_drop_uid(drop, *out),
				       &message, err);
		if (!ok && err->kind != ERR_GONE)
			break;
		if (ok && (message.flags & INDEX_SEEN))
			break;
		if (!ok)
			err_clear(err);
		ok = true;
	}
	store_read_end(&read);
	return ok;
}

/* ---- update ---- */

/* UIDs of what has that mark and is not deleted otherwise. */
static void gather(struct pop3_drop *drop, enum pop3_mark mark,
		   struct ranges *out)
{
	for (uint32_t n = 1; n <= drop->count; n++)
		if (pop3_drop_has_mark(drop, n, mark) &&
		    (mark == POP3_DELETED ||
		     !pop3_drop_has_mark(drop, n, POP3_DELETED)))
			ranges_add(out, pop3_drop_uid(drop, n));
}

static bool add_flags(struct pop3_drop *drop, const struct ranges *uids,
		      uint32_t flags, uint64_t keywords, struct err *err)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = flags,
		.keywords = keywords,
		.unchanged_since = UINT64_MAX,
	};

	return ranges_is_empty(uids) ||
	       store_flags(drop->box, uids, &change, NULL, NULL, err);
}

static bool hide(struct pop3_drop *drop, const struct ranges *uids,
		 uint64_t *out_hidden, struct err *err)
{
	struct span name = HIDDEN;

	return store_keywords_bits(drop->box, &name, 1, out_hidden, err) &&
	       add_flags(drop, uids, 0, *out_hidden, err);
}

static bool is_left(struct store_read *read, uint32_t uid, uint64_t hidden)
{
	struct store_message message;
	struct err err;

	if (store_message_get(read, uid, &message, &err))
		return !(message.keywords & hidden);
	return err.kind != ERR_GONE;
}

/* Numbers of those among `uids` that nobody has removed or hidden. */
static void count_left(struct pop3_drop *drop, const struct ranges *uids,
		       uint64_t hidden, struct ranges *out)
{
	struct store_changes changes;
	struct store_read read;
	struct err unused;
	bool reads;

	store_changes_init(&changes);
	(void)!store_box_refresh(drop->box, STORE_EXPUNGES_TAKE, &changes, NULL,
				 &unused);
	store_changes_release(&changes);
	reads = store_read_begin(drop->box, &read, &unused);
	for (uint32_t n = 1; n <= drop->count; n++) {
		uint32_t uid = pop3_drop_uid(drop, n);

		if (ranges_has(uids, uid) &&
		    (!reads || is_left(&read, uid, hidden)))
			ranges_add(out, n);
	}
	if (reads)
		store_read_end(&read);
}

bool pop3_drop_update(struct pop3_drop *drop, const struct config *config,
		      struct ranges *out_left, struct err *err)
{
	uint64_t hidden = 0;
	struct ranges uids;
	bool ok;

	ranges_init(&uids);
	gather(drop, POP3_DELETED, &uids);
	ok = ranges_is_empty(&uids) ||
	     (hides(config) ? hide(drop, &uids, &hidden, err)
			    : store_expunge_any(drop->box, &uids, err));
	if (!ok)
		count_left(drop, &uids, hidden, out_left);
	ranges_release(&uids);
	return ok;
}

bool pop3_drop_see(struct pop3_drop *drop, const struct config *config,
		   struct err *err)
{
	struct ranges uids;
	bool ok;

	if (config->pop3_no_flag_updates || !drop->last)
		return true;
	ranges_init(&uids);
	gather(drop, POP3_READ, &uids);
	ok = add_flags(drop, &uids, INDEX_SEEN, 0, err);
	ranges_release(&uids);
	return ok;
}
