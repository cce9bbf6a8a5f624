/* SPDX-License-Identifier: MIT */
/*
 * The store measured from inside: one case per call, figures on stdout as
 * "name value" lines for bench/store, which also makes the folders.
 *
 *   store-own CASE DIR NUMBER…
 *
 * User n lives in DIR/n. CPU is user and system time of this process and the
 * children that it waited for. Trouble of any kind ends the run.
 */
#include <stdio.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/num.h"
#include "bench/bench.h"

static const struct {
	const char *name;
	void (*run)(const struct bench_job *job);
} cases[] = {
	{ "append", bench_delivery_append }, { "bare", bench_delivery_bare },
	{ "build", bench_folder_build },     { "change", bench_folder_change },
	{ "expunge", bench_folder_expunge }, { "fill", bench_folder_fill },
	{ "flags", bench_folder_flags },     { "memory", bench_folder_memory },
	{ "open", bench_folder_open },       { "visit", bench_delivery_visit },
};

int main(int argc, char **argv)
{
	struct bench_job job = { .dir = argc > 2 ? argv[2] : "" };

	log_init("store-own", LOG_LEVEL_WARN);
	for (int i = 3; i < argc && i - 3 < BENCH_NUMBERS; i++)
		bench_check_call(num_parse_u32(span_of(argv[i]), 0, UINT32_MAX,
					       &job.number[i - 3]),
				 argv[i]);
	for (size_t i = 0; argc > 2 && i < ARRAY_LEN(cases); i++) {
		if (!span_eq(span_of(argv[1]), span_of(cases[i].name)))
			continue;
		cases[i].run(&job);
		return 0;
	}
	fprintf(stderr, "usage: store-own CASE DIR NUMBER…\n");
	return 64;
}
