/* SPDX-License-Identifier: MIT */
/*
 * Folder records and their names come before all that belongs to them, so that
 * each later line can say whose it is; what has lost its folder is of the
 * mailbox "?".
 */
#include "store/store_dump.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_dump.h"
#include "store/store_priv.h"

enum {
	LINE_CAP = 1 << 20
};

struct folder {
	uint32_t number;
	struct index_folder record;
	bool has_record;
	char *mailbox; /* NULL: not known */
	char *dir;
	struct buf keywords; /* names, LF between */
};

struct dump {
	struct index_dump *index;
	struct span wanted; /* mailbox; empty: all */
	struct folder *folder;
	size_t count;
	size_t last; /* asked for: most records are of the same again */
	bool told;   /* of the folders */
	struct buf text;
	void (*line)(void *arg, struct span text);
	void *arg;
	struct store_dump_found *found;
};

/* ---- a line ---- */

static void begin(struct dump *d, const char *word)
{
	buf_reset(&d->text);
	buf_add_str(&d->text, word);
}

static void end(struct dump *d)
{
	d->line(d->arg, buf_span(&d->text));
}

static void add_number(struct dump *d, const char *key, uint64_t n)
{
	buf_add_format(&d->text, "\t%s=%" PRIu64, key, n);
}

/* Control characters and backslashes as \xNN. */
static void add_text(struct dump *d, const char *key, struct span value)
{
	buf_add_format(&d->text, "\t%s=", key);
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if (c < 0x20 || c == 0x7f || c == '\\')
			buf_add_format(&d->text, "\\x%02x", c);
		else
			buf_add_char(&d->text, value.ptr[i]);
	}
}

static void add_time(struct dump *d, const char *key,
		     const struct index_dir_time *t)
{
	buf_add_format(&d->text, "\t%s=%" PRId64 "/%" PRId64 "/%" PRIu32, key,
		       t->mtime_ns, t->ctime_ns, t->racy);
}

/* ---- folders ---- */

static struct folder *folder_of(struct dump *d, uint32_t number)
{
	struct folder *f;

	if (d->last < d->count && d->folder[d->last].number == number)
		return &d->folder[d->last];
	for (d->last = 0; d->last < d->count; d->last++)
		if (d->folder[d->last].number == number)
			return &d->folder[d->last];
	d->folder = x_realloc_array(d->folder, d->count + 1, sizeof(*f));
	f = &d->folder[d->count++];
	*f = (struct folder){ .number = number };
	buf_init(&f->keywords, STORE_KEYWORDS_CAP);
	return f;
}

static void take_name(struct dump *d, const struct index_dump_item *item)
{
	struct folder *f = folder_of(d, item->folder);
	auto_buf struct buf name = { 0 };

	if (f->mailbox)
		return;
	buf_init(&name, STORE_PATH_CAP);
	if (!item->text.len)
		buf_add_str(&name, "INBOX");
	else if (!md_folder_mailbox(item->text, &name))
		buf_add_str(&name, "?");
	f->mailbox = x_strdup(buf_str(&name));
	f->dir = x_span_dup(item->text);
}

static bool is_wanted(const struct dump *d, const struct folder *f)
{
	struct span name = span_of(f->mailbox);

	if (!d->wanted.len)
		return true;
	return span_eq_nocase(name, SPAN("INBOX"))
		       ? span_eq_nocase(name, d->wanted)
		       : span_eq(name, d->wanted);
}

static void begin_of(struct dump *d, const char *word, const struct folder *f)
{
	begin(d, word);
	add_text(d, "mailbox", f->mailbox ? span_of(f->mailbox) : SPAN("?"));
}

static void add_record(struct dump *d, const struct index_folder *r)
{
	buf_add_str(&d->text, "\tid=");
	for (size_t i = 0; i < sizeof(r->mailbox_id); i++)
		buf_add_format(&d->text, "%02x", r->mailbox_id[i]);
	add_number(d, "uidvalidity", r->uidvalidity);
	add_number(d, "uidnext", r->uidnext);
	add_number(d, "uid_ceiling", r->uid_ceiling);
	add_number(d, "recent_uid", r->recent_uid);
	add_number(d, "modseq", r->modseq);
	add_number(d, "modseq_ceiling", r->modseq_ceiling);
	add_number(d, "messages", r->messages);
	add_number(d, "unseen", r->unseen);
	add_number(d, "deleted", r->deleted);
	add_number(d, "bytes", r->bytes);
	add_number(d, "vbytes", r->vbytes);
	add_number(d, "blob_generation", r->blob_generation);
	add_number(d, "blob_end", r->blob_end);
	add_number(d, "log_cut", r->log_cut);
	add_number(d, "log_entries", r->log_entries);
	add_time(d, "new", &r->new_time);
	add_time(d, "cur", &r->cur_time);
	buf_add_format(&d->text, "\tkeywords_stamp=%" PRIu64,
		       r->keywords_stamp);
}

/* Once all names are known: before the first that belongs to a folder. */
static void tell_folders(struct dump *d)
{
	if (d->told)
		return;
	d->told = true;
	for (size_t i = 0; i < d->count; i++) {
		struct folder *f = &d->folder[i];

		if (!is_wanted(d, f))
			continue;
		begin_of(d, "folder", f);
		add_text(d, "dir", span_of(f->dir));
		add_number(d, "number", f->number);
		if (f->has_record)
			add_record(d, &f->record);
		end(d);
	}
}

/* ---- what belongs to a folder ---- */

static void tell_keywords(struct dump *d, struct folder *f, struct span names)
{
	struct span rest = names, name;
	uint64_t n = 0;

	buf_reset(&f->keywords);
	buf_add(&f->keywords, names);
	for (; rest.len && span_cut(&rest, '\n', &name); n++) {
		if (!name.len || !is_wanted(d, f))
			continue;
		begin_of(d, "keyword", f);
		add_number(d, "number", n);
		add_text(d, "name", name);
		end(d);
	}
}

static void tell_change(struct dump *d, const struct folder *f,
			const struct index_change *change)
{
	begin_of(d, "change", f);
	add_number(d, "modseq", change->modseq);
	add_text(d, "kind",
		 change->kind == INDEX_EXPUNGED ? SPAN("expunged")
						: SPAN("flags"));
	buf_add_str(&d->text, "\tuids=");
	ranges_write(change->uids, &d->text);
	end(d);
}

static void add_flags(struct dump *d, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ INDEX_ANSWERED, "answered" },   { INDEX_DELETED, "deleted" },
		{ INDEX_DRAFT, "draft" },         { INDEX_FLAGGED, "flagged" },
		{ INDEX_FORWARDED, "forwarded" }, { INDEX_SEEN, "seen" },
		{ INDEX_IN_NEW, "new" },          { INDEX_FOREIGN, "foreign" },
		{ INDEX_CACHED, "cached" },
	};
	bool any = false;

	buf_add_str(&d->text, "\tflags=");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!(flags & names[i].flag))
			continue;
		buf_add_format(&d->text, "%s%s", any ? "," : "", names[i].name);
		any = true;
	}
}

/* Names of the bits; a number where the name is lost. */
static void add_keywords(struct dump *d, const struct folder *f, uint64_t bits)
{
	struct span rest = buf_span(&f->keywords), name;
	bool any = false;

	buf_add_str(&d->text, "\tkeywords=");
	for (unsigned i = 0; i < 64; i++) {
		if (!rest.len || !span_cut(&rest, '\n', &name))
			name = SPAN("");
		if (!(bits & UINT64_C(1) << i))
			continue;
		buf_add_str(&d->text, any ? "," : "");
		if (name.len)
			buf_add(&d->text, name);
		else
			buf_add_u64(&d->text, i);
		any = true;
	}
}

/* The file's name is in the blob; without one only a sync would find it. */
static void add_blob(struct dump *d, const struct folder *f, uint32_t uid,
		     const struct index_message *m)
{
	auto_buf struct buf name = { 0 };
	struct span payload, base;

	buf_add_format(&d->text, "\tblob=%" PRIu64 "+%" PRIu32,
		       index_blob_place(m), m->blob_len);
	if (!m->blob_len || !f->has_record)
		return;
	if (!index_dump_blob(d->index, &f->record, uid, m, &payload) ||
	    !store_blob_base(payload, &base)) {
		buf_add_str(&d->text, "\tblob_damaged=yes");
		return;
	}
	buf_init(&name, MD_NAME_MAX);
	store_name_write(&name, base, m);
	add_text(d, "file", buf_span(&name));
}

static void tell_message(struct dump *d, const struct folder *f, uint32_t uid,
			 const struct index_message *m)
{
	begin_of(d, "message", f);
	add_number(d, "uid", uid);
	add_flags(d, m->flags);
	add_keywords(d, f, m->keywords);
	add_number(d, "modseq", m->modseq);
	add_number(d, "arrival_modseq", m->arrival_modseq);
	add_number(d, "internaldate", m->internaldate);
	add_number(d, "size", m->size);
	add_number(d, "vsize", m->vsize);
	add_number(d, "savedate", m->savedate);
	add_number(d, "sent", m->sent);
	add_blob(d, f, uid, m);
	end(d);
}

/* ---- */

static void tell_usage(struct dump *d, const struct index_usage *usage)
{
	begin(d, "usage");
	add_number(d, "bytes", usage->bytes);
	add_number(d, "messages", usage->messages);
	end(d);
}

static void tell_damage(struct dump *d, struct span what)
{
	d->found->damage++;
	begin(d, "damage");
	add_text(d, "what", what);
	end(d);
}

static void tell_of_folder(struct dump *d, const struct index_dump_item *item)
{
	struct folder *f = folder_of(d, item->folder);

	tell_folders(d);
	if (item->kind == INDEX_DUMP_KEYWORDS)
		tell_keywords(d, f, item->text);
	else if (!is_wanted(d, f))
		return;
	else if (item->kind == INDEX_DUMP_CHANGE)
		tell_change(d, f, item->change);
	else
		tell_message(d, f, item->uid, item->message);
}

static void found_item(void *arg, const struct index_dump_item *item)
{
	struct dump *d = arg;
	struct folder *f;

	switch (item->kind) {
	case INDEX_DUMP_USAGE:
		tell_usage(d, item->usage);
		break;
	case INDEX_DUMP_FOLDER:
		f = folder_of(d, item->folder);
		f->record = *item->record;
		f->has_record = true;
		break;
	case INDEX_DUMP_NAME:
		take_name(d, item);
		break;
	case INDEX_DUMP_DAMAGE:
		tell_damage(d, item->text);
		break;
	case INDEX_DUMP_KEYWORDS:
	case INDEX_DUMP_CHANGE:
	case INDEX_DUMP_MESSAGE:
	default:
		tell_of_folder(d, item);
	}
}

static void tell_state(struct dump *d, const struct account *account,
		       const struct index_dump_state *state)
{
	begin(d, "index");
	add_text(d, "user", span_of(account->user));
	add_text(d, "state", span_of(state->word));
	add_number(d, "txn", state->txnid);
	add_number(d, "bytes", state->file_bytes);
	add_number(d, "readers", state->readers);
	add_number(d, "readers_max", state->readers_max);
	end(d);
}

static void release(struct dump *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->folder[i].mailbox);
		free(d->folder[i].dir);
		buf_release(&d->folder[i].keywords);
	}
	free(d->folder);
	buf_release(&d->text);
	index_dump_close(&d->index);
}

bool store_dump(const struct account *account, struct span mailbox,
		void (*line)(void *arg, struct span text), void *arg,
		struct store_dump_found *out, struct err *err)
{
	auto_free char *dir = store_user_index_dir(account);
	struct dump d = {
		.wanted = mailbox, .line = line, .arg = arg, .found = out
	};
	struct index_dump_state state;

	*out = (struct store_dump_found){ .none = false };
	if (!index_dump_open(dir, &d.index, &state, err))
		return false;
	buf_init(&d.text, LINE_CAP);
	out->none = span_eq(span_of(state.word), SPAN("none"));
	tell_state(&d, account, &state);
	index_dump_read(d.index, found_item, &d);
	tell_folders(&d);
	release(&d);
	return true;
}
