/* SPDX-License-Identifier: MIT */
/*
 * RFC 6134: lists that are not in the script; the host has them. The default
 * address book is there always, if need be without members (2.5).
 */
#include "sieve/sieve_lists.h"

#include "base/auto.h"
#include "base/hex.h"
#include "sieve/sieve_commands.h"

enum {
	LIST_MAX = 1 << 20, /* bytes of a list */
	NAME_SHOWN = 80
};

static const char urn[] = "urn:ietf:params:sieve:";
static const char book[] = "urn:ietf:params:sieve:addrbook:";

/* One that was read before. */
struct kept_list {
	struct kept_list *next;
	struct span name; /* as it is written */
	struct span members;
};

/* ---- names ---- */

/* RFC 6134 2.5: ":" stands for the URN of Sieve; the name of an address book
 * may be encoded, and one that is "default" may be in any case. */
static bool full_name(struct sieve_run *run, struct span name, struct span *out)
{
	bool is_short = span_starts(name, SPAN(":"));
	auto_buf struct buf whole = { 0 };
	auto_buf struct buf plain = { 0 };
	struct span rest;

	buf_init(&whole, name.len + sizeof(urn));
	buf_add_str(&whole, is_short ? urn : "");
	buf_add(&whole, span_from(name, is_short));
	if (!span_starts_nocase(buf_span(&whole), span_of(book)))
		return sieve_state_keep(run, buf_span(&whole), out);
	buf_init(&plain, name.len + sizeof(book));
	buf_add_str(&plain, book);
	rest = span_from(buf_span(&whole), sizeof(book) - 1);
	(void)hex_unescape(&plain, rest, '%');
	rest = span_from(buf_span(&plain), sizeof(book) - 1);
	if (span_eq_nocase(rest, SPAN("default"))) {
		buf_truncate(&plain, sizeof(book) - 1);
		buf_add_str(&plain, "default");
	}
	return sieve_state_keep(run, buf_span(&plain), out);
}

static bool is_default(struct span name)
{
	return span_starts(name, span_of(book)) &&
	       span_eq(span_from(name, sizeof(book) - 1), SPAN("default"));
}

/* ---- reading ---- */

/* *out with ptr NULL: there is no such list. */
static bool read_list(struct sieve_run *run, struct span list, struct span *out)
{
	const struct sieve_host *host = run->host;
	auto_buf struct buf members;
	struct span name;

	*out = (struct span){ NULL, 0 };
	buf_init(&members, LIST_MAX);
	if (!full_name(run, list, &name))
		return false;
	if (host->list_members &&
	    host->list_members(host->context, name, &members, run->err))
		return sieve_state_keep(run, buf_span(&members), out);
	if (host->list_members && run->err->kind != ERR_NOTFOUND)
		return sieve_state_host_failed(run);
	if (is_default(name))
		*out = SPAN("");
	return true;
}

/* All of a run see the same list. */
static bool find_list(struct sieve_run *run, struct span list, struct span *out)
{
	struct kept_list *kept = run->kept[SIEVE_EXT_EXTLISTS];

	while (kept && !span_eq(kept->name, list))
		kept = kept->next;
	if (!kept) {
		kept = sieve_state_alloc(run, sizeof(*kept));
		if (!kept || !sieve_state_keep(run, list, &kept->name) ||
		    !read_list(run, list, &kept->members))
			return false;
		kept->next = run->kept[SIEVE_EXT_EXTLISTS];
		run->kept[SIEVE_EXT_EXTLISTS] = kept;
	}
	*out = kept->members;
	return true;
}

bool sieve_lists_members(struct sieve_run *run, struct span list,
			 struct span *out)
{
	return find_list(run, list, out) &&
	       (out->ptr ||
		sieve_state_fail(run, ERR_SYNTAX, "there is no list '%.*s'",
				 SPAN_ARG(span_first(list, NAME_SHOWN))));
}

bool sieve_lists_next(struct span *rest, struct span *out)
{
	struct span line;

	while (span_cut(rest, '\n', &line)) {
		*out = span_trim(line);
		if (out->len && out->ptr[0] != '#')
			return true;
	}
	return false;
}

bool sieve_lists_has(struct sieve_run *run, struct span list, struct span value,
		     struct span *out)
{
	struct span rest, member;

	*out = (struct span){ NULL, 0 };
	value = span_trim(value);
	if (!sieve_lists_members(run, list, &rest) ||
	    !sieve_state_examine(run, rest.len))
		return false;
	while (!out->ptr && sieve_lists_next(&rest, &member))
		if (span_eq_nocase(member, value))
			*out = member;
	return true;
}

static bool run_valid(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct span members;

	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &names))
		return false;
	run->result = true;
	for (size_t i = 0; i < names.count && run->result; i++) {
		if (!find_list(run, names.at[i], &members))
			return false;
		run->result = members.ptr != NULL;
	}
	return true;
}

const struct sieve_command sieve_lists_commands[] = {
	{ .name = "valid_ext_list",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_EXTLISTS,
	  .params = { { "list names", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_valid },
	{ .name = NULL },
};
