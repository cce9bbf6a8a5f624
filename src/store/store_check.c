/* SPDX-License-Identifier: MIT */
/*
 * The comparison holds the user's write lock folder by folder, so that nothing
 * of ours changes meanwhile; the sync before it is the ordinary one, by
 * directory times, so that a lie in those is found and not hidden.
 */
#include "store/store_check.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "store/store_priv.h"

static const uint64_t LETTER_BITS = (1u << MD_KEYWORDS) - 1;

struct check {
	struct store_user *user;
	const struct store_check_sink *sink;
	struct span mailbox; /* looked at now */
};

static void tell(struct check *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void tell(struct check *c, const char *format, ...)
{
	char what[512];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	c->sink->found(c->sink->arg, c->mailbox, what);
}

static struct store_entry *entry_of(struct store_side *side,
				    struct store_names *names, uint32_t uid,
				    const struct index_message *message)
{
	struct span payload, base;
	struct err err;

	if (!(message->flags & INDEX_FOREIGN))
		return store_names_by_uid(names, uid);
	if (!store_name_payload(side->t->txn, &side->rec, uid, message,
				&payload, &err) ||
	    !store_blob_base(payload, &base))
		return NULL;
	return store_names_by_base(names, base);
}

/* Against its file. */
static void check_file(struct check *c, struct store_side *side,
		       struct store_names *names, uint32_t uid,
		       const struct index_message *message)
{
	const uint32_t both = INDEX_FLAG_MASK | INDEX_IN_NEW;
	struct store_entry *entry = entry_of(side, names, uid, message);
	struct md_name md;

	if (!entry) {
		tell(c, "UID %u has no file", uid);
		return;
	}
	entry->used = true;
	if ((entry->flags & both) != (message->flags & both))
		tell(c, "UID %u has other flags than its file", uid);
	if (entry->keywords != (message->keywords & LETTER_BITS))
		tell(c, "UID %u has other keywords than its file", uid);
	if (md_name_parse(store_names_name(names, entry), &md) && md.has_size &&
	    md.size != message->size)
		tell(c, "UID %u has another size than its file's name", uid);
}

/* In itself. */
static void check_message(struct check *c, struct store_side *side,
			  uint32_t uid, const struct index_message *message,
			  uint64_t named)
{
	struct span payload;
	struct err err = { 0 };

	/* What a letter means is a matter of the files. */
	if (message->keywords & ~named & ~LETTER_BITS)
		tell(c, "UID %u has a keyword without a name", uid);
	if (message->modseq > side->rec.modseq ||
	    message->arrival_modseq > message->modseq)
		tell(c, "UID %u has an impossible modseq", uid);
	if (message->blob_len &&
	    !store_name_payload(side->t->txn, &side->rec, uid, message,
				&payload, &err))
		tell(c, "UID %u: what was kept of it is damaged", uid);
}

struct sums {
	uint32_t messages, unseen, deleted, last_uid;
	uint64_t bytes, vbytes;
};

/* The letters against dovecot-keywords; *named: numbers that have a name. */
static bool check_keywords(struct check *c, struct store_side *side,
			   uint64_t *named, struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf text;
	struct store_keywords list;
	struct md_keywords file;

	arena_init(&arena);
	buf_init(&text, STORE_KEYWORDS_CAP);
	*named = 0;
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list,
				 err) ||
	    !md_keywords_read(c->user->account.mail, span_of(side->dir), &arena,
			      &file, err))
		return false;
	for (unsigned i = 0; i < list.count; i++)
		*named |= (uint64_t)(list.name[i].len > 0) << i;
	/* Written by one who died before the commit: nothing has one of its
	 * letters before it is read. */
	if (file.stamp != side->rec.keywords_stamp)
		return true;
	for (unsigned i = 0; i < MD_KEYWORDS; i++) {
		struct span known = i < list.count ? list.name[i] : SPAN("");

		if (!span_eq(known, file.name[i]))
			tell(c,
			     "keyword letter %c is \"%.*s\", but \"%.*s\" in "
			     "dovecot-keywords",
			     'a' + (int)i, SPAN_ARG(known),
			     SPAN_ARG(file.name[i]));
	}
	return true;
}

static bool check_messages(struct check *c, struct store_side *side,
			   struct store_names *names, struct sums *sums,
			   struct err *err)
{
	struct index_message message;
	enum index_step step;
	struct index_scan scan;
	uint64_t named;
	uint32_t uid;

	if (!check_keywords(c, side, &named, err))
		return false;
	index_scan_init(&scan, side->t->txn, side->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE) {
		check_file(c, side, names, uid, &message);
		check_message(c, side, uid, &message, named);
		sums->messages++;
		sums->unseen += !(message.flags & INDEX_SEEN);
		sums->deleted += !!(message.flags & INDEX_DELETED);
		sums->bytes += message.size;
		sums->vbytes += message.vsize;
		sums->last_uid = uid;
	}
	index_scan_release(&scan);
	return step == INDEX_STEP_END;
}

static void check_record(struct check *c, const struct index_folder *rec,
			 const struct sums *sums, const struct md_uid *uid)
{
	if (rec->messages != sums->messages || rec->unseen != sums->unseen ||
	    rec->deleted != sums->deleted || rec->bytes != sums->bytes ||
	    rec->vbytes != sums->vbytes)
		tell(c, "counters differ from the messages: %u of %u messages",
		     rec->messages, sums->messages);
	if (rec->uidnext <= sums->last_uid)
		tell(c, "UIDNEXT %u is not above UID %u", rec->uidnext,
		     sums->last_uid);
	if (rec->uidvalidity != uid->uidvalidity)
		tell(c, "UIDVALIDITY %u, but %u in fumikura-uid",
		     rec->uidvalidity, uid->uidvalidity);
	if (uid->uid_ceiling < rec->uidnext)
		tell(c, "the UID ceiling %u lies below UIDNEXT %u",
		     uid->uid_ceiling, rec->uidnext);
	if (uid->modseq_ceiling < rec->modseq)
		tell(c, "the modseq ceiling lies below the highest modseq");
	if (memcmp(uid->mailbox_id, rec->mailbox_id, sizeof(rec->mailbox_id)))
		tell(c, "the mailbox id is not that of fumikura-uid");
	if (rec->log_cut > rec->modseq)
		tell(c, "the change log begins above the highest modseq");
}

static bool is_mail(const struct store_side *side,
		    const struct store_names *names,
		    const struct store_entry *entry)
{
	char name[MD_NAME_MAX + 1];
	struct stat st;

	snprintf(name, sizeof(name), "%.*s",
		 SPAN_ARG(store_names_name(names, entry)));
	return fstatat(side->dirs.fd[store_names_place(entry)], name, &st,
		       AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode);
}

/* Files that no message of the index is: the entries behind the foreign ones
 * are in the order of their UIDs. */
static void check_names(struct check *c, const struct store_side *side,
			const struct store_names *names,
			const struct md_uid *uid)
{
	for (size_t i = 0; i < names->count; i++)
		if (!names->entry[i].used &&
		    is_mail(side, names, &names->entry[i]))
			tell(c, "%.*s is not in the index",
			     SPAN_ARG(store_names_name(names,
						       &names->entry[i])));
	if (names->count > names->foreign &&
	    names->entry[names->count - 1].uid >= uid->uid_ceiling)
		tell(c, "file names have UID %u, the UID ceiling is %u",
		     names->entry[names->count - 1].uid, uid->uid_ceiling);
}

/* What the index keeps beside the records, or of other files. */
static bool check_agreement(struct check *c, struct store_side *side,
			    struct err *err)
{
	auto_buf struct buf names;
	bool uids;

	buf_init(&names, STORE_KEYWORDS_CAP);
	if (!store_agree(side, &uids, &names, err))
		return false;
	if (!uids)
		tell(c, "the list of UIDs is not that of the messages");
	if (names.len)
		tell(c, "keywords differ from fumikura-facts: %s",
		     buf_str(&names));
	return true;
}

static bool check_side(struct check *c, struct store_side *side,
		       struct err *err)
{
	auto_store_names struct store_names names;
	struct sums sums = { 0 };
	struct md_uid uid;

	store_names_init(&names);
	if (!store_names_read(&names, &side->dirs, side->mark, err) ||
	    !check_messages(c, side, &names, &sums, err) ||
	    !check_agreement(c, side, err) ||
	    !md_uid_read(c->user->account.mail, span_of(side->dir), &uid, err))
		return false;
	check_names(c, side, &names, &uid);
	check_record(c, &side->rec, &sums, &uid);
	return true;
}

static bool check_folder(struct check *c, const char *dir, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	/* fresh: made anew since the sync. */
	return store_sync(c->user, dir, STORE_SYNC_FULL, err) &&
	       store_txn_begin(c->user, &t, err) &&
	       store_side_open(&t, dir, &side, err) &&
	       (side.fresh || check_side(c, &side, err));
}

static bool check_each(struct check *c, struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf name;
	struct span *dirs;
	size_t count;

	arena_init(&arena);
	buf_init(&name, STORE_PATH_CAP);
	if (!md_folder_list(c->user->account.mail, &arena, SIZE_MAX, &dirs,
			    &count, err))
		return false;
	store_build_follow(c->user, dirs, count);
	c->mailbox = SPAN("INBOX");
	if (!check_folder(c, "", err))
		return false;
	for (size_t i = 0; i < count; i++) {
		buf_reset(&name);
		if (!md_folder_mailbox(dirs[i], &name))
			continue;
		c->mailbox = buf_span(&name);
		if (check_folder(c, dirs[i].ptr, err))
			continue;
		/* Deleted since it was listed. */
		if (err->kind != ERR_NOTFOUND ||
		    md_folder_exists(c->user->account.mail, dirs[i]))
			return false;
		err_clear(err);
	}
	c->mailbox = SPAN("");
	return true;
}

/* Of the records, each of which has been compared with its messages. */
static bool add_records(struct store_txn *t, struct index_usage *sum,
			struct err *err)
{
	auto_arena struct arena arena;
	struct index_folder rec;
	struct span *dirs;
	uint32_t folder;
	size_t count;

	arena_init(&arena);
	*sum = (struct index_usage){ 0 };
	if (!index_folder_list(t->txn, &arena, &dirs, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (store_quota_rule(&t->user->account, dirs[i].ptr).ignored)
			continue;
		if (!index_folder_find(t->txn, dirs[i], &folder, err) ||
		    !index_folder_get(t->txn, folder, &rec, err))
			return false;
		sum->bytes += rec.bytes;
		sum->messages += rec.messages;
	}
	return true;
}

/* What counts against quota, at one moment: index, maildirsize and the sum. */
static bool check_usage(struct check *c, struct err *err)
{
	const struct account *a = &c->user->account;
	const struct quota_limit limit = store_quota_limit(a);
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct index_usage sum;
	struct quota_amount size;
	bool stale;

	if (!store_txn_begin(c->user, &t, err) || !add_records(&t, &sum, err))
		return false;
	if (t.usage.bytes != sum.bytes || t.usage.messages != sum.messages)
		tell(c,
		     "usage is %llu bytes in %llu messages, the sum %llu in "
		     "%llu",
		     (unsigned long long)t.usage.bytes,
		     (unsigned long long)t.usage.messages,
		     (unsigned long long)sum.bytes,
		     (unsigned long long)sum.messages);
	if (!quota_size_read(a->mail, &limit, &size, &stale, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		if (t.usage.messages)
			tell(c, "there is no maildirsize");
		return true;
	}
	if (size.bytes != t.usage.bytes || size.messages != t.usage.messages)
		tell(c,
		     "maildirsize says %llu bytes in %llu messages, usage is "
		     "%llu in %llu",
		     (unsigned long long)size.bytes,
		     (unsigned long long)size.messages,
		     (unsigned long long)t.usage.bytes,
		     (unsigned long long)t.usage.messages);
	return true;
}

static bool check_one(struct check *c, struct span mailbox, struct err *err)
{
	auto_buf struct buf dir;

	buf_init(&dir, STORE_PATH_CAP);
	c->mailbox = mailbox;
	return store_user_dir(c->user, mailbox, &dir, err) &&
	       check_folder(c, buf_str(&dir), err);
}

bool store_check(const struct account *account,
		 const struct store_settings *settings, struct span mailbox,
		 const struct store_check_sink *sink, struct err *err)
{
	struct check c = { .sink = sink };
	bool ok;

	if (!store_user_open(account, settings, &c.user, err))
		return false;
	if (mailbox.len)
		ok = check_one(&c, mailbox, err);
	else
		ok = check_each(&c, err) && check_usage(&c, err);
	store_user_close(&c.user);
	return ok;
}

bool store_check_rebuild(const struct account *account,
			 const struct store_settings *settings, struct err *err)
{
	struct store_user *user;
	bool ok;

	if (!store_user_open(account, settings, &user, err))
		return false;
	user->corrupt = true; /* the next call discards and builds */
	ok = store_build_recount(user, err);
	store_user_close(&user);
	return ok;
}
