/* SPDX-License-Identifier: MIT */
#include <fcntl.h>

#include "index/index_dump.h"
#include "index/index_page.h"
#include "index/index_priv.h"
#include "index_fixture.h"

struct seen {
	unsigned messages, folders, damage;
	uint32_t last_uid;
};

static void count(void *arg, const struct index_dump_item *item)
{
	struct seen *seen = arg;

	seen->messages += item->kind == INDEX_DUMP_MESSAGE;
	seen->folders += item->kind == INDEX_DUMP_FOLDER;
	seen->damage += item->kind == INDEX_DUMP_DAMAGE;
	if (item->kind == INDEX_DUMP_MESSAGE) {
		assert_int_equal(item->message->size, item->uid * 3);
		assert_true(item->uid > seen->last_uid);
		seen->last_uid = item->uid;
	}
}

static struct seen dump(struct fixture *f, const char *state)
{
	struct index_dump_state found;
	struct index_dump *dump = NULL;
	struct seen seen = { 0 };

	fixture_must(f, index_dump_open(f->dir, &dump, &found, &f->err));
	assert_string_equal(found.word, state);
	index_dump_read(dump, count, &seen);
	index_dump_close(&dump);
	return seen;
}

static void fill(struct fixture *f, uint32_t messages)
{
	struct index *index = fixture_open(f, INDEX_FRESH);

	fixture_fill(f, index, "", messages);
	index_close(&index);
	index_env_close_unused(0);
}

static void test_index_dump__gives_every_record(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	seen = dump(f, "none");
	assert_int_equal(seen.folders, 0);
	fill(f, 5000);
	seen = dump(f, "good");
	assert_int_equal(seen.messages, 5000);
	assert_int_equal(seen.folders, 1);
	assert_int_equal(seen.damage, 0);
	fixture_shell(f, "rm mark");
	seen = dump(f, "no-mark");
	assert_int_equal(seen.messages, 5000);
}

/* The first page of the file that is full of messages, as it is and changed. */
static void damage_a_page(struct fixture *f, void (*change)(char *page))
{
	auto_free char *path = x_printf("%s/index.mdb", f->dir);
	auto_fd int fd = open(path, O_RDWR);
	char page[4096];
	off_t at = 0;

	/* Other leaves have few nodes. */
	do {
		at += sizeof(page);
		assert_int_equal(pread(fd, page, sizeof(page), at),
				 sizeof(page));
	} while (page_get(page + 10, 2) != PAGE_LEAF ||
		 page_get(page + 12, 2) < 64);
	change(page);
	assert_int_equal(pwrite(fd, page, sizeof(page), at), sizeof(page));
}

static void lose(char *page)
{
	memset(page, 0, 4096);
}

static void test_index_dump__reads_around_a_lost_page(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	fill(f, 5000);
	damage_a_page(f, lose);
	seen = dump(f, "good");
	assert_int_equal(seen.damage, 1);
	assert_in_range(seen.messages, 4500, 4999);
}

/* The node that came last, a message, lies first; behind its head and key. */
static void change_a_record(char *page)
{
	page[page_get(page + 14, 2) + NODE_HEAD + 9 + 1] ^= 0x5a;
}

static void test_index_dump__reads_around_a_damaged_record(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	fill(f, 5000);
	damage_a_page(f, change_a_record);
	seen = dump(f, "good");
	assert_int_equal(seen.damage, 1);
	assert_int_equal(seen.messages, 4999);
}

static void test_index_dump__says_that_nothing_is_left(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	fill(f, 10);
	fixture_shell(f, "truncate -s 0 index.mdb");
	seen = dump(f, "bad-meta");
	assert_int_equal(seen.damage, 1);
	assert_int_equal(seen.messages, 0);
}

struct blobs {
	struct index_dump *dump;
	struct index_folder record;
	unsigned read;
};

static void read_blob(void *arg, const struct index_dump_item *item)
{
	struct blobs *b = arg;
	struct span payload;

	if (item->kind == INDEX_DUMP_FOLDER)
		b->record = *item->record;
	if (item->kind != INDEX_DUMP_MESSAGE)
		return;
	assert_true(index_dump_blob(b->dump, &b->record, item->uid,
				    item->message, &payload));
	assert_true(
		span_eq(payload, item->uid == 1 ? SPAN("old") : SPAN("new")));
	b->read++;
}

static void add_blob(struct fixture *f, struct index_txn *txn, uint32_t folder,
		     struct index_folder *record, uint32_t uid,
		     struct span payload)
{
	struct index_message message = { .modseq = uid, .size = uid * 3 };

	fixture_must(f, index_blob_add(txn, record, uid, payload, &message,
				       &f->err));
	fixture_must(f, index_message_put(txn, folder, uid, &message, &f->err));
}

static void
test_index_dump__reads_blobs_while_they_are_carried_over(void **state)
{
	struct fixture *f = *state;
	struct index_dump_state found;
	struct blobs b = { .read = 0 };
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_folder record;

	fixture_must(f, index_folder_get(txn, folder, &record, &f->err));
	add_blob(f, txn, folder, &record, 1, SPAN("old"));
	index_blob_renew(txn, &record);
	add_blob(f, txn, folder, &record, 2, SPAN("new"));
	record.uidnext = 3;
	fixture_must(f, index_folder_put(txn, folder, &record, &f->err));
	fixture_must(f, index_commit(&txn, &f->err));
	index_close(&index);
	index_env_close_unused(0);
	fixture_must(f, index_dump_open(f->dir, &b.dump, &found, &f->err));
	index_dump_read(b.dump, read_blob, &b);
	assert_int_equal(b.read, 2);
	index_dump_close(&b.dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_dump__gives_every_record),
		fixture_test(test_index_dump__reads_around_a_lost_page),
		fixture_test(test_index_dump__reads_around_a_damaged_record),
		fixture_test(
			test_index_dump__reads_blobs_while_they_are_carried_over),
		fixture_test(test_index_dump__says_that_nothing_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
