/* SPDX-License-Identifier: MIT */
/*
 * Verbs on the scripts that a user has. As root a script to store is read
 * before the rights are dropped, for it is the admin's file.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "admin/adm_account.h"
#include "admin/adm_sieve.h"
#include "base/auto.h"
#include "io/file.h"
#include "sieve/sieve_config.h"
#include "store/store_script.h"

struct script_call {
	const struct config *config;
	struct store_scripts *scripts;
	struct span name, other; /* empty: not said */
	struct span text;        /* of put */
	bool activate;           /* put --activate */
};

typedef bool script_verb(struct script_call *s, struct err *err);

static bool no_such(const struct script_call *s, struct err *err)
{
	if (err->kind == ERR_NOTFOUND && s->name.len)
		return err_set(err, ERR_NOTFOUND, "no such script: %.*s",
			       SPAN_ARG(s->name));
	return false;
}

/* ---- verbs ---- */

static bool list(struct script_call *s, struct err *err)
{
	auto_arena struct arena arena = { 0 };
	struct store_script_entry *entry;
	size_t count;

	if (!store_script_list(s->scripts, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		printf("%.*s\t%" PRIu64 "%s\n", SPAN_ARG(entry[i].name),
		       entry[i].bytes, entry[i].is_active ? "\tactive" : "");
	return true;
}

static bool get(struct script_call *s, struct err *err)
{
	auto_buf struct buf name, text;
	bool done;

	buf_init(&name, STORE_SCRIPT_NAME_MAX);
	buf_init(&text, s->config->sieve_max_script_size);
	done = s->name.len
		       ? store_script_get(s->scripts, s->name, &text, err)
		       : store_script_get_active(s->scripts, &name, &text, err);
	if (!done)
		return no_such(s, err);
	fwrite(text.ptr, 1, text.len, stdout);
	return true;
}

static bool activate(struct script_call *s, struct err *err)
{
	return store_script_activate(s->scripts, s->name, err) ||
	       no_such(s, err);
}

/* Its errors and warnings are told as a compiler does. */
static bool is_good(const struct script_call *s, struct err *err)
{
	auto_arena struct arena arena = { 0 };
	struct sieve_note *note = NULL;
	struct sieve_settings settings;
	auto_buf struct buf code;
	bool good;

	sieve_config_settings(s->config, &arena, &settings);
	buf_init(&code, settings.limits.memory);
	good = sieve_compile(&settings, s->text, &arena, &note, &code);
	for (; note; note = note->next)
		fprintf(stderr, "%.*s:%u: %s%s\n", SPAN_ARG(s->name),
			note->line, note->is_warning ? "warning: " : "",
			note->text);
	return good || err_set(err, ERR_SYNTAX,
			       "the script has errors and is not stored");
}

static bool put(struct script_call *s, struct err *err)
{
	static const char *const full[] = {
		[STORE_SCRIPT_TOO_LARGE] =
			"the script is larger than sieve_max_script_size",
		[STORE_SCRIPT_TOO_MANY] =
			"the user has sieve_quota_max_scripts scripts",
		[STORE_SCRIPT_FULL] = "the user's scripts would be larger than "
				      "sieve_quota_max_storage",
	};
	enum store_script_room room;

	if (!is_good(s, err) ||
	    !store_script_put(s->scripts, s->name, s->text, &room, err))
		return false;
	if (room != STORE_SCRIPT_FITS)
		return err_set(err, ERR_QUOTA, "%s", full[room]);
	return !s->activate || activate(s, err);
}

static bool delete_one(struct script_call *s, struct err *err)
{
	return store_script_delete(s->scripts, s->name, err) || no_such(s, err);
}

static bool rename_one(struct script_call *s, struct err *err)
{
	return store_script_rename(s->scripts, s->name, s->other, err) ||
	       no_such(s, err);
}

/* ---- calls ---- */

static int run_verb(struct adm_call *call, const char *user,
		    struct script_call *s, script_verb *verb)
{
	const struct store_script_limits limits =
		store_script_limits_of(&call->config);
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	struct err err = { 0 };
	bool done;

	s->config = &call->config;
	done = adm_account_find(&call->config, user, &accounts, &err) &&
	       adm_account_enter(&call->config, &err) &&
	       store_script_open(&accounts.account[0], &limits, &s->scripts,
				 &err) &&
	       verb(s, &err);
	store_script_close(&s->scripts);
	return done ? ADM_OK : adm_complain(&err);
}

/* USER and that many names. */
static int run_names(struct adm_call *call, int least, int most,
		     script_verb *verb)
{
	struct script_call s = { .activate = false };
	const char *user;

	if (call->argc < 1 + least || call->argc > 1 + most)
		return ADM_USAGE;
	user = adm_take_word(call);
	s.name = span_of(adm_take_word(call));
	s.other = span_of(adm_take_word(call));
	if (call->argc || !user || (least && !s.name.len))
		return ADM_USAGE;
	return run_verb(call, user, &s, verb);
}

static int run_list(struct adm_call *call)
{
	return run_names(call, 0, 0, list);
}

static int run_get(struct adm_call *call)
{
	return run_names(call, 0, 1, get);
}

static int run_activate(struct adm_call *call)
{
	return run_names(call, 1, 1, activate);
}

static int run_deactivate(struct adm_call *call)
{
	return run_names(call, 0, 0, activate);
}

static int run_delete(struct adm_call *call)
{
	return run_names(call, 1, 1, delete_one);
}

static int run_rename(struct adm_call *call)
{
	return run_names(call, 2, 2, rename_one);
}

static int run_put(struct adm_call *call)
{
	struct script_call s = { .activate =
					 adm_take_switch(call, "activate") };
	const char *user = adm_take_word(call);
	const char *file;
	auto_buf struct buf text = { 0 };
	struct err err;

	s.name = span_of(adm_take_word(call));
	file = adm_take_word(call);
	if (!s.name.len || call->argc)
		return ADM_USAGE;
	buf_init(&text, call->config.sieve_max_script_size);
	if (!(file ? file_read(AT_FDCWD, file, &text, &err)
		   : file_read_fd(STDIN_FILENO, "standard input", &text, &err)))
		return adm_complain(&err);
	s.text = buf_span(&text);
	return run_verb(call, user, &s, put);
}

const struct adm_sieve_verb adm_sieve_activate = { "activate", run_activate };
const struct adm_sieve_verb adm_sieve_deactivate = { "deactivate",
						     run_deactivate };
const struct adm_sieve_verb adm_sieve_delete = { "delete", run_delete };
const struct adm_sieve_verb adm_sieve_get = { "get", run_get };
const struct adm_sieve_verb adm_sieve_list = { "list", run_list };
const struct adm_sieve_verb adm_sieve_put = { "put", run_put };
const struct adm_sieve_verb adm_sieve_rename = { "rename", run_rename };
