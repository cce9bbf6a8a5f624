/* SPDX-License-Identifier: MIT */
/*
 * fumikura-uid of all folders, beside what the index has of them and beside
 * each other. The index is read first: who changes both writes the file first,
 * so what differs is wrong, or a folder was made anew meanwhile. Therefore it
 * is looked at a second time before it is told.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_doctor_priv.h"

enum look {
	LOOK_QUIETLY,
	LOOK_AND_TELL
};

/* ---- what the index has ---- */

static int by_folder(const void *a, const void *b)
{
	const struct store_doctor_known *x = a, *y = b;

	return x->folder < y->folder ? -1 : x->folder > y->folder;
}

static int by_dir(const void *a, const void *b)
{
	const struct store_doctor_known *x = a, *y = b;

	return strcmp(x->dir, y->dir);
}

static void *find_known(const struct store_doctor *d,
			const struct store_doctor_known *wanted,
			int (*order)(const void *, const void *))
{
	if (!d->known_count)
		return NULL;
	return bsearch(wanted, d->known, d->known_count, sizeof(*wanted),
		       order);
}

/* The records come first, in the order of their numbers. */
void store_doctor_identity_learn(struct store_doctor *d,
				 const struct index_dump_item *item)
{
	struct store_doctor_known one = { .folder = item->folder }, *k;

	if (item->kind == INDEX_DUMP_FOLDER) {
		one.rec = *item->record;
		d->known = x_realloc_array(d->known, d->known_count + 1,
					   sizeof(one));
		d->known[d->known_count++] = one;
	}
	if (item->kind == INDEX_DUMP_NAME &&
	    (k = find_known(d, &one, by_folder)))
		snprintf(k->dir, sizeof(k->dir), "%.*s", SPAN_ARG(item->text));
}

static void learn_item(void *arg, const struct index_dump_item *item)
{
	store_doctor_identity_learn(arg, item);
}

static void learn_again(struct store_doctor *d)
{
	auto_free char *dir = store_user_index_dir(d->account);
	struct index_dump_state state;
	struct index_dump *dump;
	struct err err;

	d->known_count = 0;
	if (!index_dump_open(dir, &dump, &state, &err))
		return;
	index_dump_read(dump, learn_item, d);
	index_dump_close(&dump);
}

/* ---- what the files say ---- */

struct identity {
	struct md_uid uid;
	struct stat cur;
	size_t at; /* in dirs; dir_count: the root */
};

static struct span dir_at(const struct store_doctor *d, size_t at)
{
	return at < d->dir_count ? d->dirs[at] : SPAN("");
}

static bool read_one(const struct store_doctor *d, size_t at,
		     struct identity *out)
{
	struct span dir = dir_at(d, at);
	char path[STORE_PATH_CAP];
	struct err err;

	*out = (struct identity){ .at = at };
	snprintf(path, sizeof(path), "%.*s%scur", SPAN_ARG(dir),
		 dir.len ? "/" : "");
	return fstatat(d->root_fd, path, &out->cur, 0) == 0 &&
	       md_uid_read(d->account->mail, dir, &out->uid, &err);
}

static int by_id(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;
	int order = memcmp(x->uid.mailbox_id, y->uid.mailbox_id,
			   sizeof(x->uid.mailbox_id));

	if (order)
		return order;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* A symbolic link gives one folder two names. */
static bool is_copy(const struct identity *a, const struct identity *b)
{
	return memcmp(a->uid.mailbox_id, b->uid.mailbox_id,
		      sizeof(a->uid.mailbox_id)) == 0 &&
	       a->uid.uidvalidity == b->uid.uidvalidity &&
	       (a->cur.st_ino != b->cur.st_ino ||
		a->cur.st_dev != b->cur.st_dev);
}

/* In the order of their ids; the caller frees. */
static struct identity *read_all(const struct store_doctor *d,
				 size_t *out_count)
{
	struct identity *all =
		x_realloc_array(NULL, d->dir_count + 1, sizeof(*all));
	size_t n = 0;

	for (size_t at = 0; at <= d->dir_count; at++)
		n += read_one(d, at, &all[n]);
	qsort(all, n, sizeof(*all), by_id);
	*out_count = n;
	return all;
}

/* ---- side by side ---- */

/* The other folder that says it is the same mailbox, or NULL. */
static const struct identity *find_twin(const struct identity *all,
					size_t count, size_t i)
{
	if (i > 0 && is_copy(&all[i], &all[i - 1]))
		return &all[i - 1];
	if (i + 1 < count && is_copy(&all[i], &all[i + 1]))
		return &all[i + 1];
	return NULL;
}

static bool is_same(const struct index_folder *rec, const struct md_uid *uid)
{
	return rec->uidvalidity == uid->uidvalidity &&
	       memcmp(rec->mailbox_id, uid->mailbox_id,
		      sizeof(rec->mailbox_id)) == 0;
}

/* An empty sentence: nothing is wrong. */
static void compare(const struct store_doctor *d, const struct identity *one,
		    char *out, size_t size)
{
	struct store_doctor_known wanted = { .folder = 0 };
	const struct store_doctor_known *k;

	*out = '\0';
	snprintf(wanted.dir, sizeof(wanted.dir), "%.*s",
		 SPAN_ARG(dir_at(d, one->at)));
	k = find_known(d, &wanted, by_dir);
	if (!k)
		return;
	if (!is_same(&k->rec, &one->uid))
		snprintf(out, size,
			 "fumikura-uid is of another mailbox (UIDVALIDITY "
			 "%" PRIu32 ") than the index (%" PRIu32 ")",
			 one->uid.uidvalidity, k->rec.uidvalidity);
	else if (one->uid.uid_ceiling < k->rec.uid_ceiling ||
		 one->uid.modseq_ceiling < k->rec.modseq_ceiling)
		snprintf(out, size,
			 "fumikura-uid is older than the index: it reserves "
			 "UIDs below %" PRIu32 ", the index below %" PRIu32,
			 one->uid.uid_ceiling, k->rec.uid_ceiling);
}

static void name_of(struct span dir, struct buf *out)
{
	buf_reset(out);
	if (!dir.len)
		buf_add_str(out, "INBOX");
	else
		(void)md_folder_mailbox(dir, out);
}

static void tell(struct store_doctor *d, const struct identity *one,
		 const struct identity *twin, const char *what)
{
	auto_buf struct buf mailbox;
	auto_buf struct buf other;

	buf_init(&mailbox, STORE_PATH_CAP);
	buf_init(&other, STORE_PATH_CAP);
	name_of(dir_at(d, one->at), &mailbox);
	d->mailbox = buf_span(&mailbox);
	if (*what)
		store_finding_wrong(d, "%s", what);
	if (twin) {
		name_of(dir_at(d, twin->at), &other);
		store_finding_wrong(d, "fumikura-uid is that of %s too",
				    buf_str(&other));
	}
	d->mailbox = SPAN("");
	d->unsettled = true;
}

/* true: something is wrong. */
static bool look(struct store_doctor *d, enum look how)
{
	size_t count, wrong = 0;
	auto_free struct identity *all = NULL;
	char what[256];

	if (d->known_count)
		qsort(d->known, d->known_count, sizeof(*d->known), by_dir);
	all = read_all(d, &count);
	for (size_t i = 0; i < count; i++) {
		const struct identity *twin = find_twin(all, count, i);

		compare(d, &all[i], what, sizeof(what));
		if (!*what && !twin)
			continue;
		wrong++;
		if (how == LOOK_AND_TELL)
			tell(d, &all[i], twin, what);
	}
	return wrong > 0;
}

void store_doctor_identity_check(struct store_doctor *d)
{
	if (!look(d, LOOK_QUIETLY))
		return;
	store_doctor_folder_wait(d);
	if (d->known_count)
		learn_again(d);
	look(d, LOOK_AND_TELL);
}
