/* SPDX-License-Identifier: MIT */
/* A folder with a configuration and files of accounts, and the loop, for the
 * tests of what asks sources. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "config/config.h"
#include "io/file.h"
#include "io/listen.h"

static struct event_base *chains_base;
/* The present one is the last. What is made from one lives as long as the
 * process, and points into it. */
static struct config *chains_configs[32];
static size_t chains_count;
static char chains_dir[64];

static inline char *chains_path(const char *name)
{
	static char path[8][128];
	static unsigned turn;

	turn = (turn + 1) % 8;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", chains_dir, name);
	return path[turn];
}

static inline void chains_write(const char *name, const char *text)
{
	struct err err;

	assert_true(file_write_atomic(AT_FDCWD, chains_path(name),
				      span_of(text), 0600, &err));
}

/* In the text, "DIR/" is the folder. */
static inline void chains_configure(const char *text)
{
	auto_buf struct buf out;
	struct span rest = span_of(text);
	struct err err;

	buf_init(&out, 65536);
	while (rest.len) {
		size_t at = span_find(rest, SPAN("DIR/"));

		buf_add(&out, span_first(rest, at));
		if (at < rest.len)
			buf_add_format(&out, "%s/", chains_dir);
		rest = span_from(rest, at + (at < rest.len ? 4 : 0));
	}
	chains_write("fumikura.conf", buf_str(&out));
	assert_true(chains_count < ARRAY_LEN(chains_configs));
	chains_configs[chains_count] = x_calloc(1, sizeof(struct config));
	assert_true(config_load(NULL, chains_dir, chains_configs[chains_count],
				&err));
	chains_count++;
}

static inline const struct config *chains_config(void)
{
	return chains_configs[chains_count - 1];
}

static inline int chains_begin(void **state)
{
	(void)state;
	snprintf(chains_dir, sizeof(chains_dir), "/tmp/fumikura-test-XXXXXX");
	if (!mkdtemp(chains_dir))
		return -1;
	if (!chains_base)
		chains_base = event_base_new();
	return chains_base ? 0 : -1;
}

static inline int chains_end(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", chains_dir);
	return system(command) == 0 ? 0 : -1;
}

static inline void chains_turn(void)
{
	assert_int_equal(event_base_loop(chains_base, EVLOOP_ONCE), 0);
}

/* A source of type authdaemond there gets no answer until the fd is closed. */
static inline int chains_silent(const char *name)
{
	struct err err;
	int fd;

	assert_true(listen_unix(chains_path(name), 0600, &fd, &err));
	return fd;
}
