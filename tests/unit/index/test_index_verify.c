/* SPDX-License-Identifier: MIT */
/* Whatever work LMDB did, the walk must find it good. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "index/index_priv.h"
#include "index/index_verify.h"
#include "index_fixture.h"

static void assert_good(struct fixture *f, struct index *index)
{
	struct index_txn *txn = fixture_begin(f, index, INDEX_READ);
	auto_fd int fd = open(index->path, O_RDONLY);
	struct stat st;
	uint64_t map_size;
	uint64_t used;
	void *map;

	assert_int_equal(fstat(fd, &st), 0);
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	assert_true(map != MAP_FAILED);
	assert_true(index_verify_meta(
		span_make(map, 2 * (size_t)sysconf(_SC_PAGESIZE)),
		(uint64_t)st.st_size, &map_size, &used));
	assert_int_equal(index_verify_tree(span_make(map, (size_t)st.st_size),
					   mdb_txn_id(txn->lmdb)),
			 INDEX_VERIFY_GOOD);
	assert_int_equal(index_verify_tree(span_make(map, (size_t)st.st_size),
					   mdb_txn_id(txn->lmdb) + 2),
			 INDEX_VERIFY_OTHER_SNAPSHOT);
	munmap(map, (size_t)st.st_size);
	index_abort(&txn);
}

static void change_at_random(struct fixture *f, struct index_txn *txn,
			     uint32_t folder)
{
	for (int i = random() % 400; i > 0; i--) {
		struct index_message message = { .modseq = 2 };
		uint32_t uid = 1 + (uint32_t)(random() % 3000);

		if (random() % 3) {
			fixture_must(f, index_message_put(txn, folder, uid,
							  &message, &f->err));
			continue;
		}
		if (!index_message_remove(txn, folder, uid, &f->err))
			assert_int_equal(f->err.kind, ERR_NOTFOUND);
	}
}

/* Values of several pages, of changing length. */
static void change_keywords(struct fixture *f, struct index_txn *txn,
			    uint32_t folder)
{
	char names[16000];
	size_t len = (size_t)(random() % 16000);

	memset(names, 'k', len);
	fixture_must(f, index_keywords_put(txn, folder, span_make(names, len),
					   &f->err));
}

static void test_index_verify__finds_all_honest_work_good(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 2000);
	struct index_txn *pin = NULL;

	srandom(1);
	for (int round = 0; round < 400; round++) {
		struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);

		change_at_random(f, txn, folder);
		change_keywords(f, txn, folder);
		if (round % 50 == 30)
			pin = fixture_begin(f, index, INDEX_READ);
		if (round % 50 == 49)
			index_abort(&pin);
		if (round % 20 == 19)
			fixture_must(
				f, index_folder_remove(txn, SPAN(""), &f->err));
		if (round % 7 == 6)
			index_abort(&txn);
		else
			fixture_must(f, index_commit(&txn, &f->err));
		if (round % 20 == 19 && round % 7 != 6)
			folder = fixture_fill(f, index, "", 500);
		assert_good(f, index);
	}
	index_close(&index);
	index_env_close_unused(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_verify__finds_all_honest_work_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
