/* SPDX-License-Identifier: MIT */
/*
 * Files that the index does not know become messages.
 *
 * A file with our UID and mark gets exactly that UID, when the index was lost
 * or a delivery was cut off between rename and commit. Below `first_new` such
 * a UID was expunged once (the file came back from a backup, or is a copy):
 * UIDs are never used again, so it gets a new one and a new name. Foreign
 * names stay as they are; new UIDs go by the time in the name, then the name.
 */
#include "store/store_priv.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "base/x.h"
#include "mime/mime_text.h"

/* Above it a UID in a name is no accident: not taken over. */
enum {
	UID_SANE_MAX = 0x7fffffff,
	WRITING_SECONDS = 5,
	/* Before others get the lock. */
	BRIEF_MS = 300,
	BRIEF_LEAST = 1000
};

struct adopting {
	struct store_side *side;
	struct store_names *names;
	const struct store_memory *memory;
	struct buf base;
	struct buf payload;
	struct buf notes; /* for fumikura-foreign */
	struct store_recall recall;
	int64_t until;  /* of clock_mono_ms */
	unsigned count; /* messages that were taken in */
};

/* Not less than the scan took, twice: the next step scans again. */
static int64_t brief_until(const struct store_txn *t)
{
	int64_t now = clock_mono_ms();
	int64_t scan = now - t->brief_since;

	return now + (2 * scan > BRIEF_MS ? 2 * scan : BRIEF_MS);
}

/* Time to let others have the lock? Never without having got on. */
static bool is_enough(struct adopting *a)
{
	if (a->side->t->brief_since && a->count >= BRIEF_LEAST &&
	    clock_mono_ms() >= a->until)
		a->side->more = true;
	return a->side->more;
}

/* A file and the order in which it gets its UID. */
struct late {
	uint64_t seconds;
	struct span name;
	struct store_entry *entry;
};

static int by_time(const void *a, const void *b)
{
	const struct late *x = a, *y = b;

	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? -1 : 1;
	return span_cmp(x->name, y->name);
}

/* Has to read the file: once, for a name without W=. */
static uint64_t count_vsize(struct store_side *side, enum store_place place,
			    const char *name, uint64_t size)
{
	auto_fd int fd = openat(side->dirs.fd[place], name,
				O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	uint64_t vsize;
	void *map;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size <= 0)
		return size;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return size;
	vsize = mime_text_crlf_size(span_make(map, (size_t)st.st_size));
	munmap(map, (size_t)st.st_size);
	return vsize;
}

/* Somebody writes it in place instead of moving it in when it is whole. */
static bool is_being_written(const struct md_name *md, const struct stat *st)
{
	return st->st_size == 0 && !md->has_size &&
	       st->st_mtime >= clock_now() - WRITING_SECONDS;
}

/* false: it is no message, is no more, or not yet. */
static bool look_at(struct adopting *a, const struct store_entry *e,
		    struct index_message *out)
{
	struct span span = store_names_name(a->names, e);
	enum store_place place = store_names_place(e);
	struct md_name md;
	char name[MD_NAME_MAX + 1];
	struct stat st;

	snprintf(name, sizeof(name), "%.*s", SPAN_ARG(span));
	if (fstatat(a->side->dirs.fd[place], name, &st, AT_SYMLINK_NOFOLLOW) <
	    0)
		return false;
	if (!S_ISREG(st.st_mode) || !md_name_parse(span, &md))
		return false;
	if (is_being_written(&md, &st)) {
		store_side_doubt(a->side, place);
		return false;
	}
	*out = (struct index_message){
		.flags = e->flags,
		.keywords = e->keywords,
		.internaldate = st.st_mtime < 0 ? 0
				: st.st_mtime > UINT32_MAX
					? UINT32_MAX
					: (uint32_t)st.st_mtime,
		.size = md.has_size ? md.size : (uint64_t)st.st_size,
	};
	out->vsize = md.has_vsize
			     ? md.vsize
			     : count_vsize(a->side, place, name, out->size);
	return true;
}

/* Gives the file a new name of ours with that UID, in the same directory. */
static bool give_name(struct adopting *a, struct store_entry *e, uint32_t uid,
		      const struct index_message *message, struct err *err)
{
	enum store_place place = store_names_place(e);
	int fd = a->side->dirs.fd[place];
	char from[MD_NAME_MAX + 1];
	auto_buf struct buf to;

	buf_init(&to, MD_NAME_MAX);
	store_name_fresh(a->side, uid, message->size, message->vsize, &a->base);
	store_name_write(&to, buf_span(&a->base), message);
	snprintf(from, sizeof(from), "%.*s",
		 SPAN_ARG(store_names_name(a->names, e)));
	if (!store_side_touch(a->side, place, err))
		return false;
	if (renameat(fd, from, fd, buf_str(&to)) < 0)
		return err_sys(err, "rename %s in %s", from, a->side->dir);
	return true;
}

/* Its blob from before if that is still right, else one with the base only. */
static bool give_blob(struct adopting *a, uint32_t uid, struct span base,
		      struct index_message *message, struct err *err)
{
	const struct store_old_blob *old =
		store_memory_blob(a->memory, uid, store_names_hash(base));

	if (old) {
		message->blob_at = old->at;
		message->blob_len = old->len;
		message->sent = old->sent.seconds;
		message->sent_zone = old->sent.zone;
		if (old->cached)
			message->flags |= INDEX_CACHED;
		return true;
	}
	store_blob_begin(&a->payload, base);
	return index_blob_add(a->side->t->txn, &a->side->rec, uid,
			      buf_span(&a->payload), message, err);
}

static bool enter(struct adopting *a, uint32_t uid, struct span base,
		  struct index_message *message, struct err *err)
{
	struct store_side *side = a->side;
	uint64_t modseq;

	if (!store_side_modseq(side, &modseq, err))
		return false;
	message->modseq = modseq;
	message->arrival_modseq = modseq;
	message->savedate = store_name_savedate(base, message);
	if (!give_blob(a, uid, base, message, err))
		return false;
	a->count++;
	store_side_count(side, STORE_COUNT_IN, message);
	return index_message_put(side->t->txn, side->folder, uid, message, err);
}

static bool adopt_as(struct adopting *a, struct store_entry *e, uint32_t uid,
		     uint32_t more_flags, struct err *err)
{
	struct index_message message;

	e->used = true;
	if (!look_at(a, e, &message))
		return true;
	if (!store_recall_take(&a->recall, e, uid, &message, err))
		return false;
	store_settle_odd(a->side, a->names, e);
	store_recall_note(&a->recall, e, uid);
	e->given = uid;
	message.flags = e->flags | more_flags;
	if (more_flags & INDEX_FOREIGN)
		store_foreign_note(a->side, &a->notes, uid,
				   store_names_base(a->names, e));
	if (uid >= a->side->rec.uidnext) {
		a->side->rec.uidnext = uid + 1;
		if (!store_side_raise(a->side, err))
			return false;
	}
	return enter(a, uid, store_names_base(a->names, e), &message, err);
}

/* fumikura-foreign holds no such name. */
static bool is_unnotable(const struct store_names *names,
			 const struct store_entry *e)
{
	struct span base = store_names_base(names, e);

	return span_find_char(base, '\n') < base.len;
}

static bool adopt_new(struct adopting *a, struct store_entry *e,
		      struct err *err)
{
	bool rename_it = e->uid || e->renamed || is_unnotable(a->names, e);
	struct index_message message;
	struct span base;
	uint32_t uid;

	e->used = true;
	if (!look_at(a, e, &message))
		return true;
	if (!rename_it)
		store_settle_odd(a->side, a->names, e);
	message.flags = e->flags | (rename_it ? 0 : INDEX_FOREIGN);
	if (!store_side_uid(a->side, &uid, err))
		return false;
	e->given = uid;
	base = store_names_base(a->names, e);
	if (!rename_it) {
		store_foreign_note(a->side, &a->notes, uid, base);
	} else {
		struct err why = { 0 };

		/* One bad file does not keep the mailbox closed. */
		if (!give_name(a, e, uid, &message, &why)) {
			log_err(LOG_LEVEL_WARN, "adopt", &why, "uid=%u", uid);
			return true;
		}
		base = buf_span(&a->base);
	}
	return enter(a, uid, base, &message, err);
}

/* UIDs that are in names of ours, or remembered for names of others. */
static bool adopt_known(struct adopting *a, uint32_t first_new, struct err *err)
{
	struct store_names *names = a->names;

	for (size_t i = names->foreign; i < names->count; i++) {
		struct store_entry *e = &names->entry[i];

		if (e->used || e->renamed || e->uid < first_new ||
		    e->uid > UID_SANE_MAX)
			continue;
		if (is_enough(a))
			return true;
		if (!adopt_as(a, e, e->uid, 0, err))
			return false;
	}
	for (size_t i = 0; i < names->foreign && a->memory->name_count; i++) {
		struct store_entry *e = &names->entry[i];
		uint32_t uid = store_memory_uid(a->memory, e->hash);
		struct index_message taken;
		struct err none = { 0 };

		if (!uid || e->used || e->renamed || uid > UID_SANE_MAX ||
		    index_message_get(a->side->t->txn, a->side->folder, uid,
				      &taken, &none))
			continue;
		if (is_enough(a))
			return true;
		if (!adopt_as(a, e, uid, INDEX_FOREIGN, err))
			return false;
	}
	return true;
}

/* UIDs that another server gave while it had the folder: none of ours, as
 * they lie above all of these. It may also have given some that are expunged
 * by now. */
static bool adopt_listed(struct adopting *a, struct err *err)
{
	struct store_side *side = a->side;
	auto_md_import struct md_import import;
	auto_store_import_facts struct store_import_facts *facts = NULL;
	uint32_t next = side->rec.uidnext;
	bool found;

	md_import_init(&import);
	if (!store_import_since(side, &import, &found, err))
		return false;
	if (!found)
		return true;
	facts = store_import_facts_new(2 * import.list.count);
	for (size_t i = 0; i < import.list.count; i++) {
		const struct md_import_entry *known = &import.list.entry[i];
		struct store_entry *e =
			store_names_by_base(a->names, known->base);

		/* Ours stand among its own in the order that it told. */
		if (known->uid < next)
			store_import_facts_order(facts, known);
		if (known->uid < next || !e || e->used || e->renamed)
			continue;
		store_import_facts_message(facts, known);
		if (!adopt_as(a, e, known->uid, INDEX_FOREIGN, err))
			return false;
	}
	if (import.given > side->rec.uidnext) {
		side->rec.uidnext = import.given;
		side->dirty = true;
		if (!store_side_raise(side, err))
			return false;
	}
	return store_import_facts_save(facts, side, err);
}

static size_t list_late(struct adopting *a, struct late **out)
{
	struct late *late = NULL;
	size_t count = 0, space = 0;

	for (size_t i = 0; i < a->names->count; i++) {
		struct store_entry *e = &a->names->entry[i];
		struct span digits;

		if (e->used)
			continue;
		if (count == space) {
			space = space ? space * 2 : 64;
			late = x_realloc_array(late, space, sizeof(*late));
		}
		late[count] = (struct late){
			.name = store_names_name(a->names, e),
			.entry = e,
		};
		digits = late[count].name;
		if (!num_take_u64(&digits, UINT64_MAX, &late[count].seconds))
			late[count].seconds = UINT64_MAX;
		count++;
	}
	if (count)
		qsort(late, count, sizeof(*late), by_time);
	*out = late;
	return count;
}

static bool adopt_rest(struct adopting *a, struct err *err)
{
	auto_free struct late *late = NULL;
	size_t count = list_late(a, &late);

	for (size_t i = 0; i < count && !is_enough(a); i++)
		if (!adopt_new(a, late[i].entry, err))
			return false;
	return true;
}

bool store_adopt(struct store_side *side, struct store_names *names,
		 const struct store_memory *memory, uint32_t first_new,
		 struct err *err)
{
	struct adopting a = {
		.side = side,
		.names = names,
		.memory = memory,
	};
	bool ok;

	buf_init(&a.base, MD_NAME_MAX);
	buf_init(&a.payload, MD_NAME_MAX + 16);
	buf_init(&a.notes, STORE_FOREIGN_CAP);
	store_recall_init(&a.recall, side, &memory->facts);
	a.until = brief_until(side->t);
	/* Known UIDs first: all others lie above them. */
	ok = adopt_known(&a, first_new, err) &&
	     (is_enough(&a) ||
	      (adopt_listed(&a, err) && adopt_rest(&a, err))) &&
	     store_foreign_save(side, &a.notes, err) &&
	     store_recall_settle(&a.recall, err);
	store_recall_release(&a.recall);
	buf_release(&a.notes);
	buf_release(&a.base);
	buf_release(&a.payload);
	return ok;
}
