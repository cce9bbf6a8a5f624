/* SPDX-License-Identifier: MIT */
#include "admin/adm_session_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/clock.h"

enum {
	CELL = 512,
	MICRO = 1000000,
};

static const char *state_of(const struct desk_row *row)
{
	static const char *const words[] = {
		[DESK_ACTIVE] = "active",       [DESK_PARKED] = "parked",
		[DESK_HANDSHAKE] = "handshake", [DESK_GREETED] = "greeted",
		[DESK_LOGIN] = "login",
	};

	return row->state < ARRAY_LEN(words) ? words[row->state] : "-";
}

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

/* ---- the table ---- */

static void write_since(const struct desk_row *row, char out[CELL])
{
	time_t since = row->begin_us / MICRO;
	struct tm tm;

	gmtime_r(&since, &tm);
	strftime(out, CELL, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* "7s", "12m", "3h" or "2d". */
static void write_ago(const struct desk_row *row, char out[CELL])
{
	int64_t s = (clock_now_us() - row->sight.command_us) / MICRO;

	if (!row->sight.command_us)
		snprintf(out, CELL, "-");
	else if (s < 60)
		snprintf(out, CELL, "%" PRId64 "s", s > 0 ? s : 0);
	else if (s < 3600)
		snprintf(out, CELL, "%" PRId64 "m", s / 60);
	else if (s < 86400)
		snprintf(out, CELL, "%" PRId64 "h", s / 3600);
	else
		snprintf(out, CELL, "%" PRId64 "d", s / 86400);
}

static const char *const heads[] = {
	"SESSION", "USER", "SERVICE", "ADDRESS", "TLS", "STATE",
	"SINCE",   "IN",   "OUT",     "COMMAND", "AGO", "MAILBOX",
};

static void write_cell(const struct desk_row *row, size_t column,
		       char out[CELL])
{
	const struct sight *sight = &row->sight;
	const char *const texts[ARRAY_LEN(heads)] = {
		[0] = row->session,
		[1] = or_dash(row->user),
		[2] = row->service,
		[3] = or_dash(row->remote_ip),
		[4] = row->secured ? "yes" : "no",
		[5] = state_of(row),
		[9] = or_dash(sight->command),
		[11] = or_dash(sight->mailbox),
	};

	if (texts[column])
		snprintf(out, CELL, "%s", texts[column]);
	else if (column == 6)
		write_since(row, out);
	else if (column == 10)
		write_ago(row, out);
	else
		snprintf(out, CELL, "%" PRIu64,
			 column == 7 ? sight->bytes_in : sight->bytes_out);
}

static void print_cell(const char *text, size_t column, size_t width)
{
	if (column + 1 < ARRAY_LEN(heads))
		printf("%-*s  ", (int)width, text);
	else
		puts(text);
}

void adm_session_print_table(const struct desk_row *rows, size_t count)
{
	size_t width[ARRAY_LEN(heads)];
	char cell[CELL];

	for (size_t c = 0; c < ARRAY_LEN(heads); c++) {
		width[c] = strlen(heads[c]);
		for (size_t i = 0; i < count; i++) {
			write_cell(&rows[i], c, cell);
			if (strlen(cell) > width[c])
				width[c] = strlen(cell);
		}
	}
	for (size_t c = 0; c < ARRAY_LEN(heads); c++)
		print_cell(heads[c], c, width[c]);
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < ARRAY_LEN(heads); c++) {
			write_cell(&rows[i], c, cell);
			print_cell(cell, c, width[c]);
		}
	}
}

/* ---- JSON ---- */

static json_t *text_or_null(const char *text)
{
	return *text ? json_string(text) : json_null();
}

static json_t *seconds_or_null(int64_t us)
{
	return us ? json_real((double)us / MICRO) : json_null();
}

static json_t *object_of(const struct desk_row *row)
{
	const struct sight *sight = &row->sight;
	json_t *to = json_object();

	json_object_set_new(to, "session", text_or_null(row->session));
	json_object_set_new(to, "user", text_or_null(row->user));
	json_object_set_new(to, "service", text_or_null(row->service));
	json_object_set_new(to, "address", text_or_null(row->remote_ip));
	json_object_set_new(to, "local_address", text_or_null(row->local_ip));
	json_object_set_new(to, "tls", json_boolean(row->secured));
	json_object_set_new(to, "state", json_string(state_of(row)));
	json_object_set_new(to, "since", seconds_or_null(row->begin_us));
	json_object_set_new(to, "bytes_in",
			    json_integer((json_int_t)sight->bytes_in));
	json_object_set_new(to, "bytes_out",
			    json_integer((json_int_t)sight->bytes_out));
	json_object_set_new(to, "command", text_or_null(sight->command));
	json_object_set_new(to, "command_since",
			    seconds_or_null(sight->command_us));
	json_object_set_new(to, "mailbox", text_or_null(sight->mailbox));
	return to;
}

void adm_session_print_json(const struct desk_row *rows, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, object_of(&rows[i]));
	json_dumpf(list, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
	putchar('\n');
	json_decref(list);
}
