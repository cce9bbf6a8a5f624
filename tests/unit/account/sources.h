/* SPDX-License-Identifier: MIT */
/* A section and files for the tests of account sources. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account_source.h"

/* Strings that the test may replace; everything else zero. */
static char preset_home[] = "/srv/mail/%d/%n";
static char preset_dir[] = "%h/Maildir";
static char preset_empty[] = "";
static char preset_scheme[] = "CRYPT";
static char preset_name[] = "test";

static struct config test_config = { .mail_home = preset_home,
				     .mail_dir = preset_dir };

static inline struct config_source test_section(char *type)
{
	struct config_source section = { 0 };

#define SOURCE_STRING(name, preset, types, unit, doc)                          \
	section.name = preset_empty;
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc)                \
	section.name = (preset);
#define SOURCE_BOOL(name, preset, types, doc) section.name = (preset);
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
	section.name = preset_name;
	section.type = type;
	section.default_scheme = preset_scheme;
	return section;
}

static char test_dir[64];

static inline int test_dir_make(void **state)
{
	(void)state;
	snprintf(test_dir, sizeof(test_dir), "/tmp/fumikura-test-XXXXXX");
	return mkdtemp(test_dir) ? 0 : -1;
}

static inline int test_dir_remove(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", test_dir);
	return system(command) == 0 ? 0 : -1;
}

/* In test_dir; the text is valid for the next 63 calls. */
static inline char *test_path(const char *name)
{
	static char path[64][256];
	static unsigned turn;

	turn = (turn + 1) % 64;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", test_dir, name);
	return path[turn];
}

static inline void test_put(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
}

/* Written in place. */
static inline void test_write(const char *path, const char *text)
{
	test_put(path, text, strlen(text));
}

/* Replaced as a careful program does it. */
static inline void test_replace(const char *path, const char *text)
{
	char new[300];

	snprintf(new, sizeof(new), "%s.new", path);
	test_write(new, text);
	assert_int_equal(rename(new, path), 0);
}

static inline bool test_lookup(struct account_source *source, const char *user,
			       struct account_entry *out, struct err *err)
{
	const struct account_query query = { user, "imap", "192.0.2.1",
					     "192.0.2.2" };

	return source->kind->lookup(source, &query, out, err);
}
