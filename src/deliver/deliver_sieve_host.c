/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_sieve_host.h"

#include <fcntl.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "base/x.h"
#include "deliver/deliver_once.h"
#include "deliver/deliver_program.h"
#include "deliver/deliver_script.h"
#include "deliver/deliver_second.h"
#include "deliver/deliver_sieve_event.h"
#include "deliver/deliver_sieve_log.h"
#include "deliver/deliver_target.h"
#include "io/file.h"
#include "store/store_acl.h"
#include "store/store_metadata.h"
#include "store/store_script.h"

enum {
	DEBUG_MAX = 1000 /* bytes of one debug_log */
};

/* ---- mailboxes ---- */

static bool mailbox_exists(void *context, struct span mailbox, bool *out,
			   struct err *err)
{
	struct deliver_sieve_host *h = context;

	*out = store_append_check(h->store, mailbox, 0, STORE_WITH_GRACE, err);
	if (!*out && err->kind == ERR_TEMP)
		return false;
	/* A full one is there too. */
	*out = *out || err->kind == ERR_QUOTA || err->kind == ERR_LIMIT;
	*out = *out && store_acl_takes_mail(h->account, mailbox);
	return true;
}

static bool metadata(void *context, struct span mailbox, struct span annotation,
		     struct buf *out, bool *out_exists, struct err *err)
{
	struct deliver_sieve_host *h = context;
	auto_arena struct arena arena = { 0 };
	struct store_metadata *entry;
	size_t count;

	*out_exists = false;
	if (!store_metadata_list(h->store, mailbox, &arena, &entry, &count,
				 err))
		return err->kind == ERR_NOTFOUND || err->kind == ERR_SYNTAX;
	for (size_t i = 0; i < count && !*out_exists; i++) {
		if (!span_eq_nocase(entry[i].entry, annotation))
			continue;
		buf_add(out, entry[i].value);
		*out_exists = true;
	}
	return true;
}

static bool is_named(struct span mailbox, struct span name)
{
	return span_eq(mailbox, name) ||
	       (span_eq_nocase(mailbox, SPAN("INBOX")) &&
		span_eq_nocase(name, SPAN("INBOX")));
}

/* RFC 8579 3: and mail may be delivered there. */
static bool special_use(void *context, struct span mailbox, struct span use,
			bool *out, struct err *err)
{
	struct deliver_sieve_host *h = context;
	struct store_mailbox_entry *entry;
	auto_arena struct arena arena = { 0 };
	uint32_t flags;
	size_t count;

	*out = false;
	if (!store_special_parse(use, &flags) || !flags)
		return true;
	if (!store_list(h->store, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		*out |= (entry[i].flags & flags) == flags &&
			(entry[i].flags & STORE_MAILBOX_EXISTS) &&
			(!mailbox.len || is_named(entry[i].name, mailbox)) &&
			store_acl_takes_mail(h->account, entry[i].name);
	return true;
}

static bool mailboxid_exists(void *context, struct span id, bool *out,
			     struct err *err)
{
	struct deliver_sieve_host *h = context;
	auto_arena struct arena arena = { 0 };
	struct span found;

	if (!deliver_target_by_id(h->store, id, &arena, &found, err))
		return false;
	*out = found.len > 0 && store_acl_takes_mail(h->account, found);
	return true;
}

/* ---- the rest ---- */

static bool duplicate(void *context, struct span id, bool *out, struct err *err)
{
	struct deliver_sieve_host *h = context;
	uint8_t key[STORE_ONCE_KEY];

	deliver_once_key("duplicate", id, SPAN(""), key);
	return store_once_has(h->store, key, out, err);
}

static struct span domain_of(struct span name)
{
	return span_from(name, span_find_char(name, '.') + 1);
}

/* RFC 5183 4.1 */
static bool environment(void *context, struct span name, struct buf *value,
			bool *out, struct err *err)
{
	const struct deliver_sieve_host *h = context;
	struct span host = span_of(h->config->hostname);
	const struct {
		const char *name;
		struct span value;
	} items[] = {
		{ "domain", domain_of(host) },
		{ "host", host },
		{ "location", span_of(h->location) },
		{ "name", SPAN("Fumikura") },
		{ "phase", span_of(h->phase) },
		{ "version", SPAN(PACKAGE_VERSION) },
		{ "vnd.dovecot.default-mailbox", h->mailbox },
		{ "vnd.dovecot.username", span_of(h->account->user) },
	};

	(void)err;
	*out = deliver_sieve_event_item(h->event, name, value);
	for (size_t i = 0; i < ARRAY_LEN(items) && !*out; i++) {
		if (!span_eq_nocase(name, span_of(items[i].name)))
			continue;
		buf_add(value, items[i].value);
		*out = true;
	}
	return true;
}

/* ---- lists (RFC 6134) ---- */

static bool list_members(void *context, struct span list, struct buf *out,
			 struct err *err)
{
	const struct deliver_sieve_host *h = context;
	const char *folder = h->config->sieve_list_dir;
	auto_free char *path = x_printf("%s/%.*s", folder, SPAN_ARG(list));

	if (!folder[0] || !store_script_is_name(list) || list.ptr[0] == '.')
		return err_set(err, ERR_NOTFOUND, "There is no list '%.*s'",
			       SPAN_ARG(span_first(list, 80)));
	return file_read(AT_FDCWD, path, out, err);
}

/* ---- scripts ---- */

struct deliver_sieve_host_script {
	struct deliver_sieve_host_script *next;
	struct deliver_script *script;
};

bool deliver_sieve_host_scripts(struct deliver_sieve_host *h,
				struct store_scripts **out, struct err *err)
{
	struct store_script_limits limits = store_script_limits_of(h->config);

	if (!h->scripts &&
	    !store_script_open(h->account, &limits, &h->scripts, err))
		return false;
	*out = h->scripts;
	return true;
}

bool deliver_sieve_host_keep(struct deliver_sieve_host *h,
			     struct deliver_script *script)
{
	struct deliver_sieve_host_script *kept;

	if (h->included_count == DELIVER_SIEVE_HOST_SCRIPTS)
		return false;
	kept = arena_alloc(&h->arena, sizeof(*kept));
	kept->script = script;
	kept->next = h->included;
	h->included = kept;
	h->included_count++;
	return true;
}

/* ---- programs ---- */

static enum sieve_program_result result_of(bool ended, int code,
					   const struct err *err)
{
	if (ended)
		return code == 0 ? SIEVE_PROGRAM_DONE : SIEVE_PROGRAM_NO;
	if (err->kind == ERR_NOTFOUND)
		return SIEVE_PROGRAM_UNKNOWN;
	/* It was killed for it, and output says so. */
	return err->kind == ERR_LIMIT ? SIEVE_PROGRAM_DONE
				      : SIEVE_PROGRAM_BROKEN;
}

/* Messages of ours have lines that end in LF. */
static void drop_cr(struct buf *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->len; i++)
		if (text->ptr[i] != '\r' || i + 1 == text->len ||
		    text->ptr[i + 1] != '\n')
			text->ptr[to++] = text->ptr[i];
	buf_truncate(text, to);
}

static bool program(void *context, const struct sieve_program *wanted,
		    struct buf *output, enum sieve_program_result *out,
		    struct err *err)
{
	const struct deliver_sieve_host *h = context;
	const struct deliver_program program = {
		.config = h->config,
		.account = h->account,
		.sender = h->sender,
		.recipient = h->recipient,
		.origin = h->origin,
		.kind = wanted->is_filter ? DELIVER_PROGRAM_FILTER
					  : DELIVER_PROGRAM_EXECUTE,
		.name = wanted->name,
		.argument = wanted->arguments.at,
		.argument_count = wanted->arguments.count,
		.input = &wanted->input,
		.input_count = wanted->input.ptr != NULL,
		.output = output,
	};
	int code;
	bool ended = deliver_program_run(&program, &code, err);

	*out = result_of(ended, code, err);
	if (wanted->is_filter && output)
		drop_cr(output);
	return true;
}

static void debug(void *context, const char *script, uint32_t line,
		  struct span text)
{
	const struct deliver_sieve_host *h = context;
	auto_free char *where = x_printf("%s line %u", script, line);
	auto_free char *words = x_span_dup(span_first(text, DEBUG_MAX));

	deliver_sieve_log_line(h->log, "debug", where, words);
}

/* ---- libsieve ---- */

static bool second(void *context, struct span request, struct buf *answer,
		   struct err *err)
{
	const struct deliver_sieve_host *h = context;

	return deliver_second_run(&h->personal->limits, request, answer, err);
}

void deliver_sieve_host_init(struct deliver_sieve_host *h,
			     struct sieve_host *out)
{
	arena_init(&h->arena);
	h->included = NULL;
	h->included_count = 0;
	h->scripts = NULL;
	*out = (struct sieve_host){
		.context = h,
		.mailbox_exists = mailbox_exists,
		.metadata = metadata,
		.special_use = special_use,
		.mailboxid_exists = mailboxid_exists,
		.duplicate = duplicate,
		.environment = environment,
		.list_members = list_members,
		.program = h->runs_nothing ? NULL : program,
		.debug = debug,
		.second = second,
	};
}

void deliver_sieve_host_release(struct deliver_sieve_host *h)
{
	for (; h->included; h->included = h->included->next)
		deliver_script_close(&h->included->script);
	store_script_close(&h->scripts);
	arena_release(&h->arena);
}
