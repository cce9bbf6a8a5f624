/* SPDX-License-Identifier: MIT */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

void bench_check(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "store-own: %s\n", err_log_text(err));
	exit(1);
}

void bench_check_call(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

/* ---- CPU ---- */

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

double bench_cpu(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return seconds(&self.ru_utime) + seconds(&self.ru_stime) +
	       seconds(&children.ru_utime) + seconds(&children.ru_stime);
}

void bench_tell(const char *name, double value)
{
	printf("%s %.3f\n", name, value);
}

void bench_tell_cpu(double before, uint32_t operations)
{
	bench_tell("cpu_us", (bench_cpu() - before) * 1e6 / operations);
}

/* ---- users and messages ---- */

struct store_user *bench_open_user(const char *dir, uint32_t number)
{
	struct store_settings settings = {
		.host = "bench",
		.mime = { .parts = 10000,
			  .depth = 100,
			  .header_bytes = 1 << 20 },
		.message_max = 64 << 20,
		.mailbox_max = 1000,
		.keywords_max = 64,
	};
	struct account account = { .uid = UINT32_MAX, .gid = UINT32_MAX };
	struct store_user *user;
	struct err err = { 0 };

	snprintf(account.user, sizeof(account.user), "user%u@example.org",
		 number);
	snprintf(account.home, sizeof(account.home), "%s/%u", dir, number);
	snprintf(account.mail, sizeof(account.mail), "%s/%u/Maildir", dir,
		 number);
	bench_check(store_user_open(&account, &settings, &user, &err), &err);
	return user;
}

void bench_write_message(struct buf *out, const char *eol)
{
	static const char *const head[] = {
		"Return-Path: <s@example.net>",
		"Delivered-To: user@example.org",
		"Received: from bench (local uid 0)",
		"\tby bench (Fumikura) with LMTP id 643f1c0a5b2c1-1f2e-1",
		"\tfor <user@example.org>; Sun, 22 Nov 2026 10:00:00 +0900",
		"From: Sender <s@example.net>",
		"To: User <user@example.org>",
		"Message-ID: <1.4096@example.net>",
		"Subject: A message of a benchmark",
		"Date: Sun, 22 Nov 2026 10:00:00 +0900",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
		"Received: from a.example.net by b.example.net;",
		"\tSun, 22 Nov 2026 10:00:00 +0900",
		"",
	};

	buf_reset(out);
	for (size_t i = 0; i < ARRAY_LEN(head); i++)
		buf_add_format(out, "%s%s", head[i], eol);
	while (out->len < BENCH_MESSAGE_BYTES)
		buf_add_format(out,
			       "The quick brown fox jumps over the lazy dog, "
			       "again and again and again.%s",
			       eol);
}
