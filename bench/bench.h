/* SPDX-License-Identifier: MIT */
/* What the cases of store-own share. Trouble of any kind ends the run. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/store.h"

enum {
	BENCH_NUMBERS = 4,
	BENCH_MESSAGE_BYTES = 4096
};

struct bench_job {
	const char *dir;
	uint32_t number[BENCH_NUMBERS];
};

void bench_check(bool ok, const struct err *err);
/* ... with errno. */
void bench_check_call(bool ok, const char *what);

/* User and system seconds of this process and the children waited for. */
double bench_cpu(void);
void bench_tell(const char *name, double value);
/* "cpu_us" of each operation since `before`. */
void bench_tell_cpu(double before, uint32_t operations);

struct store_user *bench_open_user(const char *dir, uint32_t number);
/* The same text as bench/servers.py has, with our trace fields on top. */
void bench_write_message(struct buf *out, const char *eol);

/* ---- cases: bench_delivery.c, bench_folder.c ---- */
void bench_delivery_append(const struct bench_job *job);
void bench_delivery_bare(const struct bench_job *job);
void bench_delivery_visit(const struct bench_job *job);
void bench_folder_build(const struct bench_job *job);
void bench_folder_change(const struct bench_job *job);
void bench_folder_expunge(const struct bench_job *job);
void bench_folder_fill(const struct bench_job *job);
void bench_folder_flags(const struct bench_job *job);
void bench_folder_memory(const struct bench_job *job);
void bench_folder_open(const struct bench_job *job);
