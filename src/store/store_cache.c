/* SPDX-License-Identifier: MIT */
/*
 * Keeping the fields of messages that were not parsed when they arrived: some
 * at once, since a transaction for each would cost more than the parsing.
 */
#include "store/store_priv.h"

#include "base/auto.h"

enum {
	ONCE_MAX = 128,              /* messages */
	ONCE_BYTES = 4 * 1024 * 1024 /* of fields */
};

/* One that has been parsed. */
struct parsed {
	uint32_t uid;
	struct buf fields; /* of the blob */
	uint64_t size, vsize;
};

struct caching {
	struct store_box *box;
	struct parsed parsed[ONCE_MAX];
	size_t count;
	size_t bytes;
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
	message->size = md.size;
	message->vsize = s->vsize;
	store_side_count(side, STORE_COUNT_IN, message);
}

/* ---- parsing ---- */

static void parse(struct caching *c, uint32_t uid, struct span message)
{
	struct parsed *to = &c->parsed[c->count++];
	struct store_parsed p;

	store_parsed_init(&p);
	store_parsed_make(&p, message, &c->box->user->settings.mime);
	*to = (struct parsed){
		.uid = uid,
		.size = p.summary.size,
		.vsize = p.summary.vsize,
	};
	buf_init(&to->fields, STORE_BLOB_CAP);
	store_blob_add_parsed(&to->fields, &p);
	c->bytes += to->fields.len;
	store_parsed_release(&p);
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

/* A message that nothing is kept of, and where its file should be. */
struct candidate {
	uint32_t uid;
	struct buf path;
};

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
		    (message.record.flags & INDEX_CACHED))
			break;
		to->uid = uid;
		buf_init(&to->path, STORE_PATH_CAP);
		count++;
		if (!store_read_path(&read, &message, &to->path, &err))
			break;
	}
	store_read_end(&read);
	return count;
}

/* What goes wrong here is left for when that message is asked for itself. */
static void parse_more(struct caching *c, const struct ranges *uids,
		       uint32_t uid)
{
	struct candidate more[ONCE_MAX - 1];
	size_t count = find_more(c, uids, uid, more);
	struct store_file file = { .map = NULL };
	bool good = true;
	struct err err;

	for (size_t i = 0; i < count; i++) {
		good = good && c->bytes < ONCE_BYTES &&
		       store_read_open(c->box, buf_str(&more[i].path), &file,
				       &err);
		buf_release(&more[i].path);
		if (!good)
			continue;
		parse(c, more[i].uid, file.bytes);
		store_message_close(&file);
	}
}

/* ---- keeping ---- */

static bool keep(struct store_txn *t, struct store_side *side,
		 const struct parsed *p, struct err *err)
{
	struct index_message message;
	struct span payload, base;
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
	store_blob_begin(&out, base);
	buf_add(&out, buf_span(&p->fields));
	if (out.full || p->fields.full)
		return err_set(err, ERR_LIMIT, "Message too complex");
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

bool store_message_cache(struct store_box *box, uint32_t uid, struct err *err)
{
	struct caching c = { .box = box };

	return parse_first(&c, uid, err) && keep_all(&c, err);
}

bool store_message_cache_from(struct store_box *box, const struct ranges *uids,
			      uint32_t uid, struct err *err)
{
	struct caching c = { .box = box };

	if (!parse_first(&c, uid, err))
		return false;
	parse_more(&c, uids, uid);
	return keep_all(&c, err);
}
