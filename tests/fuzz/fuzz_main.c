/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without libFuzzer: every file of its corpus folder
 * (tests/fuzz/corpus/<stem>/) and 2,000 fixed-seed mutations of them.
 */
#include <dirent.h>
#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/x.h"
#include "io/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MUTATIONS = 2000,
	INPUT_MAX = 1 << 20
};

static uint32_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static void run(struct span input)
{
	/* An exact heap copy, so that ASan sees a read past the end. */
	auto_free uint8_t *copy = x_realloc_array(NULL, input.len, 1);

	if (input.len)
		memcpy(copy, input.ptr, input.len);
	LLVMFuzzerTestOneInput(copy, input.len);
}

static void mutate(struct span input)
{
	auto_free char *copy = x_span_dup(input);
	size_t len = input.len;

	for (uint32_t n = 1 + next_random() % 8; n && len; n--) {
		size_t at = next_random() % len;

		switch (next_random() % 4) {
		case 0:
			copy[at] = (char)next_random();
			break;
		case 1:
			copy[at] =
				"()\"{}\\\r\n,:;=<>@ \t*%0"[next_random() % 20];
			break;
		case 2:
			memmove(copy + at, copy + at + 1, len - at - 1);
			len--;
			break;
		default:
			len = at + 1;
		}
	}
	run(span_make(copy, len));
}

int main(int argc, char **argv)
{
	const char *stem = strrchr(argv[0], '/');
	auto_free char *path = NULL;
	struct dirent *entry;
	unsigned files = 0;
	DIR *dir;

	stem = stem ? stem + 1 : argv[0];
	if (strncmp(stem, "fuzz_", 5) == 0)
		stem += 5;
	path = argc > 1 ? x_strdup(argv[1])
			: x_printf("%s/tests/fuzz/corpus/%s",
				   getenv("srcdir") ? getenv("srcdir") : ".",
				   stem);
	dir = opendir(path);
	if (!dir) {
		fprintf(stderr, "no corpus at %s\n", path);
		return 1;
	}
	while ((entry = readdir(dir))) {
		auto_buf struct buf input;
		struct err err;

		if (entry->d_name[0] == '.')
			continue;
		buf_init(&input, INPUT_MAX);
		if (!file_read(dirfd(dir), entry->d_name, &input, &err)) {
			fprintf(stderr, "%s: %s\n", entry->d_name,
				err_log_text(&err));
			return 1;
		}
		run(buf_span(&input));
		for (unsigned i = 0; i < MUTATIONS; i++)
			mutate(buf_span(&input));
		files++;
	}
	closedir(dir);
	printf("%u corpus files, %u mutations each\n", files,
	       (unsigned)MUTATIONS);
	return files ? 0 : 1;
}
