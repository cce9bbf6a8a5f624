/* SPDX-License-Identifier: MIT */
#include "managesieve/ms_capability.h"

#include "base/auto.h"
#include "wire/wire_sieve.h"

enum {
	NAMES_MAX = 3072
};

static bool has_word(struct span words, struct span word)
{
	struct span one;

	while (span_cut(&words, ' ', &one))
		if (span_eq(one, word))
			return true;
	return false;
}

void ms_capability_add_engine(struct buf *out,
			      const struct sieve_settings *settings)
{
	auto_buf struct buf names, redirects;

	buf_init(&names, NAMES_MAX);
	buf_init(&redirects, NAMES_MAX);
	sieve_extensions(settings, &names);
	wire_sieve_add_capability(out, "SIEVE", span_of(buf_str(&names)));
	/* RFC 5804 1.7: if and only if there is enotify. */
	if (has_word(buf_span(&names), SPAN("enotify")))
		wire_sieve_add_capability(out, "NOTIFY", SPAN("mailto"));
	/* RFC 6134 2.8: kinds of names; any is the name of a file. */
	if (has_word(buf_span(&names), SPAN("extlists")))
		wire_sieve_add_capability(out, "EXTLISTS", SPAN("tag urn"));
	buf_add_u64(&redirects, settings->limits.redirects);
	wire_sieve_add_capability(out, "MAXREDIRECTS", buf_span(&redirects));
}
