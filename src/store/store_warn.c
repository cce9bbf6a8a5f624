/* SPDX-License-Identifier: MIT */
/*
 * Telling that usage passed a threshold: by a program that runs on its own, or
 * by a message in INBOX. The message passes every limit and no threshold.
 */
#include <fcntl.h>
#include <inttypes.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/child.h"
#include "io/detach.h"
#include "io/file.h"
#include "store/store_warn_message.h"

enum {
	TEXT_CAP = 64 * 1024,
	WAITING_FOR_EACH = 16,
	NUMBER_CAP = 24
};

static const char *direction(const struct store_passed *p)
{
	return p->threshold.falls ? "below" : "above";
}

static const char *resource(const struct store_passed *p)
{
	return p->threshold.of == QUOTA_OF_BYTES ? "storage" : "messages";
}

static bool run_command(const struct store_user *user,
			const struct store_passed *p, struct err *err)
{
	const struct store_warning_settings *s = &user->settings.warning;
	auto_free char *turns = x_printf("%s/warnings/turns", s->run_dir);
	auto_free char *home = x_printf("HOME=%s", user->account.home);
	auto_free char *name = x_printf("USER=%s", user->account.user);
	char percent[NUMBER_CAP], limit[NUMBER_CAP], usage[NUMBER_CAP];
	const char *const argv[] = {
		s->command,   percent,     user->account.user,
		direction(p), resource(p), limit,
		usage,        NULL,
	};
	const char *const env[] = { CHILD_PATH, home, name, NULL };
	const struct detach program = {
		.name = "quota-warning-command",
		.argv = argv,
		.env = env,
		.errand = ERRAND_WARNING,
		.seconds = s->seconds,
		.turns = turns,
		.running_max = s->programs,
		.waiting_max = s->programs * WAITING_FOR_EACH,
	};

	snprintf(percent, sizeof(percent), "%" PRIu32, p->threshold.percent);
	snprintf(limit, sizeof(limit), "%" PRIu64, p->limit);
	snprintf(usage, sizeof(usage), "%" PRIu64, p->usage);
	return detach_run(&program, err);
}

/* One that can't be read is as good as none. */
static void read_text(const struct store_user *user,
		      const struct store_passed *p, struct buf *out)
{
	const struct store_warning_settings *s = &user->settings.warning;
	const char *file = p->threshold.falls ? s->text_below : s->text;
	struct err err;

	if (!*file || file_read(AT_FDCWD, file, out, &err))
		return;
	log_err(LOG_LEVEL_ERROR, "quota-warning-text", &err, "file=%s",
		LOG_TEXT(span_of(file)));
	buf_reset(out);
}

static bool put_message(struct store_user *user, const struct store_passed *p,
			struct err *err)
{
	const struct store_append options = {
		.internaldate = INT64_MIN,
		.ignore_quota = true,
	};
	struct store_spool *spool = store_spool_new(user);
	struct store_appended appended;
	auto_buf struct buf message;
	auto_buf struct buf text;
	bool ok;

	buf_init(&text, TEXT_CAP);
	buf_init(&message, 2 * TEXT_CAP);
	read_text(user, p, &text);
	store_warn_message(&message, user, p, buf_span(&text));
	user->quiet = true;
	ok = store_spool_write(spool, buf_span(&message), err) &&
	     store_append(user, SPAN("INBOX"), spool, &options, &appended, err);
	user->quiet = false;
	store_spool_free(&spool);
	return ok;
}

static void tell(struct store_user *user, const struct store_passed *p)
{
	struct err err = { 0 };
	bool ok = *user->settings.warning.command ? run_command(user, p, &err)
						  : put_message(user, p, &err);

	log_event(LOG_LEVEL_INFO, "quota-warning",
		  "user=%s percent=%" PRIu32
		  " direction=%s of=%s usage=%" PRIu64 " limit=%" PRIu64,
		  user->account.user, p->threshold.percent, direction(p),
		  resource(p), p->usage, p->limit);
	if (!ok)
		log_err(LOG_LEVEL_ERROR, "quota-warning", &err, "user=%s",
			user->account.user);
}

void store_warn(struct store_user *user)
{
	unsigned count = user->passed_count;

	user->passed_count = 0;
	for (unsigned i = 0; i < count; i++)
		tell(user, &user->passed[i]);
}
