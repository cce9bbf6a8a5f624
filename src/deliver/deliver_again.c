/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_again.h"

#include "base/auto.h"
#include "base/check.h"
#include "base/clock.h"
#include "mime/mime_header.h"
#include "store/store_message.h"

enum {
	LOOKED_AT_MAX = 2000,  /* newest messages of the mailbox */
	HEADER_ROOM = 1 << 20, /* what stands before the tail */
	DAY = 24 * 60 * 60
};

static struct span id_of(struct span header)
{
	struct mime_field f;

	return mime_header_find(header, SPAN("Message-ID"), &f)
		       ? span_trim(f.value)
		       : SPAN("");
}

/* The name of the next field that is no trace field: how many of these there
 * are depends on who else is a recipient of the attempt. */
static bool next_name(struct span *header, struct span *out)
{
	static const char *const trace[] = { "Return-Path", "Delivered-To",
					     "X-Original-To", "Received" };
	struct mime_field field;
	size_t i = 0;

	while (i < ARRAY_LEN(trace)) {
		if (!mime_header_next(header, &field))
			return false;
		for (i = 0; i < ARRAY_LEN(trace); i++)
			if (span_eq_nocase(field.name, span_of(trace[i])))
				break;
	}
	*out = field.name;
	return true;
}

static bool has_same_names(struct span a, struct span b)
{
	struct span x, y;
	bool more;

	while ((more = next_name(&a, &x)) == next_name(&b, &y))
		if (!more)
			return true;
		else if (!span_eq_nocase(x, y))
			return false;
	return false;
}

static bool is_it(struct store_box *box, uint32_t uid,
		  const struct deliver_again *message)
{
	struct store_file file;
	struct err err;
	struct span header;
	bool same;

	if (!store_message_open(box, uid, &file, &err))
		return false;
	header = span_first(file.bytes, mime_header_length(file.bytes));
	same = span_ends(file.bytes, message->tail) &&
	       span_eq(id_of(header), id_of(message->header)) &&
	       has_same_names(header, message->header);
	store_message_close(&file);
	return same;
}

/* Those that can be it, by size and age. */
static bool collect(struct store_box *box, const struct deliver_again *message,
		    struct ranges *out, struct err *err)
{
	int64_t since = clock_now() - (int64_t)message->days * DAY;
	struct store_read read;
	uint32_t rank = ranges_size(&box->uids);
	struct store_message m;

	if (!store_read_begin(box, &read, err))
		return false;
	for (unsigned n = 0; rank && n < LOOKED_AT_MAX; n++, rank--) {
		uint32_t uid = ranges_select(&box->uids, rank);
		struct err gone;

		if (!ranges_has(message->others, uid) &&
		    store_message_get(&read, uid, &m, &gone) &&
		    m.savedate >= since && m.size >= message->tail.len &&
		    m.size <= message->tail.len + HEADER_ROOM)
			ranges_add(out, uid);
	}
	store_read_end(&read);
	return true;
}

static bool find_in(struct store_box *box, const struct deliver_again *message,
		    uint32_t *out_uid, struct err *err)
{
	auto_ranges struct ranges uids;
	uint32_t uid;

	ranges_init(&uids);
	if (!collect(box, message, &uids, err))
		return false;
	for (uid = ranges_from(&uids, 1); uid && !*out_uid;
	     uid = ranges_next(&uids, uid))
		if (is_it(box, uid, message))
			*out_uid = uid;
	return true;
}

bool deliver_again_find(struct store_user *store, struct span mailbox,
			const struct deliver_again *message, uint32_t *out_uid,
			struct err *err)
{
	struct store_box *box;
	bool done;

	*out_uid = 0;
	if (!store_box_open(store, mailbox, STORE_READ_ONLY, &box, err))
		return err->kind == ERR_NOTFOUND || err->kind == ERR_SYNTAX ||
		       err->kind == ERR_DENIED;
	done = find_in(box, message, out_uid, err);
	store_box_close(&box);
	return done;
}
