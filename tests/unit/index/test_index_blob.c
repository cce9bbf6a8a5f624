/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "index/index_blob_scan.h"
#include "index/index_priv.h"
#include "index_fixture.h"

enum {
	BLOBS = 40
};

struct blob_case {
	struct fixture *f;
	struct index *index;
	struct index_txn *txn;
	struct index_folder record;
	uint32_t folder;
	struct index_message message[BLOBS];
	unsigned adopted;
	bool whole[BLOBS]; /* found again, as it was */
};

static struct span payload_of(uint32_t uid, char *space)
{
	size_t len = uid * 37;

	memset(space, 'a' + (int)(uid % 26), len);
	return span_make(space, len);
}

static void start(struct blob_case *c, void **state)
{
	memset(c, 0, sizeof(*c));
	c->f = *state;
	c->index = fixture_open(c->f, INDEX_FRESH);
	c->folder = fixture_fill(c->f, c->index, "", 0);
	c->txn = fixture_begin(c->f, c->index, INDEX_WRITE);
	fixture_must(c->f, index_folder_get(c->txn, c->folder, &c->record,
					    &c->f->err));
}

static void add(struct blob_case *c, uint32_t uid)
{
	char space[37 * BLOBS];

	fixture_must(c->f, index_blob_add(c->txn, &c->record, uid,
					  payload_of(uid, space),
					  &c->message[uid], &c->f->err));
}

static void add_all(struct blob_case *c)
{
	for (uint32_t uid = 1; uid < BLOBS; uid++)
		add(c, uid);
}

static bool get(struct blob_case *c, uint32_t uid, struct span *out)
{
	return index_blob_get(c->txn, &c->record, uid, &c->message[uid], out,
			      &c->f->err);
}

static void assert_all(struct blob_case *c)
{
	for (uint32_t uid = 1; uid < BLOBS; uid++) {
		char space[37 * BLOBS];
		struct span out;

		fixture_must(c->f, get(c, uid, &out));
		assert_true(span_eq(out, payload_of(uid, space)));
	}
}

/* Of the file, with all that was added. */
static char *blob_path(struct blob_case *c)
{
	DIR *listing = opendir(c->f->dir);
	struct dirent *entry;
	char *path = NULL;

	if (c->txn)
		fixture_must(c->f,
			     index_blob_pending_flush(
				     &c->txn->env->blobs.pending, &c->f->err));
	while ((entry = readdir(listing)) != NULL) {
		if (strncmp(entry->d_name, "blob-", 5) == 0)
			path = x_printf("%s/%s", c->f->dir, entry->d_name);
	}
	closedir(listing);
	return path;
}

static void end(struct blob_case *c)
{
	index_abort(&c->txn);
	index_close(&c->index);
	index_env_close_unused(0);
}

static void test_index_blob__comes_back(void **state)
{
	struct blob_case c;
	struct span out;

	start(&c, state);
	add_all(&c);
	assert_all(&c);
	assert_false(index_blob_get(c.txn, &c.record, 2, &c.message[3], &out,
				    &c.f->err));
	assert_int_equal(c.f->err.kind, ERR_CORRUPT);
	c.message[5].blob_at += 8;
	assert_false(get(&c, 5, &out));
	c.message[5].blob_at = UINT64_MAX;
	assert_false(get(&c, 5, &out));
	c.message[6].blob_len--;
	assert_false(get(&c, 6, &out));
	end(&c);
}

static void test_index_blob__spans_live_until_the_transaction_ends(void **state)
{
	struct blob_case c;
	struct index_folder other = { .mailbox_id = "x" };
	struct index_message message;
	char space[37 * BLOBS];
	struct span out;

	start(&c, state);
	add(&c, 9);
	fixture_must(c.f, get(&c, 9, &out));
	/* more files than may be open, and one larger than its map */
	for (uint8_t i = 0; i < 20; i++) {
		other.mailbox_id[1] = i;
		other.blob_end = 0;
		fixture_must(c.f, index_blob_add(c.txn, &other, 1, SPAN("hi"),
						 &message, &c.f->err));
	}
	assert_true(span_eq(out, payload_of(9, space)));
	fixture_must(c.f, get(&c, 9, &out));
	for (uint32_t i = 0; i < 6; i++) {
		auto_free char *large = x_calloc(4, 1 << 20);

		fixture_must(c.f, index_blob_add(c.txn, &c.record, 1,
						 span_make(large, 4 << 20),
						 &c.message[1], &c.f->err));
	}
	assert_true(span_eq(out, payload_of(9, space)));
	fixture_must(c.f, get(&c, 1, &out));
	assert_int_equal(out.len, 4 << 20);
	assert_false(index_blob_add(c.txn, &c.record, 1,
				    span_make(space, (4 << 20) + 1),
				    &c.message[1], &c.f->err));
	end(&c);
}

static void test_index_blob__damage_is_noticed(void **state)
{
	struct blob_case c;
	auto_free char *path = NULL;
	auto_fd int fd = -1;
	struct span out;

	start(&c, state);
	add_all(&c);
	path = blob_path(&c);
	fd = open(path, O_RDWR);
	assert_int_equal(pwrite(fd, "!", 1, (off_t)c.message[7].blob_at + 100),
			 1);
	assert_false(get(&c, 7, &out));
	assert_int_equal(c.f->err.kind, ERR_CORRUPT);
	fixture_must(c.f, get(&c, 8, &out));
	add(&c, 7);
	assert_all(&c);
	end(&c);
}

static void test_index_blob__a_deleted_file_is_begun_anew(void **state)
{
	struct blob_case c;
	struct span out;

	start(&c, state);
	add_all(&c);
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	fixture_shell(c.f, "rm blob-*");
	c.txn = fixture_begin(c.f, c.index, INDEX_WRITE);
	/* Who has it open still reads it, but nobody adds to it. */
	assert_true(get(&c, 7, &out));
	add(&c, 8);
	assert_false(get(&c, 7, &out));
	assert_int_equal(c.f->err.kind, ERR_CORRUPT);
	add_all(&c);
	assert_all(&c);
	end(&c);
}

static void test_index_blob__goes_with_its_folder(void **state)
{
	struct blob_case c;
	auto_free char *path = NULL;

	start(&c, state);
	add(&c, 5);
	fixture_must(c.f,
		     index_folder_put(c.txn, c.folder, &c.record, &c.f->err));
	path = blob_path(&c);
	fixture_must(c.f, index_folder_remove(c.txn, SPAN(""), &c.f->err));
	assert_int_equal(access(path, F_OK), 0);
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	assert_int_equal(access(path, F_OK), -1);
	end(&c);
}

static void found(void *arg, uint32_t uid, uint64_t at, uint32_t len,
		  struct span payload)
{
	struct blob_case *c = arg;
	char space[37 * BLOBS];

	assert_in_range(uid, 1, BLOBS - 1);
	assert_true(span_eq(payload, payload_of(uid, space)));
	c->message[uid].blob_at = at;
	c->message[uid].blob_len = len;
	c->whole[uid] = true;
	c->adopted++;
}

/* The environment is lost, the file of blobs is not. */
static void adopt(struct blob_case *c)
{
	const struct index_blob_found how = { found, c };

	fixture_must(c->f, index_commit(&c->txn, &c->f->err));
	fixture_must(c->f, index_discard(c->index, &c->f->err));
	c->folder = fixture_fill(c->f, c->index, "", 0);
	c->txn = fixture_begin(c->f, c->index, INDEX_WRITE);
	fixture_must(c->f, index_folder_get(c->txn, c->folder, &c->record,
					    &c->f->err));
	c->adopted = 0;
	memset(c->whole, 0, sizeof(c->whole));
	fixture_must(c->f,
		     index_blob_adopt(c->txn, &c->record, &how, &c->f->err));
}

static void test_index_blob__outlives_the_environment(void **state)
{
	struct blob_case c;
	uint64_t before;

	start(&c, state);
	add_all(&c);
	before = c.record.blob_end;
	memset(c.message, 0, sizeof(c.message));
	adopt(&c);
	assert_int_equal(c.adopted, BLOBS - 1);
	assert_int_equal(c.record.blob_end, before);
	assert_all(&c);
	add(&c, 3);
	assert_all(&c);
	end(&c);
}

/* Another UIDVALIDITY, say. */
static void
test_index_blob__stays_if_its_folder_comes_back_at_once(void **state)
{
	struct blob_case c;
	const struct index_blob_found how = { found, &c };
	auto_free char *path = NULL;
	uint8_t id[sizeof(c.record.mailbox_id)];

	start(&c, state);
	add_all(&c);
	memcpy(id, c.record.mailbox_id, sizeof(id));
	fixture_must(c.f,
		     index_folder_put(c.txn, c.folder, &c.record, &c.f->err));
	fixture_must(c.f, index_folder_remove(c.txn, SPAN(""), &c.f->err));
	fixture_must(c.f,
		     index_folder_add(c.txn, SPAN(""), &c.folder, &c.f->err));
	c.record = (struct index_folder){ .uidnext = BLOBS };
	memcpy(c.record.mailbox_id, id, sizeof(id));
	fixture_must(c.f, index_blob_adopt(c.txn, &c.record, &how, &c.f->err));
	assert_int_equal(c.adopted, BLOBS - 1);
	fixture_must(c.f,
		     index_folder_put(c.txn, c.folder, &c.record, &c.f->err));
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	path = blob_path(&c);
	assert_non_null(path);
	end(&c);
}

/* A large folder is taken in by several transactions, each of which adopts what
 * those before it have written. */
static void
test_index_blob__what_came_since_the_last_look_is_adopted(void **state)
{
	struct blob_case c;
	const struct index_blob_found how = { found, &c };
	uint64_t before;

	start(&c, state);
	adopt(&c);
	assert_int_equal(c.adopted, 0);
	add_all(&c);
	before = c.record.blob_end;
	for (int pass = 0; pass < 2; pass++) {
		c.adopted = 0;
		fixture_must(c.f, index_blob_adopt(c.txn, &c.record, &how,
						   &c.f->err));
		assert_int_equal(c.adopted, BLOBS - 1);
		assert_int_equal(c.record.blob_end, before);
		/* Then as by one who died before the commit. */
		c.record.blob_end = 0;
	}
	assert_all(&c);
	end(&c);
}

static void test_index_blob__nothing_to_adopt_is_no_error(void **state)
{
	struct blob_case c;

	start(&c, state);
	adopt(&c);
	assert_int_equal(c.adopted, 0);
	add_all(&c);
	assert_all(&c);
	fixture_shell(c.f, "for b in blob-*; do echo junk > $b; done");
	adopt(&c);
	assert_int_equal(c.adopted, 0);
	add_all(&c);
	assert_all(&c);
	end(&c);
}

static unsigned count_entries(struct blob_case *c)
{
	struct index_blob_of of = { 1, &c->message[1] };
	struct index_blob_files files;
	uint64_t at = INDEX_BLOB_FILE_HEAD, place;
	struct span out, file;
	unsigned count = 0;
	uint32_t uid;

	/* As another process. */
	index_blob_file_init(&files);
	index_blob_file_begin(&files);
	if (index_blob_read(&files, c->f->dir, &c->record, &of, &out,
			    &c->f->err)) {
		fixture_must(c->f, index_blob_file_map(&files, files.last,
						       &file, &c->f->err));
		while (index_blob_scan_next(file, files.last->secret, &at,
					    &place, &uid, &out))
			count++;
	}
	index_blob_file_release(&files);
	return count;
}

static void test_index_blob__all_is_in_the_file_at_the_commit(void **state)
{
	struct blob_case c;

	start(&c, state);
	for (unsigned i = 0; i < 10; i++)
		add_all(&c);
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	assert_int_equal(count_entries(&c), 10 * (BLOBS - 1));
	c.txn = fixture_begin(c.f, c.index, INDEX_READ);
	assert_all(&c);
	end(&c);
}

static void test_index_blob__an_abort_leaves_nothing_to_write(void **state)
{
	struct index_folder before;
	struct blob_case c;

	start(&c, state);
	add(&c, 1);
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	before = c.record;
	c.txn = fixture_begin(c.f, c.index, INDEX_WRITE);
	for (uint32_t uid = 2; uid < BLOBS; uid++)
		add(&c, uid);
	index_abort(&c.txn);
	assert_int_equal(count_entries(&c), 1);
	c.record = before;
	c.txn = fixture_begin(c.f, c.index, INDEX_WRITE);
	add(&c, 5);
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	assert_int_equal(count_entries(&c), 2);
	end(&c);
}

static void test_index_blob__a_write_that_fails_fails_the_commit(void **state)
{
	struct rlimit limit, less;
	struct blob_case c;
	char *path;

	start(&c, state);
	path = blob_path(&c);
	free(path);
	add_all(&c);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	less = (struct rlimit){ 100, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &less), 0);
	assert_false(index_commit(&c.txn, &c.f->err));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(c.f->err.kind, ERR_TEMP);
	assert_non_null(strstr(c.f->err.detail, "write blob file"));
	c.txn = fixture_begin(c.f, c.index, INDEX_WRITE);
	add_all(&c);
	assert_all(&c);
	end(&c);
}

static void test_index_blob__a_torn_tail_is_left_out(void **state)
{
	struct blob_case c;
	auto_free char *path = NULL;

	start(&c, state);
	add_all(&c);
	path = blob_path(&c);
	assert_int_equal(
		truncate(path, (off_t)c.message[BLOBS - 2].blob_at + 100), 0);
	adopt(&c);
	assert_int_equal(c.adopted, BLOBS - 3);
	assert_false(c.whole[BLOBS - 2]);
	assert_int_equal(c.record.blob_end, c.message[BLOBS - 2].blob_at);
	add(&c, BLOBS - 2);
	add(&c, BLOBS - 1);
	assert_all(&c);
	end(&c);
}

static void test_index_blob__behind_a_hole_there_are_more(void **state)
{
	struct blob_case c;
	auto_free char *path = NULL;
	auto_fd int fd = -1;
	char zeros[500] = { 0 };

	start(&c, state);
	add_all(&c);
	path = blob_path(&c);
	fd = open(path, O_RDWR);
	assert_int_equal(pwrite(fd, zeros, sizeof(zeros),
				(off_t)c.message[20].blob_at - 10),
			 sizeof(zeros));
	adopt(&c);
	assert_int_equal(c.adopted, BLOBS - 3);
	assert_false(c.whole[19]);
	assert_false(c.whole[20]);
	assert_true(c.whole[BLOBS - 1]);
	end(&c);
}

/* The bytes of a mail can't pose as the blob of another one. */
static void test_index_blob__a_mail_can_not_forge_one(void **state)
{
	struct blob_case c;
	struct index_message message;
	char forged[INDEX_BLOB_HEAD + 8] = { 0 };
	auto_free char *path = NULL;
	auto_fd int fd = -1;

	start(&c, state);
	add(&c, 2);
	index_blob_scan_write_head(0, 1, SPAN("forgery!"), forged);
	memcpy(forged + INDEX_BLOB_HEAD, "forgery!", 8);
	fixture_must(c.f, index_blob_add(c.txn, &c.record, 3,
					 span_make(forged, sizeof(forged)),
					 &message, &c.f->err));
	path = blob_path(&c);
	fd = open(path, O_RDWR);
	assert_int_equal(pwrite(fd, "!", 1, (off_t)message.blob_at), 1);
	adopt(&c);
	assert_int_equal(c.adopted, 1);
	end(&c);
}

/* ---- compaction ---- */

enum {
	MOVED = 600,
	MOVED_LEN = 100
};

static struct span moved_payload(uint32_t uid, char *space)
{
	memset(space, 'a' + (int)(uid % 26), MOVED_LEN);
	return span_make(space, MOVED_LEN);
}

static void add_moved(struct blob_case *c, uint32_t uid)
{
	struct index_message message = { .modseq = uid, .flags = INDEX_CACHED };
	char space[MOVED_LEN];

	fixture_must(c->f, index_blob_add(c->txn, &c->record, uid,
					  moved_payload(uid, space), &message,
					  &c->f->err));
	fixture_must(c->f, index_message_put(c->txn, c->folder, uid, &message,
					     &c->f->err));
	if (uid >= c->record.uidnext)
		c->record.uidnext = uid + 1;
}

/* The next write transaction. */
static void go_on(struct blob_case *c)
{
	fixture_must(c->f, index_folder_put(c->txn, c->folder, &c->record,
					    &c->f->err));
	fixture_must(c->f, index_commit(&c->txn, &c->f->err));
	c->txn = fixture_begin(c->f, c->index, INDEX_WRITE);
}

/* Messages 1..last, of which every third lives. */
static void start_wasteful(struct blob_case *c, void **state, uint32_t last)
{
	start(c, state);
	for (uint32_t uid = 1; uid <= last; uid++)
		add_moved(c, uid);
	for (uint32_t uid = 1; uid <= last; uid++)
		if (uid % 3)
			fixture_must(c->f,
				     index_message_remove(c->txn, c->folder,
							  uid, &c->f->err));
	go_on(c);
}

static unsigned assert_moved(struct blob_case *c, struct index_txn *txn)
{
	struct index_message message;
	struct index_folder record;
	enum index_step step;
	struct index_scan scan;
	unsigned count = 0;
	uint32_t uid;

	fixture_must(c->f,
		     index_folder_get(txn, c->folder, &record, &c->f->err));
	index_scan_init(&scan, txn, c->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, &c->f->err)) ==
	       INDEX_STEP_ONE) {
		char space[MOVED_LEN];
		struct span out;

		count++;
		fixture_must(c->f, index_blob_get(txn, &record, uid, &message,
						  &out, &c->f->err));
		assert_true(span_eq(out, moved_payload(uid, space)));
	}
	assert_int_equal(step, INDEX_STEP_END);
	index_scan_release(&scan);
	return count;
}

static void test_index_blob__is_moved_in_short_steps(void **state)
{
	struct index_txn *reader;
	struct blob_case c;
	unsigned steps = 0;
	uint32_t at = 1;
	uint64_t before;

	start_wasteful(&c, state, 3 * MOVED);
	before = c.record.blob_end;
	reader = fixture_begin(c.f, c.index, INDEX_READ);
	assert_int_equal(assert_moved(&c, reader), MOVED);
	assert_false(index_blob_is_moving(c.txn, &c.record));
	index_blob_renew(c.txn, &c.record);
	go_on(&c);
	for (; at; steps++) {
		assert_true(index_blob_is_moving(c.txn, &c.record));
		fixture_must(c.f, index_blob_move(c.txn, c.folder, &c.record,
						  &at, &c.f->err));
		add_moved(&c, 3 * MOVED + steps + 1);
		go_on(&c);
		assert_int_equal(assert_moved(&c, c.txn), MOVED + steps + 1);
	}
	assert_in_range(steps, 3, 4);
	assert_false(index_blob_is_moving(c.txn, &c.record));
	assert_in_range(c.record.blob_end, 1, before / 3 + 2000);
	/* One who began before all this still reads what was then. */
	assert_int_equal(assert_moved(&c, reader), MOVED);
	index_abort(&reader);
	end(&c);
}

static void test_index_blob__a_move_outlives_damage_and_loss(void **state)
{
	struct index_message message;
	auto_free char *path = NULL;
	struct blob_case c;
	auto_fd int fd = -1;
	uint32_t at = 1;

	start_wasteful(&c, state, 30);
	path = blob_path(&c);
	fd = open(path, O_RDWR);
	/* The blob of UID 9. */
	assert_int_equal(pwrite(fd, "!", 1, 40 + 8 * (MOVED_LEN + 4 + 24) + 50),
			 1);
	index_blob_renew(c.txn, &c.record);
	go_on(&c);
	fixture_must(c.f, index_blob_move(c.txn, c.folder, &c.record, &at,
					  &c.f->err));
	assert_int_equal(at, 0);
	fixture_must(c.f, index_message_get(c.txn, c.folder, 9, &message,
					    &c.f->err));
	assert_int_equal(message.blob_len, 0);
	assert_int_equal(message.flags & INDEX_CACHED, 0);
	/* Killed before it was committed: both files are there. */
	index_abort(&c.txn);
	index_close(&c.index);
	index_env_close_unused(0);
	c.index = fixture_open(c.f, INDEX_AS_FOUND);
	c.txn = fixture_begin(c.f, c.index, INDEX_WRITE);
	fixture_must(c.f,
		     index_folder_get(c.txn, c.folder, &c.record, &c.f->err));
	assert_true(index_blob_is_moving(c.txn, &c.record));
	end(&c);
}

struct adopted {
	uint64_t at[61];
	unsigned count;
};

static void note_adopted(void *arg, uint32_t uid, uint64_t at, uint32_t len,
			 struct span payload)
{
	struct adopted *a = arg;

	(void)len;
	(void)payload;
	assert_in_range(uid, 1, 60);
	a->at[uid] = at;
	a->count++;
}

static void test_index_blob__half_moved_both_files_are_adopted(void **state)
{
	struct adopted a = { .count = 0 };
	const struct index_blob_found how = { note_adopted, &a };
	struct index_message message = { .blob_len = MOVED_LEN };
	char space[MOVED_LEN];
	struct blob_case c;
	struct span out;

	start_wasteful(&c, state, 30);
	index_blob_renew(c.txn, &c.record);
	add_moved(&c, 30);
	add_moved(&c, 31);
	go_on(&c);
	fixture_must(c.f, index_commit(&c.txn, &c.f->err));
	fixture_must(c.f, index_discard(c.index, &c.f->err));
	c.folder = fixture_fill(c.f, c.index, "", 0);
	c.txn = fixture_begin(c.f, c.index, INDEX_WRITE);
	fixture_must(c.f,
		     index_folder_get(c.txn, c.folder, &c.record, &c.f->err));
	fixture_must(c.f, index_blob_adopt(c.txn, &c.record, &how, &c.f->err));
	assert_int_equal(a.count, 32);
	assert_true(index_blob_is_moving(c.txn, &c.record));
	for (uint32_t uid = 1; uid <= 31; uid++) {
		message.blob_at = a.at[uid];
		assert_int_equal(index_blob_is_old(&c.record, &message),
				 uid < 30);
		fixture_must(c.f, index_blob_get(c.txn, &c.record, uid,
						 &message, &out, &c.f->err));
		assert_true(span_eq(out, moved_payload(uid, space)));
	}
	end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_blob__comes_back),
		fixture_test(
			test_index_blob__spans_live_until_the_transaction_ends),
		fixture_test(test_index_blob__damage_is_noticed),
		fixture_test(test_index_blob__a_deleted_file_is_begun_anew),
		fixture_test(test_index_blob__goes_with_its_folder),
		fixture_test(test_index_blob__outlives_the_environment),
		fixture_test(
			test_index_blob__stays_if_its_folder_comes_back_at_once),
		fixture_test(
			test_index_blob__what_came_since_the_last_look_is_adopted),
		fixture_test(test_index_blob__nothing_to_adopt_is_no_error),
		fixture_test(test_index_blob__all_is_in_the_file_at_the_commit),
		fixture_test(test_index_blob__an_abort_leaves_nothing_to_write),
		fixture_test(
			test_index_blob__a_write_that_fails_fails_the_commit),
		fixture_test(test_index_blob__a_torn_tail_is_left_out),
		fixture_test(test_index_blob__behind_a_hole_there_are_more),
		fixture_test(test_index_blob__a_mail_can_not_forge_one),
		fixture_test(test_index_blob__is_moved_in_short_steps),
		fixture_test(test_index_blob__a_move_outlives_damage_and_loss),
		fixture_test(
			test_index_blob__half_moved_both_files_are_adopted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
