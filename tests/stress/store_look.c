/* SPDX-License-Identifier: MIT */
/*
 * store_look MAILDIR: what the store says of a user's mailboxes, also what no
 * protocol tells: mod-sequences, the change log, annotations. For tests.
 *
 * Lines: B uidvalidity uidnext modseq cut mailbox-id name
 *        M uid modseq arrival-modseq
 *        A uid entry value
 *        E modseq uids
 * E: what was expunged after that modseq, for mailboxes with a word
 * name=modseq behind MAILDIR, if the log reaches back so far.
 *
 * store_look --annotate MAILDIR NAME UID ENTRY [VALUE]: sets it, or removes it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/num.h"
#include "store/store_message.h"
#include "store/store_metadata.h"

static uint64_t after_of(int argc, char **argv, struct span name)
{
	for (int i = 2; i < argc; i++) {
		struct span word = span_of(argv[i]);
		uint64_t number = 0;

		if (word.len > name.len && word.ptr[name.len] == '=' &&
		    memcmp(word.ptr, name.ptr, name.len) == 0 &&
		    num_parse_u64(span_from(word, name.len + 1), 0, UINT64_MAX,
				  &number))
			return number;
	}
	return UINT64_MAX;
}

static bool print_message(struct store_read *read, uint32_t uid,
			  struct err *err)
{
	struct store_message m;

	if (!store_message_get(read, uid, &m, err)) {
		bool gone = err->kind == ERR_GONE;

		if (gone)
			err_clear(err);
		return gone;
	}
	printf("M %" PRIu32 " %" PRIu64 " %" PRIu64 "\n", uid, m.modseq,
	       m.record.arrival_modseq);
	return true;
}

static bool print_annotations(struct store_box *box, uint32_t uid,
			      struct err *err)
{
	auto_arena struct arena arena;
	struct store_metadata *one;
	size_t count;

	arena_init(&arena);
	if (!store_annotation_list(box, uid, &arena, &one, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		printf("A %" PRIu32 " %.*s %.*s\n", uid, SPAN_ARG(one[i].entry),
		       SPAN_ARG(one[i].value));
	return true;
}

static bool print_expunged(struct store_read *read, uint64_t after,
			   struct err *err)
{
	auto_ranges struct ranges uids;
	auto_buf struct buf text;

	ranges_init(&uids);
	buf_init(&text, SIZE_MAX);
	if (after == UINT64_MAX || after < read->folder.log_cut)
		return true;
	if (!index_log_read(read->txn, read->box->folder, after, NULL, &uids,
			    err))
		return false;
	ranges_write(&uids, &text);
	printf("E %" PRIu64 " %s\n", after, buf_str(&text));
	return true;
}

static bool print_box(struct store_box *box, uint64_t after, struct err *err)
{
	struct store_read read;
	bool ok = true;

	if (!store_read_begin(box, &read, err))
		return false;
	printf("B %" PRIu32 " %" PRIu32 " %" PRIu64 " %" PRIu64 " ",
	       read.folder.uidvalidity, read.folder.uidnext, read.folder.modseq,
	       read.folder.log_cut);
	for (unsigned i = 0; i < sizeof(read.folder.mailbox_id); i++)
		printf("%02x", read.folder.mailbox_id[i]);
	printf(" %s\n", box->name);
	for (uint32_t uid = ranges_from(&box->uids, 1); ok && uid;
	     uid = ranges_next(&box->uids, uid))
		ok = print_message(&read, uid, err) &&
		     print_annotations(box, uid, err);
	ok = ok && print_expunged(&read, after, err);
	store_read_end(&read);
	return ok;
}

static bool print_user(struct store_user *user, int argc, char **argv,
		       struct err *err)
{
	auto_arena struct arena arena;
	struct store_mailbox_entry *entry;
	size_t count;

	arena_init(&arena);
	if (!store_list(user, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct store_box *box;
		bool ok;

		if (!(entry[i].flags & STORE_MAILBOX_EXISTS))
			continue;
		if (!store_box_open(user, entry[i].name, STORE_READ_ONLY, &box,
				    err))
			return false;
		ok = print_box(box, after_of(argc, argv, entry[i].name), err);
		store_box_close(&box);
		if (!ok)
			return false;
	}
	return true;
}

static bool annotate(struct store_user *user, char **argv, struct err *err)
{
	const struct store_metadata one = {
		.entry = span_of(argv[2]),
		.value = argv[3] ? span_of(argv[3]) : span_make(NULL, 0),
	};
	auto_ranges struct ranges uids;
	struct store_box *box;
	uint32_t uid;
	bool ok;

	ranges_init(&uids);
	if (!num_parse_u32(span_of(argv[1]), 1, UINT32_MAX, &uid))
		return err_set(err, ERR_SYNTAX, "UID");
	ranges_add(&uids, uid);
	if (!store_box_open(user, span_of(argv[0]), STORE_READ_WRITE, &box,
			    err))
		return false;
	ok = store_annotation_set(box, &uids, &one, 1, err);
	store_box_close(&box);
	return ok;
}

static bool open_user(const char *maildir, struct store_user **out,
		      struct err *err)
{
	struct account account = { .uid = UINT32_MAX, .gid = UINT32_MAX };
	const struct store_settings settings = {
		.host = "test",
		.mime = mime_summary_limits,
		.message_max = 64 << 20,
		.mailbox_max = 1000,
		.keywords_max = 64,
		.metadata_bytes_max = 65536,
		.metadata_entries_max = 100,
	};

	snprintf(account.user, sizeof(account.user), "look@example.org");
	snprintf(account.home, sizeof(account.home), "%s", maildir);
	snprintf(account.mail, sizeof(account.mail), "%s", maildir);
	return store_user_open(&account, &settings, out, err);
}

int main(int argc, char **argv)
{
	bool sets = argc > 5 && strcmp(argv[1], "--annotate") == 0;
	struct store_user *user = NULL;
	struct err err = { 0 };
	bool ok;

	if (argc < 2)
		return 64;
	ok = open_user(argv[sets ? 2 : 1], &user, &err) &&
	     (sets ? annotate(user, argv + 3, &err)
		   : print_user(user, argc, argv, &err));
	if (!ok)
		fprintf(stderr, "store_look: %s\n", err_log_text(&err));
	store_user_close(&user);
	return ok ? 0 : 1;
}
