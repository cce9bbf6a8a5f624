/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_sieve_event.h"

#include "base/auto.h"

enum {
	NAMES_CAP = 8192
};

static bool is_excluded(const struct deliver_sieve_event *event,
			struct span name)
{
	/* They answer a delivery. */
	static const struct span answers[] = {
		SPAN("reject"),
		SPAN("ereject"),
		SPAN("vacation"),
		SPAN("vacation-seconds"),
	};

	if (!event->cause[0])
		return span_eq(name, SPAN("imapsieve"));
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (span_eq(name, answers[i]))
			return true;
	return false;
}

void deliver_sieve_event_settings(const struct deliver_sieve_event *event,
				  struct arena *arena,
				  struct sieve_settings *settings)
{
	auto_buf struct buf names;
	struct span rest, name, *at;
	size_t count = 0;

	buf_init(&names, NAMES_CAP);
	sieve_extensions(settings, &names);
	rest = arena_dup(arena, buf_span(&names));
	at = arena_alloc_array(arena, rest.len / 2 + 1, sizeof(*at));
	while (span_cut(&rest, ' ', &name))
		if (name.len && !is_excluded(event, name))
			at[count++] = name;
	settings->extensions = (struct sieve_strings){ at, count };
}

/* RFC 6785 4.2: they are empty at delivery. */
bool deliver_sieve_event_item(const struct deliver_sieve_event *event,
			      struct span name, struct buf *out)
{
	static const struct deliver_sieve_event none = { .cause = "" };
	const struct deliver_sieve_event *e = event ? event : &none;
	const struct {
		const char *name;
		struct span value;
	} items[] = {
		{ "imap.user", e->user },
		{ "imap.email", e->user },
		{ "imap.cause", span_of(e->cause) },
		{ "imap.mailbox", e->mailbox },
		{ "imap.changedflags", e->changed },
	};

	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		if (!span_eq_nocase(name, span_of(items[i].name)))
			continue;
		buf_add(out, items[i].value);
		return true;
	}
	return false;
}
