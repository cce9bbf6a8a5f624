/* SPDX-License-Identifier: MIT */
#include "account/account_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"

enum {
	OLD_MS = 60000,
};

void account_names_release(struct account_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct account_names){ .name = NULL };
}

void account_names_add(struct account_names *names, struct span name)
{
	char user[256];

	if (!account_normalize(name, user, sizeof(user))) {
		log_event(LOG_LEVEL_WARN, "account", "no_user_name=%s",
			  LOG_TEXT(name));
		return;
	}
	if (names->count == names->space) {
		names->space = names->space ? 2 * names->space : 256;
		names->name = x_realloc_array(names->name, names->space,
					      sizeof(*names->name));
	}
	names->name[names->count++] = x_strdup(user);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void account_names_sort(struct account_names *names)
{
	if (names->count)
		qsort(names->name, names->count, sizeof(*names->name), compare);
	names->sorted = true;
	names->made_ms = clock_mono_ms();
}

bool account_names_serves(const struct account_names *names, const char *after)
{
	return *after && names->sorted &&
	       clock_mono_ms() - names->made_ms < OLD_MS;
}

/* The first name bytewise behind `after`, or NULL. */
static const char *behind(const struct account_names *names, const char *after)
{
	size_t low = 0, high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(names->name[middle], after) > 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low < names->count ? names->name[low] : NULL;
}

bool account_names_next(struct account_names *names, const char *after,
			account_names_look_up *look_up, void *source,
			struct account_entry *out, struct err *err)
{
	struct account_query query = { .service = "",
				       .local_ip = "",
				       .remote_ip = "" };

	for (query.user = after;;) {
		query.user = behind(names, query.user);
		if (!query.user)
			break;
		if (look_up(source, &query, out, err))
			return true;
		/* One bad row must not hide those behind it. */
		if (err->kind == ERR_CORRUPT)
			log_err(LOG_LEVEL_WARN, "account", err, "user=%s",
				LOG_TEXT(span_of(query.user)));
		else if (err->kind != ERR_NOTFOUND)
			return false;
	}
	account_names_release(names);
	return err_set(err, ERR_NOTFOUND, "no more users");
}
