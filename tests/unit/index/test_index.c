/* SPDX-License-Identifier: MIT */
/* Opening, and everything that may have happened to the files meanwhile. */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "index/index_priv.h"
#include "index_fixture.h"

/* Closes the environment too, as the end of the process would. */
static void forget(struct index **index)
{
	index_close(index);
	index_env_close_unused(0);
}

static void fill_and_forget(struct fixture *f, uint32_t count)
{
	struct index *index = fixture_open(f, INDEX_FRESH);

	fixture_fill(f, index, "", count);
	forget(&index);
}

static uint32_t inbox_of(struct fixture *f, struct index *index)
{
	struct index_txn *txn = fixture_begin(f, index, INDEX_READ);
	uint32_t folder = 0;

	if (!index_folder_find(txn, SPAN(""), &folder, &f->err))
		assert_int_equal(f->err.kind, ERR_NOTFOUND);
	index_abort(&txn);
	return folder;
}

/* It opens as empty, works, and is found again. */
static void assert_begins_anew(struct fixture *f)
{
	struct index *index = fixture_open(f, INDEX_FRESH);

	assert_int_equal(inbox_of(f, index), 0);
	fixture_fill(f, index, "", 20);
	forget(&index);
	index = fixture_open(f, INDEX_AS_FOUND);
	assert_int_equal(fixture_count(f, index, inbox_of(f, index)), 20);
	forget(&index);
}

static void test_index__is_found_by_the_next_process(void **state)
{
	struct fixture *f = *state;
	struct index *index;
	struct stat st;
	char path[512];

	snprintf(path, sizeof(path), "%s/" INDEX_NOTIFY_FILE, f->dir);
	fill_and_forget(f, 300);
	index = fixture_open(f, INDEX_AS_FOUND);
	assert_int_equal(fixture_count(f, index, inbox_of(f, index)), 300);
	index_notify_make(index);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
	index_notify(index);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 1);
	assert_int_equal(stat(f->dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	forget(&index);
}

static void test_index__handles_of_one_folder_share_it(void **state)
{
	struct fixture *f = *state;
	struct index *a = fixture_open(f, INDEX_FRESH);
	struct index *b = fixture_open(f, INDEX_AS_FOUND);
	uint32_t folder = fixture_fill(f, a, "", 4);

	assert_ptr_equal(a->env, b->env);
	index_close(&a);
	assert_int_equal(fixture_count(f, b, folder), 4);
	forget(&b);
}

static void test_index__another_boot_means_a_new_one(void **state)
{
	struct fixture *f = *state;

	fill_and_forget(f, 10);
	fixture_shell(f, "sed -i 's/^boot ......../boot 00000000/' mark");
	assert_begins_anew(f);
}

static void test_index__another_mount_means_a_new_one(void **state)
{
	struct fixture *f = *state;
	auto_free char *mark = x_printf("%s/mark", f->dir);
	struct index *index;

	fill_and_forget(f, 10);
	/* a session that is not known agrees with any */
	fixture_shell(f, "sed -i 's/^session .*/session 0/' mark");
	index = fixture_open(f, INDEX_AS_FOUND);
	forget(&index);
	fixture_shell(f, "sed -i 's/^session .*/session x/' mark");
	assert_begins_anew(f);
	assert_int_equal(access(mark, F_OK), 0);
}

static void test_index__a_missing_or_torn_mark_means_a_new_one(void **state)
{
	struct fixture *f = *state;

	fill_and_forget(f, 10);
	fixture_shell(f, "rm mark");
	assert_begins_anew(f);
	fixture_shell(f, "truncate -s 30 mark");
	assert_begins_anew(f);
	fixture_shell(f, ": > mark");
	assert_begins_anew(f);
}

/* No verdict without having looked: the good index stays. */
static void test_index__too_few_fds_leave_it_alone(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, few;
	struct index *index;
	int next = dup(0);

	fill_and_forget(f, 10);
	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	for (unsigned more = 0; more < 8; more++) {
		enum index_opened how;
		bool ok;

		few = before;
		few.rlim_cur = (rlim_t)next + more;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
		ok = index_open(f->dir, &index, &how, &f->err);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
		if (ok)
			forget(&index);
		else
			assert_int_equal(f->err.kind, ERR_TEMP);
		index = fixture_open(f, INDEX_AS_FOUND);
		assert_int_equal(fixture_count(f, index, inbox_of(f, index)),
				 10);
		forget(&index);
	}
}

static void test_index__a_copy_means_a_new_one(void **state)
{
	struct fixture *f = *state;

	fill_and_forget(f, 10);
	fixture_shell(f, "cp index.mdb copy && mv copy index.mdb");
	assert_begins_anew(f);
	fixture_shell(f, "cp index.mdb-lock copy && mv copy index.mdb-lock");
	assert_begins_anew(f);
}

static void test_index__missing_files_mean_a_new_one(void **state)
{
	struct fixture *f = *state;

	fill_and_forget(f, 10);
	fixture_shell(f, "rm index.mdb");
	assert_begins_anew(f);
	fixture_shell(f, "rm index.mdb-lock");
	assert_begins_anew(f);
	fixture_shell(f, "rm -r ../index");
	assert_begins_anew(f);
}

static void replace_bytes(struct fixture *f, const char *from, const char *to)
{
	auto_free char *path = x_printf("%s/index.mdb", f->dir);
	auto_fd int fd = open(path, O_RDWR);
	char bytes[64 * 1024];
	ssize_t len = pread(fd, bytes, sizeof(bytes), 0);

	assert_in_range(len, 1, sizeof(bytes));
	for (size_t at = 0; at + strlen(from) < (size_t)len; at++) {
		if (memcmp(bytes + at, from, strlen(from)) == 0)
			memcpy(bytes + at, to, strlen(to));
	}
	assert_int_equal(pwrite(fd, bytes, (size_t)len, 0), len);
}

static void test_index__another_version_means_a_new_one(void **state)
{
	struct fixture *f = *state;

	fill_and_forget(f, 3);
	replace_bytes(f, "fumikur5", "fumikur1");
	assert_begins_anew(f);
}

static void test_index__a_truncated_file_means_a_new_one(void **state)
{
	static const char *const sizes[] = {
		"0", "1", "4096", "8191", "8192", "12288", "40000", "200000"
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		auto_free char *command =
			x_printf("truncate -s %s index.mdb", sizes[i]);

		fill_and_forget(f, 5000);
		fixture_shell(f, command);
		assert_begins_anew(f);
		fixture_shell(f, "rm index.mdb");
	}
}

static void write_some(struct fixture *f, struct index_txn *txn,
		       uint32_t folder)
{
	struct index_message message = { .flags = INDEX_SEEN };

	for (uint32_t uid = 1; uid < 300; uid += 7) {
		message.size = uid * 3;
		if (!index_message_put(txn, folder, uid, &message, &f->err) ||
		    !index_message_remove(txn, folder, uid, &f->err))
			return;
	}
}

/* Uses everything; anything but a crash or a wrong value is fine. */
static void use_whatever_is_there(struct fixture *f, uint32_t folder)
{
	enum index_opened how = INDEX_AS_FOUND;
	struct index *index = NULL;
	struct index_txn *txn;
	struct index_message message;
	struct index_scan scan;
	uint32_t uid;

	fixture_must(f, index_open(f->dir, &index, &how, &f->err));
	txn = fixture_begin(f, index, INDEX_WRITE);
	index_scan_init(&scan, txn, folder, 1);
	while (index_scan_next(&scan, &uid, &message, &f->err) ==
	       INDEX_STEP_ONE)
		assert_int_equal(message.size, uid * 3);
	index_scan_release(&scan);
	write_some(f, txn, folder);
	if (!index_commit(&txn, &f->err))
		assert_int_equal(f->err.kind, ERR_CORRUPT);
	fixture_must(f, index_discard(index, &f->err));
	assert_int_equal(inbox_of(f, index), 0);
	forget(&index);
}

static void flip_bytes(struct fixture *f, unsigned count)
{
	auto_free char *path = x_printf("%s/index.mdb", f->dir);
	auto_fd int fd = open(path, O_RDWR);
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	while (count-- > 0) {
		unsigned char byte = (unsigned char)random();
		off_t at = random() % st.st_size;

		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	}
}

static void test_index__flipped_bytes_are_noticed(void **state)
{
	struct fixture *f = *state;

	srandom(3);
	for (int round = 0; round < 150; round++) {
		struct index *index = fixture_open(f, INDEX_FRESH);
		uint32_t folder = fixture_fill(f, index, "", 200);

		forget(&index);
		flip_bytes(f, 1u << (round % 12));
		use_whatever_is_there(f, folder);
		fixture_shell(f, "rm -f index.mdb");
	}
}

static void test_index__garbage_pages_mean_a_new_one(void **state)
{
	struct fixture *f = *state;

	for (int page = 0; page < 12; page++) {
		auto_free char *command = x_printf(
			"dd if=/dev/urandom of=index.mdb bs=4096 seek=%d "
			"count=2 conv=notrunc status=none",
			page);

		fill_and_forget(f, 5000);
		fixture_shell(f, command);
		use_whatever_is_there(f, 1);
		fixture_shell(f, "rm index.mdb");
	}
}

static void test_index__a_live_handle_goes_over_to_a_new_one(void **state)
{
	static const char *const accidents[] = {
		"rm -r ../index",
		"rm index.mdb",
		": > index.mdb",
	};
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);

	for (size_t i = 0; i < ARRAY_LEN(accidents); i++) {
		uint32_t folder = fixture_fill(f, index, "", 9);
		struct index_folder record;
		struct index_txn *txn;

		fixture_shell(f, accidents[i]);
		txn = fixture_begin(f, index, INDEX_WRITE);
		assert_false(index_folder_get(txn, folder, &record, &f->err));
		assert_int_equal(f->err.kind, ERR_NOTFOUND);
		index_abort(&txn);
		index_notify(index);
	}
	forget(&index);
}

static void test_index__discard_leaves_an_empty_one(void **state)
{
	struct fixture *f = *state;
	struct index *a = fixture_open(f, INDEX_FRESH);
	struct index *b = fixture_open(f, INDEX_AS_FOUND);
	uint32_t folder = fixture_fill(f, a, "", 9);
	struct index_txn *old = fixture_begin(f, b, INDEX_READ);
	struct index_folder record;

	fixture_must(f, index_discard(a, &f->err));
	assert_int_equal(inbox_of(f, a), 0);
	assert_int_equal(inbox_of(f, b), 0);
	/* who reads the old one may finish */
	fixture_must(f, index_folder_get(old, folder, &record, &f->err));
	index_abort(&old);
	assert_true(fixture_fill(f, b, "", 2) != folder);
	assert_ptr_equal(a->env, b->env);
	index_close(&a);
	forget(&b);
}

static void test_index__many_users_stay_within_bounds(void **state)
{
	struct fixture *f = *state;
	unsigned fds = 0;

	for (int i = 0; i < 200; i++) {
		auto_free char *dir = x_printf("%s/user%d", f->home, i);
		enum index_opened how = INDEX_AS_FOUND;
		struct index *index = NULL;

		fixture_must(f, index_open(dir, &index, &how, &f->err));
		assert_int_equal(how, INDEX_FRESH);
		index_close(&index);
	}
	for (int fd = 0; fd < 1024; fd++)
		fds += fcntl(fd, F_GETFD) >= 0;
	assert_in_range(fds, 1, 64 * 7);
	index_env_close_unused(0);
}

static void test_index__a_child_does_not_disturb_its_parent(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 5);
	struct index_txn *txn = fixture_begin(f, index, INDEX_READ);
	struct index_message message;
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct index *mine = NULL;
		enum index_opened how;

		index_forget_all();
		if (!index_open(f->dir, &mine, &how, &f->err) ||
		    how != INDEX_AS_FOUND)
			_exit(1);
		_exit(fixture_count(f, mine, folder) != 5);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	fixture_must(f, index_message_get(txn, folder, 5, &message, &f->err));
	index_abort(&txn);
	forget(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index__is_found_by_the_next_process),
		fixture_test(test_index__handles_of_one_folder_share_it),
		fixture_test(test_index__another_boot_means_a_new_one),
		fixture_test(test_index__another_mount_means_a_new_one),
		fixture_test(
			test_index__a_missing_or_torn_mark_means_a_new_one),
		fixture_test(test_index__too_few_fds_leave_it_alone),
		fixture_test(test_index__a_copy_means_a_new_one),
		fixture_test(test_index__missing_files_mean_a_new_one),
		fixture_test(test_index__another_version_means_a_new_one),
		fixture_test(test_index__a_truncated_file_means_a_new_one),
		fixture_test(test_index__flipped_bytes_are_noticed),
		fixture_test(test_index__garbage_pages_mean_a_new_one),
		fixture_test(test_index__a_live_handle_goes_over_to_a_new_one),
		fixture_test(test_index__discard_leaves_an_empty_one),
		fixture_test(test_index__many_users_stay_within_bounds),
		fixture_test(test_index__a_child_does_not_disturb_its_parent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
