/* SPDX-License-Identifier: MIT */
/* A folder for an index that lasts as long as one test. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "index/index.h"

struct fixture {
	char home[64];
	char *dir;
	struct err err;
};

static inline int fixture_setup(void **state)
{
	struct fixture *f = x_calloc(1, sizeof(*f));

	snprintf(f->home, sizeof(f->home), "/tmp/fumikura-index-XXXXXX");
	if (!mkdtemp(f->home))
		return -1;
	f->dir = x_printf("%s/a/index", f->home);
	log_init("test", LOG_LEVEL_ERROR);
	*state = f;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;
	auto_free char *command = x_printf("rm -rf %s", f->home);
	int rc = system(command);

	free(f->dir);
	free(f);
	return rc;
}

static inline void fixture_shell(struct fixture *f, const char *command)
{
	auto_free char *line = x_printf("cd %s && %s", f->dir, command);

	assert_int_equal(system(line), 0);
}

#define fixture_must(f, call)                                                  \
	do {                                                                   \
		if (!(call))                                                   \
			fail_msg("%s: %s", #call, err_log_text(&(f)->err));    \
	} while (0)

static inline struct index *fixture_open(struct fixture *f,
					 enum index_opened expected)
{
	struct index *index = NULL;
	enum index_opened how = INDEX_AS_FOUND;

	fixture_must(f, index_open(f->dir, &index, &how, &f->err));
	assert_int_equal(how, expected);
	return index;
}

static inline struct index_txn *
fixture_begin(struct fixture *f, struct index *index, enum index_mode mode)
{
	struct index_txn *txn = NULL;

	fixture_must(f, index_begin(index, mode, &txn, &f->err));
	return txn;
}

/* A folder with messages 1..count, committed. */
static inline uint32_t fixture_fill(struct fixture *f, struct index *index,
				    const char *dir, uint32_t count)
{
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_folder record = { .uidvalidity = 7 };
	uint32_t folder = 0;

	fixture_must(f, index_folder_add(txn, span_of(dir), &folder, &f->err));
	for (uint32_t uid = 1; uid <= count; uid++) {
		struct index_message message = { .modseq = uid,
						 .arrival_modseq = uid,
						 .size = uid * 3 };

		fixture_must(f, index_message_put(txn, folder, uid, &message,
						  &f->err));
	}
	record.uidnext = count + 1;
	record.messages = count;
	memset(record.mailbox_id, 'm', sizeof(record.mailbox_id));
	fixture_must(f, index_folder_put(txn, folder, &record, &f->err));
	fixture_must(f, index_commit(&txn, &f->err));
	return folder;
}

/* How many messages a scan gives; checks each. */
static inline uint32_t fixture_count(struct fixture *f, struct index *index,
				     uint32_t folder)
{
	struct index_txn *txn = fixture_begin(f, index, INDEX_READ);
	struct index_message message;
	enum index_step step;
	struct index_scan scan;
	uint32_t count = 0;
	uint32_t uid;

	index_scan_init(&scan, txn, folder, 0);
	while ((step = index_scan_next(&scan, &uid, &message, &f->err)) ==
	       INDEX_STEP_ONE) {
		assert_int_equal(message.size, uid * 3);
		count++;
	}
	assert_int_equal(step, INDEX_STEP_END);
	index_scan_release(&scan);
	index_abort(&txn);
	return count;
}

#define fixture_test(name)                                                     \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
