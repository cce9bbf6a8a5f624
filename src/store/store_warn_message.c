/* SPDX-License-Identifier: MIT */
#include "store/store_warn_message.h"

#include <inttypes.h>

#include "base/auto.h"
#include "base/clock.h"
#include "mime/mime_header.h"
#include "mime/mime_word.h"

enum {
	SUBJECT_CAP = 1024
};

#define RISEN                                                                  \
	"Your mailbox is %p% full\n"                                           \
	"The mailbox of %u holds %s of the %l that it may hold: %p%.\n"        \
	"\n"                                                                   \
	"When it is full, mail to you goes back to its sender. Please "        \
	"delete\n"                                                             \
	"messages that you do not need any more, above all large ones, and\n"  \
	"empty the trash.\n"
#define FALLEN                                                                 \
	"Your mailbox has room again\n"                                        \
	"The mailbox of %u holds %s of the %l that it may hold: %p%.\n"

static void add_amount(struct buf *out, enum quota_of of, uint64_t n)
{
	static const char unit[] = "KMGT";
	unsigned i = 0;
	uint64_t tenths = n / 1024 * 10 + n % 1024 * 10 / 1024;

	if (of == QUOTA_OF_MESSAGES) {
		buf_add_format(out, "%" PRIu64 " messages", n);
		return;
	}
	for (; tenths >= 10240 && unit[i + 1]; i++)
		tenths /= 1024;
	buf_add_format(out, "%" PRIu64 ".%u %ciB", tenths / 10,
		       (unsigned)(tenths % 10), unit[i]);
}

/* Replaces %u and its like; any other '%' stands for itself. */
static void expand(struct buf *out, struct span text,
		   const struct store_user *user, const struct store_passed *p)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = i + 1 < text.len ? text.ptr[i + 1] : '\0';

		if (text.ptr[i] != '%' || !c || !strchr("uslpt", c)) {
			buf_add_char(out, text.ptr[i]);
			continue;
		}
		i++;
		if (c == 'u')
			buf_add_str(out, user->account.user);
		else if (c == 's')
			add_amount(out, p->threshold.of, p->usage);
		else if (c == 'l')
			add_amount(out, p->threshold.of, p->limit);
		else if (c == 'p')
			buf_add_u64(out, quota_percent(p->usage, p->limit));
		else
			buf_add_u64(out, p->threshold.percent);
	}
}

static void add_subject(struct buf *out, struct span subject)
{
	buf_add_str(out, "Subject: ");
	mime_word_encode(out, subject);
	buf_add_char(out, '\n');
}

static void add_head(struct buf *out, const struct store_user *user,
		     struct span subject)
{
	struct span address = span_of(user->account.user);
	bool whole = span_find_char(address, '@') < address.len;
	auto_buf struct buf id;

	buf_init(&id, MD_NAME_MAX);
	md_name_unique(&id, user->host);
	buf_add_format(out, "From: Mail server <postmaster@%s>\n", user->host);
	buf_add_format(out, "To: <%.*s%s%s>\n", SPAN_ARG(address),
		       whole ? "" : "@", whole ? "" : user->host);
	add_subject(out, subject);
	buf_add_str(out, "Date: ");
	mime_date_write(out, clock_now(), 0);
	buf_add_format(out, "\nMessage-ID: <%s>\n", buf_str(&id));
	buf_add_str(out, "Auto-Submitted: auto-generated\n"
			 "MIME-Version: 1.0\n"
			 "Content-Type: text/plain; charset=utf-8\n"
			 "Content-Transfer-Encoding: 8bit\n\n");
}

void store_warn_message(struct buf *out, const struct store_user *user,
			const struct store_passed *passed, struct span text)
{
	auto_buf struct buf subject;
	struct span line = SPAN("");

	buf_init(&subject, SUBJECT_CAP);
	if (!text.len)
		text = passed->threshold.falls ? SPAN(FALLEN) : SPAN(RISEN);
	if (span_cut(&text, '\n', &line))
		expand(&subject, span_trim(line), user, passed);
	add_head(out, user, buf_span(&subject));
	expand(out, text, user, passed);
}
