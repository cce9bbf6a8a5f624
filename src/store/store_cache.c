/* SPDX-License-Identifier: MIT */
/*
 * Keeping the fields of messages that were not parsed when they arrived: some
 * at once, since a transaction for each would cost more than the parsing.
 *
 * Where the header is enough, only the front of the file is read, and what the
 * whole would tell is left for who asks for it. A file of which the name tells
 * a wrong size is read whole, so that its sizes are put right.
 */
#include "store/store_priv.h"

#include "base/auto.h"
#include "store/store_kept.h"

enum {
	ONCE_MAX = 128,               /* messages */
	ONCE_BYTES = 4 * 1024 * 1024, /* of fields */
	FRONT = 8 * 1024
};

/* One that has been parsed. */
struct parsed {
	uint32_t uid;
	struct buf fields; /* of the blob */
	bool is_header;
	uint64_t size, vsize; /* unless it is */
};

struct caching {
	struct store_box *box;
	enum store_cache what;
	struct parsed parsed[ONCE_MAX];
	size_t count;
	size_t bytes;
	char front[FRONT];          /* of one file after the other … */
	struct store_parsed parser; /* … and what it tells */
};

/* Sizes that were counted while the file was not whole, or that its name tells
 * wrong. What S= says is left: others count quota by it. */
static void correct(struct store_side *side, struct span base,
		    struct index_message *message, const struct parsed *s)
{
	struct md_name md;

	if (!md_name_parse(base, &md) || md.has_size)
		md.size = message->size;
	else
		md.size = s->size;
	if (message->size == md.size && message->vsize == s->vsize)
		return;
	store_side_count(side, STORE_COUNT_OUT, message);
	store_kept_drop(side->t->txn, side->folder, STORE_KEPT_SIZES);
	message->size = md.size;
	message->vsize = s->vsize;
	store_side_count(side, STORE_COUNT_IN, message);
}

/* ---- parsing ---- */

static void take_parsed(struct caching *c, uint32_t uid)
{
	const struct store_parsed *p = &c->parser;
	struct parsed *to = &c->parsed[c->count++];

	*to = (struct parsed){
		.uid = uid,
		.is_header = p->is_header,
		.size = p->summary.size,
		.vsize = p->summary.vsize,
	};
	buf_init(&to->fields, STORE_BLOB_CAP);
	store_blob_add_parsed(&to->fields, p);
	c->bytes += to->fields.len;
}

static void parse(struct caching *c, uint32_t uid, struct span message)
{
	store_parsed_make(&c->parser, message, &c->box->user->settings.mime);
	take_parsed(c, uid);
}

/* false: that can't be had without the whole. */
static bool parse_front(struct caching *c, uint32_t uid, struct span front)
{
	if (!store_parsed_make_header(&c->parser, front,
				      &c->box->user->settings.mime))
		return false;
	take_parsed(c, uid);
	return true;
}

static bool parse_first(struct caching *c, uint32_t uid, struct err *err)
{
	struct store_file file;

	if (!store_message_open(c->box, uid, &file, err))
		return false;
	parse(c, uid, file.bytes);
	store_message_close(&file);
	return true;
}

/* A message that lacks fields, and where its file should be. */
struct candidate {
	uint32_t uid;
	uint64_t size;
	struct buf path;
};

/* Would a look at the file bring more than is kept? */
static bool lacks(const struct caching *c, struct store_read *read,
		  const struct store_message *message)
{
	enum store_field sign =
		c->what == STORE_CACHE_HEADER ? STORE_TABLE : STORE_CONTENT;
	struct span field;
	struct err err;

	return !store_message_field(read, message, sign, &field, &err);
}

static size_t find_more(struct caching *c, const struct ranges *uids,
			uint32_t uid, struct candidate *out)
{
	struct store_message message;
	struct store_read read;
	size_t count = 0;
	struct err err;

	if (!store_read_begin(c->box, &read, &err))
		return 0;
	while ((uid = ranges_next(uids, uid)) && count < ONCE_MAX - 1) {
		struct candidate *to = &out[count];

		if (!store_message_get(&read, uid, &message, &err) ||
		    !lacks(c, &read, &message))
			break;
		to->uid = uid;
		to->size = message.size;
		buf_init(&to->path, STORE_PATH_CAP);
		count++;
		if (!store_read_path(&read, &message, &to->path, &err))
			break;
	}
	store_read_end(&read);
	return count;
}

static bool read_front(struct caching *c, const struct candidate *from)
{
	size_t len;
	bool all;

	return store_read_front(c->box, buf_str(&from->path), c->front,
				sizeof(c->front), &len, &all) &&
	       (all ? len == from->size : len < from->size) &&
	       parse_front(c, from->uid, span_make(c->front, len));
}

static bool read_more(struct caching *c, const struct candidate *from)
{
	struct store_file file = { .map = NULL };
	struct err err;

	if (c->what == STORE_CACHE_HEADER && read_front(c, from))
		return true;
	if (!store_read_open(c->box, buf_str(&from->path), &file, &err))
		return false;
	parse(c, from->uid, file.bytes);
	store_message_close(&file);
	return true;
}

/* What goes wrong here is left for when that message is asked for itself. */
static void parse_more(struct caching *c, const struct ranges *uids,
		       uint32_t uid)
{
	struct candidate more[ONCE_MAX - 1];
	size_t count = find_more(c, uids, uid, more);
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		good = good && c->bytes < ONCE_BYTES && read_more(c, &more[i]);
		buf_release(&more[i].path);
	}
}

/* ---- keeping ---- */

static bool keep(struct store_txn *t, struct store_side *side,
		 const struct parsed *p, struct err *err)
{
	struct index_message message;
	struct span payload, base, kept;
	struct store_sent sent;
	auto_buf struct buf out;

	buf_init(&out, STORE_BLOB_CAP);
	if (!index_message_get(t->txn, side->folder, p->uid, &message, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return err_set(err, ERR_GONE, "The message was expunged");
	}
	if (!store_name_payload(t->txn, &side->rec, p->uid, &message, &payload,
				err))
		return false;
	if (!store_blob_base(payload, &base))
		return err_set(err, ERR_NOTFOUND, "Not kept");
	/* Another process may have kept the whole meanwhile. */
	if (p->is_header && store_blob_find(payload, STORE_TABLE, &kept))
		return true;
	store_blob_begin(&out, base);
	buf_add(&out, buf_span(&p->fields));
	if (out.full || p->fields.full)
		return err_set(err, ERR_LIMIT, "Message too complex");
	if (!p->is_header)
		correct(side, base, &message, p);
	sent = store_blob_sent(buf_span(&out));
	message.sent = sent.seconds;
	message.sent_zone = sent.zone;
	message.flags |= INDEX_CACHED;
	return index_blob_add(t->txn, &side->rec, p->uid, buf_span(&out),
			      &message, err) &&
	       index_message_put(t->txn, side->folder, p->uid, &message, err);
}

/* Is it about that message alone, and nothing has been changed? */
static bool is_of_message(const struct err *err)
{
	return err->kind == ERR_GONE || err->kind == ERR_LIMIT ||
	       err->kind == ERR_NOTFOUND;
}

static bool keep_once(struct caching *c, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	if (!store_txn_begin(c->box->user, &t, err) ||
	    !store_box_side(c->box, &t, &side, err))
		return false;
	side.dirty = true;
	for (size_t i = 0; i < c->count; i++) {
		if (keep(&t, &side, &c->parsed[i], err))
			continue;
		/* Those behind the first have their own turn, if need be. */
		if (i == 0 || !is_of_message(err))
			return false;
		err_clear(err);
	}
	return store_side_put(&side, err) && store_txn_commit(&t, err);
}

static bool keep_all(struct caching *c, struct err *err)
{
	unsigned tries = 0;
	bool ok;

	do {
		err_clear(err);
		ok = keep_once(c, err);
	} while (!ok && store_txn_retry(c->box->user, &tries, err));
	for (size_t i = 0; i < c->count; i++)
		buf_release(&c->parsed[i].fields);
	return ok;
}

static bool cache(struct caching *c, const struct ranges *more, uint32_t uid,
		  struct err *err)
{
	bool ok;

	store_parsed_init(&c->parser);
	ok = parse_first(c, uid, err);
	if (ok && more)
		parse_more(c, more, uid);
	store_parsed_release(&c->parser);
	return ok && keep_all(c, err);
}

bool store_message_cache(struct store_box *box, uint32_t uid, struct err *err)
{
	struct caching c = { .box = box, .what = STORE_CACHE_WHOLE };

	return cache(&c, NULL, uid, err);
}

bool store_message_cache_from(struct store_box *box, const struct ranges *uids,
			      uint32_t uid, enum store_cache what,
			      struct err *err)
{
	struct caching c = { .box = box, .what = what };

	return cache(&c, uids, uid, err);
}
