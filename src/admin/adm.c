/* SPDX-License-Identifier: MIT */
#include "admin/adm.h"

#include <stdio.h>

#include "base/span.h"

int adm_complain(const struct err *err)
{
	fprintf(stderr, "fumikura: %s", err->text);
	if (err->detail[0])
		fprintf(stderr, " (%s)", err->detail);
	fputc('\n', stderr);
	return err->kind == ERR_TEMP ? ADM_TEMP : ADM_FAILED;
}

int adm_worse(int a, int b)
{
	return a > b ? a : b;
}

int adm_usage(const struct adm_command *command)
{
	struct span rest = span_of(command->usage);
	struct span line;

	while (span_cut(&rest, '\n', &line))
		if (line.len)
			fprintf(stderr, "usage: fumikura %.*s\n",
				SPAN_ARG(line));
	return ADM_USAGE;
}

static void take_out(struct adm_call *call, int at, int count)
{
	for (int i = at; i + count < call->argc; i++)
		call->argv[i] = call->argv[i + count];
	call->argc -= count;
}

char *adm_take_word(struct adm_call *call)
{
	for (int i = 0; i < call->argc; i++) {
		char *word = call->argv[i];

		if (span_starts(span_of(word), SPAN("--")))
			continue;
		take_out(call, i, 1);
		return word;
	}
	return NULL;
}

static bool is_option(const char *word, const char *name)
{
	struct span dashes = name[1] ? SPAN("--") : SPAN("-");
	struct span w = span_of(word);

	return span_starts(w, dashes) &&
	       span_eq(span_from(w, dashes.len), span_of(name));
}

char *adm_take_option(struct adm_call *call, const char *name)
{
	for (int i = 0; i + 1 < call->argc; i++) {
		char *value = call->argv[i + 1];

		if (!is_option(call->argv[i], name))
			continue;
		take_out(call, i, 2);
		return value;
	}
	return NULL;
}

bool adm_take_switch(struct adm_call *call, const char *name)
{
	for (int i = 0; i < call->argc; i++) {
		if (!is_option(call->argv[i], name))
			continue;
		take_out(call, i, 1);
		return true;
	}
	return false;
}
