/* SPDX-License-Identifier: MIT */
#include "config/config_place.h"

#include "base/check.h"
#include "base/x.h"

static const struct {
	struct span word;
	const char *place;
} places[] = {
	{ SPAN("run"), "/run/fumikura" },
	{ SPAN("lib"), "/var/lib/fumikura" },
	{ SPAN("mail"), "/var/vmail" },
	{ SPAN("etc"), "/etc/fumikura" },
};

char *config_place(const char *preset, const char *dir)
{
	struct span rest = span_of(preset);
	struct span word;

	if (!span_starts(rest, SPAN("@")))
		return x_strdup(preset);
	rest = span_from(rest, 1);
	if (dir)
		return x_printf("%s/%.*s", dir, SPAN_ARG(rest));
	word = span_first(rest, span_find_char(rest, '/'));
	rest = span_from(rest, word.len);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (span_eq(word, places[i].word))
			return x_printf("%s%.*s", places[i].place,
					SPAN_ARG(rest));
	ASSERT(!"every preset names a known place");
	return NULL;
}
