/* SPDX-License-Identifier: MIT */
#include "bench/sieve_libsieve.h"

#include <sieve2.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	VALUES_MAX = 64
};

struct bench {
	const char *script;
	struct span message;
	char *values[VALUES_MAX + 1];
	size_t count;
};

static int on_script(sieve2_context_t *sieve, void *context)
{
	static const char name[] = "script";
	struct bench *b = context;

	return sieve2_setvalue_string(sieve, (char *)(uintptr_t)name,
				      (char *)(uintptr_t)b->script);
}

static void forget_values(struct bench *b)
{
	while (b->count)
		free(b->values[--b->count]);
	b->values[0] = NULL;
}

static int on_header(sieve2_context_t *sieve, void *context)
{
	static const char asked[] = "header", body[] = "body";
	struct bench *b = context;
	struct span name = span_of(
		sieve2_getvalue_string(sieve, (char *)(uintptr_t)asked));
	struct span rest = b->message, line;

	forget_values(b);
	while (span_cut(&rest, '\n', &line) && line.len > 1 &&
	       b->count < VALUES_MAX)
		if (line.len > name.len && line.ptr[name.len] == ':' &&
		    span_eq_nocase(span_first(line, name.len), name))
			b->values[b->count++] = x_span_dup(
				span_trim(span_from(line, name.len + 1)));
	b->values[b->count] = NULL;
	return sieve2_setvalue_stringlist(sieve, (char *)(uintptr_t)body,
					  b->values);
}

static int on_size(sieve2_context_t *sieve, void *context)
{
	static const char name[] = "size";
	const struct bench *b = context;

	return sieve2_setvalue_int(sieve, (char *)(uintptr_t)name,
				   (int)b->message.len);
}

static int on_subaddress(sieve2_context_t *sieve, void *context)
{
	static const char asked[] = "address", domain[] = "domain";
	char *address = sieve2_getvalue_string(sieve, (char *)(uintptr_t)asked);
	char *at = address ? strchr(address, '@') : NULL;

	(void)context;
	return sieve2_setvalue_string(sieve, (char *)(uintptr_t)domain,
				      at ? at + 1 : address);
}

static int on_action(sieve2_context_t *sieve, void *context)
{
	(void)sieve;
	(void)context;
	return SIEVE2_OK;
}

void sieve_libsieve_run(const char *script, struct span message)
{
	sieve2_callback_t callbacks[] = {
		{ SIEVE2_SCRIPT_GETSCRIPT, on_script },
		{ SIEVE2_MESSAGE_GETHEADER, on_header },
		{ SIEVE2_MESSAGE_GETSIZE, on_size },
		{ SIEVE2_MESSAGE_GETSUBADDRESS, on_subaddress },
		{ SIEVE2_ACTION_KEEP, on_action },
		{ SIEVE2_ACTION_REDIRECT, on_action },
		{ SIEVE2_ACTION_FILEINTO, on_action },
		{ SIEVE2_VALUE_FIRST, NULL },
	};
	struct bench b = { .script = script, .message = message };
	sieve2_context_t *sieve;

	if (sieve2_alloc(&sieve) != SIEVE2_OK ||
	    sieve2_callbacks(sieve, callbacks) != SIEVE2_OK ||
	    sieve2_execute(sieve, &b) != SIEVE2_OK)
		printf("libsieve fails\n");
	sieve2_free(&sieve);
	forget_values(&b);
}
