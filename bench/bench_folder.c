/* SPDX-License-Identifier: MIT */
/* One large folder. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/num.h"
#include "base/x.h"
#include "bench/bench.h"
#include "io/file.h"
#include "maildir/md_name.h"
#include "maildir/md_uid.h"
#include "store/store_message.h"

enum {
	LINKS_MAX = 60000 /* of one file; ext4 allows 65,000 */
};

static struct store_box *open_box(struct store_user *user)
{
	struct store_box *box;
	struct err err = { 0 };

	bench_check(store_box_open(user, SPAN("INBOX"), STORE_READ_WRITE, &box,
				   &err),
		    &err);
	return box;
}

/* A name of ours with UID, or of somebody else. */
static void write_name(struct buf *name, uint32_t uid, uint64_t mark)
{
	buf_reset(name);
	buf_add_format(name, "cur/%u.M%uP1.bench", 1700000000 + uid, uid);
	md_name_add_sizes(name, BENCH_MESSAGE_BYTES, BENCH_MESSAGE_BYTES + 60);
	if (mark)
		md_name_add_uid(name, uid, mark);
	buf_add_str(name, uid % 3 ? ":2,S" : ":2,");
}

static void write_file(int root, const char *name, struct span content)
{
	auto_fd int fd = openat(root, name, O_WRONLY | O_CREAT, 0600);
	struct err err = { 0 };

	bench_check_call(fd >= 0, "create");
	bench_check(file_write_all(fd, content, &err), &err);
}

static void link_files(int root, uint32_t first, uint32_t count, uint64_t mark)
{
	auto_buf struct buf message;
	auto_buf struct buf source;
	auto_buf struct buf name;

	buf_init(&message, 1 << 20);
	buf_init(&source, MD_NAME_MAX);
	buf_init(&name, MD_NAME_MAX);
	bench_write_message(&message, "\n");
	for (uint32_t i = 0; i < count; i++) {
		write_name(&name, first + i, mark);
		if (i % LINKS_MAX == 0) {
			buf_reset(&source);
			buf_add(&source, buf_span(&name));
			write_file(root, buf_str(&source),
				   span_first(buf_span(&message),
					      BENCH_MESSAGE_BYTES));
			continue;
		}
		bench_check_call(linkat(root, buf_str(&source), root,
					buf_str(&name), 0) == 0,
				 "link");
	}
}

/* number: messages, 1 for names of ours. Leaves an index that knows nothing of
 * them. */
void bench_folder_fill(const struct bench_job *job)
{
	auto_free char *mail = x_printf("%s/0/Maildir", job->dir);
	struct store_user *user = bench_open_user(job->dir, 0);
	uint32_t count = job->number[0];
	auto_fd int root = open(mail, O_RDONLY | O_DIRECTORY);
	uint64_t mark = 0;
	struct md_uid id;
	struct err err = { 0 };

	store_user_close(&user);
	bench_check(md_uid_read(mail, SPAN(""), &id, &err), &err);
	if (job->number[1])
		mark = md_name_mark(id.uidvalidity, id.mailbox_id);
	link_files(root, id.uid_ceiling, count, mark);
	if (mark)
		id.uid_ceiling += count;
	bench_check(md_uid_write(mail, SPAN(""), &id, &err), &err);
}

/* The index from the files: somebody has removed it before. */
void bench_folder_build(const struct bench_job *job)
{
	double before = bench_cpu();
	struct store_user *user = bench_open_user(job->dir, 0);
	struct store_status status;
	struct err err = { 0 };

	bench_check(store_status(user, SPAN("INBOX"), &status, &err), &err);
	bench_tell_cpu(before, 1);
	bench_tell("messages", status.messages);
	store_user_close(&user);
}

/* number: times. What a session does at SELECT, and its end. */
static void open_and_status(struct store_user *user)
{
	struct store_status status;
	struct store_box *box = open_box(user);
	struct err err = { 0 };

	bench_check(store_status(user, SPAN("INBOX"), &status, &err), &err);
	store_box_close(&box);
}

void bench_folder_open(const struct bench_job *job)
{
	struct store_user *user = bench_open_user(job->dir, 0);
	double before;

	open_and_status(user);
	before = bench_cpu();
	for (uint32_t i = 0; i < job->number[0]; i++)
		open_and_status(user);
	bench_tell_cpu(before, job->number[0]);
	store_user_close(&user);
}

static uint32_t scan_flags(struct store_box *box)
{
	struct store_message message;
	struct store_read read;
	struct err err = { 0 };
	uint32_t seen = 0;

	bench_check(store_read_begin(box, &read, &err), &err);
	for (uint32_t u = ranges_from(&box->uids, 1); u;
	     u = ranges_from(&box->uids, u + 1)) {
		bench_check(store_message_get(&read, u, &message, &err), &err);
		seen += message.flags & INDEX_SEEN;
	}
	store_read_end(&read);
	return seen;
}

void bench_folder_flags(const struct bench_job *job)
{
	struct store_user *user = bench_open_user(job->dir, 0);
	struct store_box *box = open_box(user);
	uint32_t seen = scan_flags(box);
	double before = bench_cpu();

	for (uint32_t i = 0; i < job->number[0]; i++)
		seen = scan_flags(box);
	bench_tell_cpu(before, job->number[0]);
	bench_tell("seen", seen);
	store_box_close(&box);
	store_user_close(&user);
}

/* Every n-th message, so many of them. */
static void choose(struct store_box *box, uint32_t count, struct ranges *out)
{
	uint32_t step = ranges_size(&box->uids) / count;

	ranges_init(out);
	for (uint32_t i = 0; i < count; i++)
		ranges_add(out, ranges_select(&box->uids, 1 + i * step));
}

static void change(struct store_box *box, const struct ranges *uids,
		   uint32_t flags)
{
	struct store_flags_change how = {
		.how = STORE_FLAGS_ADD,
		.flags = flags,
		.unchanged_since = UINT64_MAX,
	};
	struct err err = { 0 };

	bench_check(store_flags(box, uids, &how, NULL, NULL, &err), &err);
}

/* number: messages. One command for all of them. */
void bench_folder_change(const struct bench_job *job)
{
	struct store_user *user = bench_open_user(job->dir, 0);
	struct store_box *box = open_box(user);
	struct ranges uids;
	double before;

	choose(box, job->number[0], &uids);
	before = bench_cpu();
	change(box, &uids, INDEX_FLAGGED);
	bench_tell_cpu(before, job->number[0]);
	ranges_release(&uids);
	store_box_close(&box);
	store_user_close(&user);
}

void bench_folder_expunge(const struct bench_job *job)
{
	struct store_user *user = bench_open_user(job->dir, 0);
	struct store_box *box = open_box(user);
	struct err err = { 0 };
	struct ranges uids;
	double before;

	choose(box, job->number[0], &uids);
	change(box, &uids, INDEX_DELETED);
	before = bench_cpu();
	bench_check(store_expunge(box, NULL, &err), &err);
	bench_tell_cpu(before, job->number[0]);
	ranges_release(&uids);
	store_box_close(&box);
	store_user_close(&user);
}

/* Without the pages of files, which are the system's cache. */
static double own_kib(void)
{
	auto_buf struct buf text;
	struct err err = { 0 };
	struct span rest;
	uint64_t n;

	buf_init(&text, 1 << 16);
	bench_check(file_read(AT_FDCWD, "/proc/self/smaps_rollup", &text, &err),
		    &err);
	rest = buf_span(&text);
	rest = span_from(rest, span_find(rest, SPAN("Pss_Anon:")) + 9);
	rest = span_trim(span_first(rest, span_find_char(rest, 'k')));
	bench_check_call(num_parse_u64(rest, 0, UINT64_MAX, &n), "smaps");
	return (double)n;
}

/* What an open mailbox keeps, and with a pass over all flags. */
void bench_folder_memory(const struct bench_job *job)
{
	double before = own_kib();
	struct store_user *user = bench_open_user(job->dir, 0);
	struct store_box *box = open_box(user);

	bench_tell("open_kib", own_kib() - before);
	scan_flags(box);
	bench_tell("scanned_kib", own_kib() - before);
	store_box_close(&box);
	store_user_close(&user);
}
