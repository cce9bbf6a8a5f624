/* SPDX-License-Identifier: MIT */
/* What the host does not know is known here, if at all. */
#include "sieve/sieve_item.h"

#include "base/auto.h"

enum {
	VALUE_MAX = 4096
};

/* "site=Tokyo, tier=2" */
static struct span setting(const struct sieve_run *run, struct span name)
{
	struct span rest = run->settings->environment;
	struct span pair;

	while (span_cut(&rest, ',', &pair)) {
		size_t equals = span_find_char(pair, '=');

		if (equals < pair.len &&
		    span_eq_nocase(span_trim(span_first(pair, equals)), name))
			return span_trim(span_from(pair, equals + 1));
	}
	return (struct span){ NULL, 0 };
}

/* As an address literal without its brackets (RFC 5321 4.1.3). */
static bool find_remote_ip(struct sieve_run *run, struct span *out)
{
	struct span address = run->input->remote_ip;
	auto_buf struct buf literal = { 0 };

	*out = (struct span){ NULL, 0 };
	if (!address.len)
		return true;
	buf_init(&literal, VALUE_MAX);
	if (span_find_char(address, ':') < address.len)
		buf_add_str(&literal, "IPv6:");
	buf_add(&literal, address);
	return sieve_state_keep(run, buf_span(&literal), out);
}

static struct span known(const struct sieve_run *run, struct span name)
{
	static const char prefix[] = "vnd.dovecot.config.";
	bool is_event = run->input->mailbox.len > 0;

	if (span_eq_nocase(name, SPAN("name")))
		return span_of(PACKAGE_NAME);
	if (span_eq_nocase(name, SPAN("version")))
		return span_of(PACKAGE_VERSION);
	if (span_eq_nocase(name, SPAN("location")))
		return is_event ? SPAN("MS") : SPAN("MDA");
	if (span_eq_nocase(name, SPAN("phase")))
		return is_event ? SPAN("post") : SPAN("during");
	/* RFC 5183 4.1: "" if it can't be obtained. */
	if (span_eq_nocase(name, SPAN("remote-host")))
		return span_make(run->input->remote_host.len
					 ? run->input->remote_host.ptr
					 : "",
				 run->input->remote_host.len);
	if (span_eq_nocase(name, SPAN("vnd.dovecot.username")))
		return run->input->user;
	if (span_eq_nocase(name, SPAN("vnd.dovecot.default-mailbox")))
		return is_event ? run->input->mailbox : SPAN("INBOX");
	if (span_starts_nocase(name, span_of(prefix)))
		return setting(run, span_from(name, sizeof(prefix) - 1));
	return (struct span){ NULL, 0 };
}

bool sieve_item_find(struct sieve_run *run, struct span name, struct span *out)
{
	auto_buf struct buf value;
	bool found = false;

	buf_init(&value, VALUE_MAX);
	if (run->host->environment &&
	    !run->host->environment(run->host->context, name, &value, &found,
				    run->err))
		return sieve_state_host_failed(run);
	if (found)
		return sieve_state_keep(run, buf_span(&value), out);
	if (span_eq_nocase(name, SPAN("remote-ip")))
		return find_remote_ip(run, out);
	*out = known(run, name);
	return true;
}

/* ---- variables ---- */

/* One that was asked for before. */
struct known_item {
	struct known_item *next;
	struct span name, value;
};

/* A variable can't have the - that most items have; it stands as _. */
static bool with_hyphens(struct sieve_run *run, struct span name,
			 struct span *out)
{
	char *copy = sieve_state_copy(run, name);

	if (!copy)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (copy[i] == '_')
			copy[i] = '-';
	*out = span_make(copy, name.len);
	return true;
}

static bool look_up(struct sieve_run *run, struct span name, struct span *out)
{
	struct span item;

	if (!with_hyphens(run, name, &item) ||
	    !sieve_item_find(run, item, out) ||
	    (!out->ptr && !sieve_item_find(run, name, out)))
		return false;
	if (!out->ptr)
		*out = SPAN("");
	return true;
}

bool sieve_item_variable(struct sieve_run *run, struct span name,
			 struct span *out)
{
	void **kept = &run->kept[SIEVE_EXT_DOVECOT_ENVIRONMENT];
	struct known_item *item = *kept;

	while (item && !span_eq(item->name, name))
		item = item->next;
	if (!item) {
		item = sieve_state_alloc(run, sizeof(*item));
		if (!item || !look_up(run, name, &item->value))
			return false;
		item->name = name;
		item->next = *kept;
		*kept = item;
	}
	*out = item->value;
	return true;
}
