/* SPDX-License-Identifier: MIT */
/*
 * What a script costs: 20 rules, of which none matches, and a message of 9 KB
 * with 29 fields. Processor time of compiling, and of opening kept byte-code
 * and running it, in microseconds: the best and the worst of eight rounds. And
 * of libsieve, which does both each time, where the build has it.
 *
 *   sieve-own
 *   sieve-own DIR   only writes that script and message there, for others
 */
#include <stdio.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "bench/sieve_libsieve.h"
#include "sieve/sieve.h"

enum {
	ROUNDS = 8,
	TIMES = 2000,
	RULES = 20,
	MESSAGE_BYTES = 9 * 1024
};

static void add_rule(struct buf *out, unsigned i)
{
	static const char *const tests[] = {
		"header :contains \"Subject\" \"[project-%u]\"",
		"address :is [\"from\", \"sender\"] \"person%u@example.org\"",
		"anyof (header :is \"List-Id\" \"<list%u.example.org>\", "
		"address :domain :is \"to\" \"lists%u.example.org\")",
		"header :matches \"subject\" \"*ticket*%u*\"",
		"allof (exists \"X-Spam-Flag\", size :over %uM, not header "
		":contains \"X-Mailer\" \"mailer\")",
	};

	buf_add_str(out, i ? "elsif " : "if ");
	for (const char *at = tests[i % 5]; *at; at++) {
		if (at[0] == '%')
			buf_add_u64(out, i), at++;
		else
			buf_add_char(out, *at);
	}
	buf_add_format(
		out, " {\r\n    fileinto \"Folder/%u\";\r\n    stop;\r\n}\r\n",
		i);
}

static void make_script(struct buf *out)
{
	buf_add_str(out, "require [\"fileinto\"];\r\n# twenty rules\r\n");
	for (unsigned i = 0; i < RULES; i++)
		add_rule(out, i);
}

static void make_message(struct buf *out)
{
	for (unsigned i = 0; i < 8; i++)
		buf_add_format(out,
			       "Received: from mx%u.example.net (mx%u.example."
			       "net [192.0.2.%u])\r\n\tby mail.example.org "
			       "with ESMTPS id 4XyZ%u\r\n\tfor "
			       "<someone@example.org>; Sun, 22 Nov 2026 "
			       "10:00:0%u +0000\r\n",
			       i, i, i, i, i);
	buf_add_str(out,
		    "Return-Path: <bounce@example.net>\r\n"
		    "Delivered-To: someone@example.org\r\n"
		    "From: =?UTF-8?Q?Andr=C3=A9?= Example <andre@example.net>"
		    "\r\nTo: Someone <someone@example.org>, "
		    "\"Else, Someone\" <else@example.org>\r\n"
		    "Subject: =?UTF-8?Q?Meeting_n=C3=A4chste_Woche?= about "
		    "the plan\r\n"
		    "Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n"
		    "Message-ID: <20261122.1@example.net>\r\n"
		    "MIME-Version: 1.0\r\n"
		    "Content-Type: text/plain; charset=utf-8\r\n");
	for (unsigned i = 0; i < 12; i++)
		buf_add_format(out, "X-Header-%u: some value of it, %u\r\n", i,
			       i);
	buf_add_str(out, "\r\n");
	while (out->len < MESSAGE_BYTES)
		buf_add_str(out, "A line of text that nobody looks at.\r\n");
}

static void compile(const struct sieve_settings *settings, struct span text,
		    struct buf *code)
{
	auto_arena struct arena arena;
	struct sieve_note *notes;

	arena_init(&arena);
	buf_reset(code);
	if (!sieve_compile(settings, text, &arena, &notes, code))
		printf("line %u: %s\n", (unsigned)notes->line, notes->text);
}

static void run(const struct sieve_settings *settings, struct span code,
		const struct sieve_input *input)
{
	const struct sieve_host host = { 0 };
	struct sieve_script *script = NULL;
	struct sieve_run *run;
	struct err err;
	bool keep;

	if (!sieve_open(code, "script", &script, &err))
		return;
	run = sieve_run_new(settings, &host, input, NULL, NULL);
	if (!sieve_run_script(run, script, &keep, &err) || !keep)
		printf("%s\n", err.text);
	(void)sieve_run_actions(run);
	sieve_run_free(&run);
	sieve_close(&script);
}

struct cost {
	double best, worst;
};

static void add_round(struct cost *cost, int64_t from)
{
	double us = (double)(clock_cpu_us() - from) / TIMES;

	if (cost->best == 0 || us < cost->best)
		cost->best = us;
	if (us > cost->worst)
		cost->worst = us;
}

static int write_file(const char *folder, const char *name, struct span bytes)
{
	auto_free char *path = x_printf("%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	bool done = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;

	if (file && fclose(file) == 0 && done)
		return 0;
	perror(path);
	return 1;
}

int main(int argc, char **argv)
{
	const struct sieve_settings settings = {
		.limits = sieve_limits_default,
		.separator = '+',
	};
	struct cost compiled = { 0, 0 }, ran = { 0, 0 }, second = { 0, 0 };
	auto_buf struct buf script;
	auto_buf struct buf message;
	auto_buf struct buf code;

	buf_init(&script, 1 << 20);
	buf_init(&message, 1 << 20);
	buf_init(&code, 1 << 20);
	make_script(&script);
	make_message(&message);
	if (argc == 2)
		return write_file(argv[1], "script.sieve", buf_span(&script)) +
		       write_file(argv[1], "message", buf_span(&message));
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct sieve_input input = { .message = buf_span(&message) };
		int64_t from = clock_cpu_us();

		for (unsigned i = 0; i < TIMES; i++)
			compile(&settings, buf_span(&script), &code);
		add_round(&compiled, from);
		from = clock_cpu_us();
		for (unsigned i = 0; i < TIMES; i++)
			run(&settings, buf_span(&code), &input);
		add_round(&ran, from);
		from = clock_cpu_us();
		for (unsigned i = 0; i < TIMES; i++)
			sieve_libsieve_run(buf_str(&script),
					   buf_span(&message));
		add_round(&second, from);
	}
	printf("script %zu bytes, code %zu, message %zu\n", script.len,
	       code.len, message.len);
	printf("compile       %6.1f - %6.1f us\n", compiled.best,
	       compiled.worst);
	printf("open and run  %6.1f - %6.1f us\n", ran.best, ran.worst);
	if (WITH_LIBSIEVE)
		printf("libsieve      %6.1f - %6.1f us\n", second.best,
		       second.worst);
	return 0;
}
