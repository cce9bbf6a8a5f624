/* SPDX-License-Identifier: MIT */
/*
 * The first opening of a folder that another server kept.
 *
 * All is done with files, before fumikura-uid is there: keywords go into the
 * file names, the UIDs into fumikura-foreign, what else there is into
 * fumikura-facts, and last the identity is written. Cut off anywhere, it is
 * done again from the start; afterwards the folder is like one of ours whose
 * index was lost. The other server's files are left as they are.
 *
 * Should that server work on the folder again later, the UIDs that it gave
 * meanwhile are taken over by the next sync.
 */
#include "store/store_priv.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "base/log.h"
#include "maildir/md_acl.h"

struct importing {
	struct store_side *side;
	struct md_import_keywords k;
	uint64_t letters[MD_IMPORT_KEYWORDS]; /* 0: none was left */
	uint64_t used;                        /* by a file */
};

/* ---- keywords ---- */

/* The letter of a keyword, as a bit; 0: none is left. */
static uint64_t take_letter(struct md_keywords *file, struct span name,
			    bool *changed)
{
	unsigned free = MD_KEYWORDS;

	for (unsigned i = MD_KEYWORDS; i-- > 0;) {
		if (span_eq_nocase(file->name[i], name))
			return UINT64_C(1) << i;
		if (!file->name[i].len)
			free = i;
	}
	if (free == MD_KEYWORDS)
		return 0;
	file->name[free] = name;
	*changed = true;
	return UINT64_C(1) << free;
}

/* It is a flag of the store, no keyword. */
static bool is_forwarded(struct span name)
{
	return span_eq_nocase(name, SPAN("$Forwarded"));
}

unsigned store_import_letters(const struct md_import_keywords *k, uint64_t used,
			      struct md_keywords *file, uint64_t *letters,
			      bool *changed)
{
	unsigned dropped = 0;

	*changed = false;
	for (unsigned i = 0; i < k->count; i++) {
		letters[i] = 0;
		if (!(used & UINT64_C(1) << i) || is_forwarded(k->name[i]))
			continue;
		letters[i] = take_letter(file, k->name[i], changed);
		dropped += letters[i] == 0;
	}
	return dropped;
}

uint64_t store_import_used(const struct md_import_keywords *k,
			   const struct store_names *names)
{
	uint64_t used = 0;

	for (size_t i = 0; i < names->count; i++)
		used |= md_import_keywords_find(
			k, store_names_base(names, &names->entry[i]));
	return used;
}

/* The letters into the name of one file. */
static void tag(const struct importing *im, const struct store_names *names,
		struct store_entry *e)
{
	const struct md_import_keywords *k = &im->k;
	uint64_t bits = md_import_keywords_find(k, store_names_base(names, e));
	uint64_t all = e->keywords;
	uint32_t flags = e->flags;

	for (unsigned i = 0; i < k->count; i++) {
		if (!(bits & UINT64_C(1) << i))
			continue;
		all |= im->letters[i];
		if (is_forwarded(k->name[i]))
			flags |= INDEX_FORWARDED;
	}
	if (all == e->keywords && flags == e->flags)
		return;
	e->keywords = all;
	e->flags = flags;
	e->odd = true;
	store_settle_odd(im->side, names, e);
	if (e->odd)
		log_event(LOG_LEVEL_WARN, "import", "file=%s keywords=lost",
			  LOG_TEXT(store_names_name(names, e)));
}

static bool tag_all(struct importing *im, struct store_names *names,
		    struct err *err)
{
	const char *root = im->side->t->user->account.mail;
	struct span dir = span_of(im->side->dir);
	auto_arena struct arena arena;
	struct md_keywords file;
	bool changed;

	arena_init(&arena);
	if (!md_keywords_read(root, dir, &arena, &file, err))
		return false;
	im->used = store_import_used(&im->k, names);
	store_import_letters(&im->k, im->used, &file, im->letters, &changed);
	if (im->k.beyond)
		log_event(LOG_LEVEL_WARN, "import",
			  "folder=%s keywords_lost=%u", LOG_TEXT(dir),
			  im->k.beyond);
	if (changed && !md_keywords_write(root, dir, &file, err))
		return false;
	for (size_t i = 0; i < names->count; i++)
		tag(im, names, &names->entry[i]);
	return true;
}

static bool import_keywords(struct importing *im, struct err *err)
{
	struct store_side *side = im->side;
	auto_store_names struct store_names names;

	store_names_init(&names);
	if (!md_import_keywords_read(side->t->user->account.mail,
				     span_of(side->dir), &im->k, err))
		return false;
	if (!im->k.messages)
		return true;
	if (!store_names_read(&names, &side->dirs, side->mark, err) ||
	    !tag_all(im, &names, err) || !store_side_flush(side, err))
		return false;
	/* The scan to come looks at the times anew. */
	memset(side->touched, 0, sizeof(side->touched));
	return true;
}

/* ---- UIDs ---- */

static void tell_malformed(const struct store_side *side,
			   const struct md_import *import)
{
	for (int i = 0; i < MD_IMPORT_SOURCES; i++)
		if (import->malformed[i])
			log_event(LOG_LEVEL_WARN, "import",
				  "folder=%s malformed=%s",
				  LOG_TEXT(span_of(side->dir)),
				  md_import_file((enum md_import_source)i));
}

static bool note_uids(struct store_side *side,
		      const struct md_import_list *list, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, STORE_FOREIGN_CAP);
	for (size_t i = 0; i < list->count; i++)
		store_foreign_note(side, &text, list->entry[i].uid,
				   list->entry[i].base);
	return store_foreign_replace(side, &text, err);
}

/* UIDLs, and the keywords that no letter stands for. */
static bool note_facts(const struct importing *im,
		       const struct md_import_list *list, struct err *err)
{
	auto_store_import_facts struct store_import_facts *facts =
		store_import_facts_new(2 * list->count + im->k.count);

	for (size_t i = 0; i < list->count; i++)
		store_import_facts_message(facts, &list->entry[i]);
	for (unsigned i = 0; i < im->k.count; i++)
		if ((im->used >> i & 1) && !im->letters[i] &&
		    !is_forwarded(im->k.name[i]))
			store_import_facts_keyword(facts, &im->k, i, list);
	return store_import_facts_save(facts, im->side, err);
}

static bool import_access(const struct store_side *side, struct err *err)
{
	struct span dir = span_of(side->dir);
	struct md_acl_found acl;

	if (!md_acl_import(side->t->user->account.mail, dir, &acl, err))
		return false;
	if (!acl.ours && acl.lost)
		log_event(LOG_LEVEL_WARN, "import", "folder=%s acl_lost=%u",
			  LOG_TEXT(dir), acl.lost);
	return true;
}

static bool make_identity(const char *root, const struct md_import *import,
			  struct md_uid *out, struct err *err)
{
	const struct md_import_list *list = &import->list;

	if (import->source != MD_IMPORT_POP)
		return md_uid_adopt(list->uidvalidity, list->uidnext, out, err);
	if (!md_uid_new(root, out, err))
		return false;
	out->uid_ceiling = list->uidnext;
	return true;
}

static bool import_list(const struct importing *im,
			const struct md_import *import, struct md_uid *out,
			struct err *err)
{
	struct store_side *side = im->side;
	const char *root = side->t->user->account.mail;
	struct span dir = span_of(side->dir);

	if (!make_identity(root, import, out, err))
		return false;
	side->mark = md_name_mark(out->uidvalidity, out->mailbox_id);
	if (!note_uids(side, &import->list, err) ||
	    !note_facts(im, &import->list, err) ||
	    !md_uid_write(root, dir, out, err))
		return false;
	log_event(LOG_LEVEL_INFO, "import",
		  "folder=%s from=%s uidvalidity=%" PRIu32 " uids=%zu",
		  LOG_TEXT(dir), md_import_file(import->source),
		  out->uidvalidity, import->list.count);
	return true;
}

static bool import_all(struct importing *im, struct md_uid *out,
		       bool *out_found, struct err *err)
{
	struct store_side *side = im->side;
	auto_md_import struct md_import import;

	md_import_init(&import);
	if (!import_keywords(im, err) || !import_access(side, err) ||
	    !md_import_read(side->t->user->account.mail, span_of(side->dir),
			    &import, err))
		return false;
	tell_malformed(side, &import);
	*out_found = import.source != MD_IMPORT_SOURCES;
	return !*out_found || import_list(im, &import, out, err);
}

bool store_import_identity(struct store_side *side, struct md_uid *out,
			   bool *out_found, struct err *err)
{
	struct importing im = { .side = side };
	bool ok;

	*out_found = false;
	md_import_keywords_init(&im.k);
	ok = import_all(&im, out, out_found, err);
	md_import_keywords_release(&im.k);
	return ok;
}

bool store_import_since(const struct store_side *side, struct md_import *out,
			bool *out_found, struct err *err)
{
	const char *root = side->t->user->account.mail;
	const struct index_folder *rec = &side->rec;
	struct span dir = span_of(side->dir);

	if (!md_import_is_beyond(root, dir, rec->uidvalidity, rec->uidnext,
				 out_found, err))
		return false;
	if (!*out_found)
		return true;
	if (!md_import_read(root, dir, out, err))
		return false;
	*out_found = out->source < MD_IMPORT_POP &&
		     out->list.uidvalidity == rec->uidvalidity &&
		     out->given > rec->uidnext;
	return true;
}

/* ---- subscriptions ---- */

bool store_import_subscriptions(struct store_user *user, struct err *err)
{
	const char *root = user->account.mail;
	auto_arena struct arena arena;
	struct span *names;
	size_t count;
	bool found;

	arena_init(&arena);
	if (!md_import_subscribed(root, &arena, &names, &count, &found, err))
		return false;
	return !found || md_subscriptions_begin(root, names, count, err);
}
