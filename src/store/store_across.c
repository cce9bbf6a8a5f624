/* SPDX-License-Identifier: MIT */
#include "store/store_across.h"

#include "base/auto.h"
#include "store/store_priv.h"
#include "store/store_progress.h"
#include "store/store_seen.h"

#define auto_spool __attribute__((cleanup(store_spool_free)))

void store_across_set_seen(const struct store_across *to,
			   const struct ranges *uids)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_SEEN,
		.unchanged_since = UINT64_MAX,
	};
	struct store_box *box;
	struct err err;

	if (!to->reader || ranges_is_empty(uids) ||
	    !store_seen_open(to->user, to->name, STORE_READ_WRITE, to->reader,
			     &box, &err))
		return;
	(void)!store_flags(box, uids, &change, NULL, NULL, &err);
	store_box_close(&box);
}

bool store_across_bound(const struct store_across *to,
			struct store_append *options)
{
	bool seen;

	options->flags &= ~to->without_flags;
	if (to->without_keywords)
		options->keyword_count = 0;
	seen = to->reader && options->flags & INDEX_SEEN;
	if (to->reader)
		options->flags &= ~(uint32_t)INDEX_SEEN;
	return seen;
}

/* ---- copying ---- */

struct across {
	struct store_box *box;
	const struct store_across *to;
	struct store_copied *out;
	struct store_keywords keywords; /* of box */
	struct ranges seen;             /* at the destination */
};

/* ERR_GONE: expunged meanwhile. */
static bool look(struct across *a, uint32_t uid, struct store_message *out,
		 struct err *err)
{
	struct store_read read;
	bool done;

	if (!store_read_begin(a->box, &read, err))
		return false;
	done = store_message_get(&read, uid, out, err);
	store_read_end(&read);
	return done;
}

static bool spool_file(struct across *a, uint32_t uid,
		       struct store_spool *spool, struct err *err)
{
	struct store_file file;
	bool done;

	if (!store_message_open(a->box, uid, &file, err))
		return false;
	done = store_spool_write(spool, file.bytes, err);
	store_message_close(&file);
	return done;
}

static bool append(struct across *a, uint32_t uid,
		   const struct store_message *message,
		   struct store_spool *spool, struct err *err)
{
	struct span names[STORE_KEYWORDS_MAX];
	struct store_append options = {
		.flags = message->flags,
		.keywords = names,
		.internaldate = message->internaldate,
	};
	struct store_appended appended;
	bool seen;

	for (unsigned i = 0; i < a->keywords.count; i++)
		if (message->keywords >> i & 1)
			names[options.keyword_count++] = a->keywords.name[i];
	seen = store_across_bound(a->to, &options);
	if (!store_append(a->to->user, a->to->name, spool, &options, &appended,
			  err))
		return false;
	if (a->out->uidvalidity && a->out->uidvalidity != appended.uidvalidity)
		return err_set(err, ERR_NOTFOUND, "No such mailbox");
	a->out->uidvalidity = appended.uidvalidity;
	ranges_add(&a->out->from, uid);
	ranges_add(&a->out->to, appended.uid);
	if (seen)
		ranges_add(&a->seen, appended.uid);
	return true;
}

static bool carry(struct across *a, uint32_t uid, struct err *err)
{
	auto_spool struct store_spool *spool = store_spool_new(a->to->user);
	struct store_message message;

	if (!look(a, uid, &message, err) || !spool_file(a, uid, spool, err)) {
		if (err->kind != ERR_GONE)
			return false;
		err_clear(err);
		return true;
	}
	return append(a, uid, &message, spool, err);
}

static void undo(struct across *a)
{
	auto_buf struct buf dir;
	struct err err;

	buf_init(&dir, STORE_PATH_CAP);
	if (!ranges_is_empty(&a->out->to) &&
	    store_user_dir(a->to->user, a->to->name, &dir, &err))
		store_uncopy(a->to->user, buf_str(&dir), a->out);
	ranges_clear(&a->out->from);
	ranges_clear(&a->out->to);
}

static bool copy_all(struct across *a, struct ranges *uids, struct err *err)
{
	uint32_t goal = ranges_size(uids);
	uint32_t done = 0;

	for (uint32_t u = ranges_from(uids, 1); u; u = ranges_next(uids, u)) {
		store_progress_tell(a->box, done++, goal);
		if (!carry(a, u, err))
			return false;
	}
	return true;
}

bool store_across_copy(struct store_box *box, const struct ranges *uids,
		       const struct store_across *to, enum store_copy_how how,
		       struct store_copied *out, struct err *err)
{
	struct across a = { .box = box, .to = to, .out = out };
	auto_arena struct arena arena;
	auto_ranges struct ranges view;
	bool done;

	arena_init(&arena);
	ranges_init(&view);
	ranges_init(&a.seen);
	ranges_copy(&view, uids);
	ranges_intersect(&view, &box->uids);
	out->uidvalidity = 0;
	done = store_keywords(box, &arena, &a.keywords, err) &&
	       copy_all(&a, &view, err);
	if (done)
		store_across_set_seen(to, &a.seen);
	else
		undo(&a);
	ranges_release(&a.seen);
	/* From here on the copies stay: some may be all that is left. */
	return done &&
	       (how == STORE_COPY || store_expunge_any(box, &out->from, err));
}
