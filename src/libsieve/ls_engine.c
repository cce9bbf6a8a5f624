/* SPDX-License-Identifier: MIT */
/*
 * Actions are gathered until libsieve is through: it does those in front of a
 * syntax error and calls that a success, so that one error of any kind makes
 * all of them void. It writes into the list of a header's values, which
 * therefore is made anew for each question.
 */
#include "libsieve/ls_engine.h"

#include <limits.h>
#include <sieve2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libsieve/ls_request.h"

enum {
	ERROR_MAX = 300
};

struct engine {
	const struct ls_request *request;
	char *answer;
	size_t len, space;
	bool out_of_memory;
	char error[ERROR_MAX]; /* the first */
	char **values;         /* of the last header asked for */
	char *local, *user;    /* of the last address taken apart */
};

/* Its functions take names as char *, and do not write to them. */
static char *text_of(sieve2_context_t *sieve, const char *name)
{
	return sieve2_getvalue_string(sieve, (char *)(uintptr_t)name);
}

static void set_text(sieve2_context_t *sieve, const char *name, char *text)
{
	sieve2_setvalue_string(sieve, (char *)(uintptr_t)name, text);
}

/* ---- the answer ---- */

static bool has_room(struct engine *e, size_t more)
{
	char *grown;

	if (e->len + more <= e->space)
		return true;
	e->space = e->space * 2 + more;
	grown = realloc(e->answer, e->space);
	e->out_of_memory |= !grown;
	if (grown)
		e->answer = grown;
	return grown != NULL;
}

static void add(struct engine *e, char kind, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (e->out_of_memory || !has_room(e, 5 + len))
		return;
	e->answer[e->len++] = kind;
	for (unsigned shift = 0; shift < 32; shift += 8)
		e->answer[e->len++] = (char)(len >> shift);
	if (len)
		memcpy(e->answer + e->len, text, len);
	e->len += len;
}

static int on_keep(sieve2_context_t *sieve, void *engine)
{
	(void)sieve;
	add(engine, 'K', "");
	return SIEVE2_OK;
}

static int on_discard(sieve2_context_t *sieve, void *engine)
{
	(void)sieve;
	add(engine, 'D', "");
	return SIEVE2_OK;
}

static int on_fileinto(sieve2_context_t *sieve, void *engine)
{
	add(engine, 'F', text_of(sieve, "mailbox"));
	return SIEVE2_OK;
}

static int on_redirect(sieve2_context_t *sieve, void *engine)
{
	add(engine, 'R', text_of(sieve, "address"));
	return SIEVE2_OK;
}

static int on_reject(sieve2_context_t *sieve, void *engine)
{
	add(engine, 'J', text_of(sieve, "message"));
	return SIEVE2_OK;
}

static int on_vacation(sieve2_context_t *sieve, void *engine)
{
	add(engine, 'V', text_of(sieve, "message"));
	return SIEVE2_OK;
}

static int on_error(sieve2_context_t *sieve, void *engine)
{
	const char *text = text_of(sieve, "message");
	struct engine *e = engine;

	if (!e->error[0])
		snprintf(e->error, sizeof(e->error), "%s",
			 text && text[0] ? text : "it does not say why");
	return SIEVE2_OK;
}

/* ---- what it asks ---- */

static int on_script(sieve2_context_t *sieve, void *engine)
{
	const struct engine *e = engine;

	set_text(sieve, "script", e->request->script);
	return SIEVE2_OK;
}

static int on_header(sieve2_context_t *sieve, void *engine)
{
	static const char body[] = "body";
	struct engine *e = engine;
	const struct ls_field *field =
		ls_request_field(e->request, text_of(sieve, "header"));
	size_t count = field ? field->count : 0;

	free(e->values);
	e->values = calloc(count + 1, sizeof(*e->values));
	e->out_of_memory |= !e->values;
	if (!e->values)
		return SIEVE2_ERROR_NOMEM;
	for (size_t i = 0; i < count; i++)
		e->values[i] = field->values[i];
	sieve2_setvalue_stringlist(sieve, (char *)(uintptr_t)body, e->values);
	return SIEVE2_OK;
}

static int on_envelope(sieve2_context_t *sieve, void *engine)
{
	const struct engine *e = engine;

	set_text(sieve, "from", e->request->sender);
	set_text(sieve, "to", e->request->recipient);
	return SIEVE2_OK;
}

static int on_size(sieve2_context_t *sieve, void *engine)
{
	static const char name[] = "size";
	const struct engine *e = engine;
	unsigned long long size = 0;

	if (sscanf(e->request->size, "%llu", &size) != 1 || size > INT_MAX)
		size = INT_MAX;
	return sieve2_setvalue_int(sieve, (char *)(uintptr_t)name, (int)size);
}

/* Cuts in two; NULL: that does not stand in it. */
static char *cut(char *at)
{
	if (at)
		*at++ = '\0';
	return at;
}

static int on_subaddress(sieve2_context_t *sieve, void *engine)
{
	struct engine *e = engine;
	const char *address = text_of(sieve, "address");
	char separator = e->request->separator[0];

	free(e->local);
	free(e->user);
	e->user = NULL;
	e->local = strdup(address ? address : "");
	if (e->local) {
		set_text(sieve, "domain", cut(strrchr(e->local, '@')));
		e->user = strdup(e->local);
	}
	if (!e->user) {
		e->out_of_memory = true;
		return SIEVE2_ERROR_NOMEM;
	}
	if (separator)
		set_text(sieve, "detail", cut(strchr(e->user, separator)));
	set_text(sieve, "user", e->user);
	set_text(sieve, "localpart", e->local);
	return SIEVE2_OK;
}

/* ---- */

static const sieve2_callback_t callbacks[] = {
	{ .value = SIEVE2_ACTION_KEEP, .func = on_keep },
	{ .value = SIEVE2_ACTION_DISCARD, .func = on_discard },
	{ .value = SIEVE2_ACTION_FILEINTO, .func = on_fileinto },
	{ .value = SIEVE2_ACTION_REDIRECT, .func = on_redirect },
	{ .value = SIEVE2_ACTION_REJECT, .func = on_reject },
	{ .value = SIEVE2_ACTION_VACATION, .func = on_vacation },
	{ .value = SIEVE2_ERRCALL_RUNTIME, .func = on_error },
	{ .value = SIEVE2_ERRCALL_PARSE, .func = on_error },
	{ .value = SIEVE2_ERRCALL_HEADER, .func = on_error },
	{ .value = SIEVE2_ERRCALL_ADDRESS, .func = on_error },
	{ .value = SIEVE2_SCRIPT_GETSCRIPT, .func = on_script },
	{ .value = SIEVE2_MESSAGE_GETHEADER, .func = on_header },
	{ .value = SIEVE2_MESSAGE_GETENVELOPE, .func = on_envelope },
	{ .value = SIEVE2_MESSAGE_GETSIZE, .func = on_size },
	{ .value = SIEVE2_MESSAGE_GETSUBADDRESS, .func = on_subaddress },
	{ .value = SIEVE2_VALUE_FIRST, .func = NULL },
};

static bool write_all(int fd, const char *at, size_t len)
{
	while (len) {
		ssize_t n = write(fd, at, len);

		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

bool ls_engine_run(const struct ls_request *request, int fd)
{
	struct engine e = { .request = request };
	sieve2_context_t *sieve;
	int result = sieve2_alloc(&sieve);

	/* It does not write to them either. */
	if (result == SIEVE2_OK)
		result = sieve2_callbacks(
			sieve, (sieve2_callback_t *)(uintptr_t)callbacks);
	if (result == SIEVE2_OK)
		result = sieve2_execute(sieve, &e);
	if (result != SIEVE2_OK && !e.error[0])
		snprintf(e.error, sizeof(e.error), "%s", sieve2_errstr(result));
	if (e.error[0]) {
		e.len = 0;
		add(&e, 'E', e.error);
	} else {
		add(&e, '.', "");
	}
	return !e.out_of_memory && write_all(fd, e.answer, e.len);
}
