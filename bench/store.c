/* SPDX-License-Identifier: MIT */
/*
 * The store measured from inside: one case per call, figures on stdout as
 * "name value" lines for bench/store, which also makes the folders.
 *
 *   store-own CASE DIR NUMBER…
 *
 * User n lives in DIR/n. CPU is user and system time of this process and the
 * children that it waited for. Trouble of any kind ends the run.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/num.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_name.h"
#include "maildir/md_uid.h"
#include "store/store.h"
#include "store/store_message.h"

enum {
	NUMBERS_MAX = 4,
	MESSAGE_BYTES = 4096,
	LINKS_MAX = 60000, /* of one file; ext4 allows 65,000 */
};

struct job {
	const char *dir;
	uint32_t number[NUMBERS_MAX];
};

static void check(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "store-own: %s\n", err_log_text(err));
	exit(1);
}

static void check_call(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

/* ---- CPU ---- */

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static double cpu(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return seconds(&self.ru_utime) + seconds(&self.ru_stime) +
	       seconds(&children.ru_utime) + seconds(&children.ru_stime);
}

static void tell(const char *name, double value)
{
	printf("%s %.3f\n", name, value);
}

static void tell_cpu(double before, uint32_t operations)
{
	tell("cpu_us", (cpu() - before) * 1e6 / operations);
}

/* ---- users and messages ---- */

static struct store_user *open_user(const char *dir, uint32_t number)
{
	struct store_settings settings = {
		.host = "bench",
		.mime = { .parts = 10000,
			  .depth = 100,
			  .header_bytes = 1 << 20 },
		.message_max = 64 << 20,
		.mailbox_max = 1000,
		.keywords_max = 64,
	};
	struct account account = { .uid = UINT32_MAX, .gid = UINT32_MAX };
	struct store_user *user;
	struct err err = { 0 };

	snprintf(account.user, sizeof(account.user), "user%u@example.org",
		 number);
	snprintf(account.home, sizeof(account.home), "%s/%u", dir, number);
	snprintf(account.mail, sizeof(account.mail), "%s/%u/Maildir", dir,
		 number);
	check(store_user_open(&account, &settings, &user, &err), &err);
	return user;
}

static struct store_box *open_box(struct store_user *user)
{
	struct store_box *box;
	struct err err = { 0 };

	check(store_box_open(user, SPAN("INBOX"), STORE_READ_WRITE, &box, &err),
	      &err);
	return box;
}

/* The same text as bench/servers.py has, with our trace fields on top. */
static void write_message(struct buf *out, const char *eol)
{
	static const char *const head[] = {
		"Return-Path: <s@example.net>",
		"Delivered-To: user@example.org",
		"Received: from bench (local uid 0)",
		"\tby bench (Fumikura) with LMTP id 643f1c0a5b2c1-1f2e-1",
		"\tfor <user@example.org>; Sun, 22 Nov 2026 10:00:00 +0900",
		"From: Sender <s@example.net>",
		"To: User <user@example.org>",
		"Message-ID: <1.4096@example.net>",
		"Subject: A message of a benchmark",
		"Date: Sun, 22 Nov 2026 10:00:00 +0900",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
		"Received: from a.example.net by b.example.net;",
		"\tSun, 22 Nov 2026 10:00:00 +0900",
		"",
	};

	buf_reset(out);
	for (size_t i = 0; i < ARRAY_LEN(head); i++)
		buf_add_format(out, "%s%s", head[i], eol);
	while (out->len < MESSAGE_BYTES)
		buf_add_format(out,
			       "The quick brown fox jumps over the lazy dog, "
			       "again and again and again.%s",
			       eol);
}

static void append(struct store_user *user, struct span message)
{
	static const struct store_append options = { .internaldate =
							     INT64_MIN };
	struct store_spool *spool = store_spool_new(user);
	struct store_appended appended;
	struct err err = { 0 };

	check(store_spool_write(spool, message, &err) &&
		      store_append(user, SPAN("INBOX"), spool, &options,
				   &appended, &err),
	      &err);
	store_spool_free(&spool);
}

/* ---- deliveries by several processes ---- */

/* Users in an order that no cache likes; every process meets every user. */
static uint32_t scattered(uint32_t n, uint32_t users)
{
	return (uint32_t)((uint64_t)n * 7919 % users);
}

/* Delivers its part and returns the CPU seconds of that alone. */
typedef double deliver_part(const struct job *job, uint32_t first,
			    uint32_t count);

/* number: users, messages, processes. */
static void run_processes(const struct job *job, deliver_part *deliver)
{
	uint32_t processes = job->number[2];
	uint32_t each = job->number[1] / processes;
	double *used =
		mmap(NULL, processes * sizeof(double), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double sum = 0;
	int status;

	check_call(used != MAP_FAILED, "mmap");
	for (uint32_t i = 0; i < processes; i++) {
		if (fork() == 0) {
			used[i] = deliver(job, each * i, each);
			exit(0);
		}
	}
	for (uint32_t i = 0; i < processes; i++)
		check_call(wait(&status) > 0 && status == 0, "child");
	for (uint32_t i = 0; i < processes; i++)
		sum += used[i];
	tell("cpu_us", sum * 1e6 / (each * processes));
}

/* What no Maildir delivery can do without. */
static void deliver_bare_one(const char *dir, uint32_t user, uint32_t number,
			     struct span message)
{
	auto_free char *tmp =
		x_printf("%s/%u/tmp/%d.%u", dir, user, (int)getpid(), number);
	auto_free char *place =
		x_printf("%s/%u/new/%d.%u", dir, user, (int)getpid(), number);
	auto_free char *folder = x_printf("%s/%u/new", dir, user);
	auto_fd int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);
	auto_fd int folder_fd = -1;

	check_call(write(fd, message.ptr, message.len) == (ssize_t)message.len,
		   "write");
	check_call(fsync(fd) == 0, "fsync file");
	check_call(rename(tmp, place) == 0, "rename");
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	check_call(fsync(folder_fd) == 0, "fsync folder");
}

static double deliver_bare(const struct job *job, uint32_t first,
			   uint32_t count)
{
	auto_buf struct buf message;
	double before = cpu();

	buf_init(&message, 1 << 20);
	write_message(&message, "\n");
	for (uint32_t n = first; n < first + count; n++)
		deliver_bare_one(job->dir, scattered(n, job->number[0]), n,
				 buf_span(&message));
	return cpu() - before;
}

static void make_folders(const struct job *job)
{
	static const char *const part[] = { "", "/tmp", "/new", "/cur" };

	for (uint32_t user = 0; user < job->number[0]; user++) {
		for (size_t i = 0; i < ARRAY_LEN(part); i++) {
			auto_free char *path =
				x_printf("%s/%u%s", job->dir, user, part[i]);

			check_call(mkdir(path, 0700) == 0 || errno == EEXIST,
				   path);
		}
	}
}

static void run_bare(const struct job *job)
{
	make_folders(job);
	run_processes(job, deliver_bare);
}

/* With all users open before. */
static double deliver_kept(const struct job *job, uint32_t first,
			   uint32_t count)
{
	struct store_user **users =
		x_calloc(job->number[0], sizeof(struct store_user *));
	auto_buf struct buf message;
	double before;

	for (uint32_t i = 0; i < job->number[0]; i++)
		users[i] = open_user(job->dir, i);
	buf_init(&message, 1 << 20);
	write_message(&message, "\r\n");
	before = cpu();
	for (uint32_t n = first; n < first + count; n++)
		append(users[scattered(n, job->number[0])], buf_span(&message));
	return cpu() - before;
}

/* Each user opened and closed, as for the first message after a while. */
static double deliver_opening(const struct job *job, uint32_t first,
			      uint32_t count)
{
	auto_buf struct buf message;
	double before = cpu();

	buf_init(&message, 1 << 20);
	write_message(&message, "\r\n");
	for (uint32_t n = first; n < first + count; n++) {
		struct store_user *user =
			open_user(job->dir, scattered(n, job->number[0]));

		append(user, buf_span(&message));
		store_user_close(&user);
	}
	return cpu() - before;
}

static void run_append(const struct job *job)
{
	run_processes(job, deliver_kept);
}

static void run_visit(const struct job *job)
{
	run_processes(job, deliver_opening);
}

/* ---- one large folder ---- */

/* A name of ours with UID, or of somebody else. */
static void write_name(struct buf *name, uint32_t uid, uint64_t mark)
{
	buf_reset(name);
	buf_add_format(name, "cur/%u.M%uP1.bench", 1700000000 + uid, uid);
	md_name_add_sizes(name, MESSAGE_BYTES, MESSAGE_BYTES + 60);
	if (mark)
		md_name_add_uid(name, uid, mark);
	buf_add_str(name, uid % 3 ? ":2,S" : ":2,");
}

static void write_file(int root, const char *name, struct span content)
{
	auto_fd int fd = openat(root, name, O_WRONLY | O_CREAT, 0600);
	struct err err = { 0 };

	check_call(fd >= 0, "create");
	check(file_write_all(fd, content, &err), &err);
}

static void link_files(int root, uint32_t first, uint32_t count, uint64_t mark)
{
	auto_buf struct buf message;
	auto_buf struct buf source;
	auto_buf struct buf name;

	buf_init(&message, 1 << 20);
	buf_init(&source, MD_NAME_MAX);
	buf_init(&name, MD_NAME_MAX);
	write_message(&message, "\n");
	for (uint32_t i = 0; i < count; i++) {
		write_name(&name, first + i, mark);
		if (i % LINKS_MAX == 0) {
			buf_reset(&source);
			buf_add(&source, buf_span(&name));
			write_file(
				root, buf_str(&source),
				span_first(buf_span(&message), MESSAGE_BYTES));
			continue;
		}
		check_call(linkat(root, buf_str(&source), root, buf_str(&name),
				  0) == 0,
			   "link");
	}
}

/* number: messages, 1 for names of ours. Leaves an index that knows nothing of
 * them. */
static void run_fill(const struct job *job)
{
	auto_free char *mail = x_printf("%s/0/Maildir", job->dir);
	struct store_user *user = open_user(job->dir, 0);
	uint32_t count = job->number[0];
	auto_fd int root = open(mail, O_RDONLY | O_DIRECTORY);
	uint64_t mark = 0;
	struct md_uid id;
	struct err err = { 0 };

	store_user_close(&user);
	check(md_uid_read(mail, SPAN(""), &id, &err), &err);
	if (job->number[1])
		mark = md_name_mark(id.uidvalidity, id.mailbox_id);
	link_files(root, id.uid_ceiling, count, mark);
	if (mark)
		id.uid_ceiling += count;
	check(md_uid_write(mail, SPAN(""), &id, &err), &err);
}

/* The index from the files: somebody has removed it before. */
static void run_build(const struct job *job)
{
	double before = cpu();
	struct store_user *user = open_user(job->dir, 0);
	struct store_status status;
	struct err err = { 0 };

	check(store_status(user, SPAN("INBOX"), &status, &err), &err);
	tell_cpu(before, 1);
	tell("messages", status.messages);
	store_user_close(&user);
}

/* number: times. What a session does at SELECT, and its end. */
static void open_and_status(struct store_user *user)
{
	struct store_status status;
	struct store_box *box = open_box(user);
	struct err err = { 0 };

	check(store_status(user, SPAN("INBOX"), &status, &err), &err);
	store_box_close(&box);
}

static void run_open(const struct job *job)
{
	struct store_user *user = open_user(job->dir, 0);
	double before;

	open_and_status(user);
	before = cpu();
	for (uint32_t i = 0; i < job->number[0]; i++)
		open_and_status(user);
	tell_cpu(before, job->number[0]);
	store_user_close(&user);
}

static uint32_t scan_flags(struct store_box *box)
{
	struct store_message message;
	struct store_read read;
	struct err err = { 0 };
	uint32_t seen = 0;

	check(store_read_begin(box, &read, &err), &err);
	for (uint32_t u = ranges_from(&box->uids, 1); u;
	     u = ranges_from(&box->uids, u + 1)) {
		check(store_message_get(&read, u, &message, &err), &err);
		seen += message.flags & INDEX_SEEN;
	}
	store_read_end(&read);
	return seen;
}

static void run_flags(const struct job *job)
{
	struct store_user *user = open_user(job->dir, 0);
	struct store_box *box = open_box(user);
	uint32_t seen = scan_flags(box);
	double before = cpu();

	for (uint32_t i = 0; i < job->number[0]; i++)
		seen = scan_flags(box);
	tell_cpu(before, job->number[0]);
	tell("seen", seen);
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

	check(store_flags(box, uids, &how, NULL, NULL, &err), &err);
}

/* number: messages. One command for all of them. */
static void run_change(const struct job *job)
{
	struct store_user *user = open_user(job->dir, 0);
	struct store_box *box = open_box(user);
	struct ranges uids;
	double before;

	choose(box, job->number[0], &uids);
	before = cpu();
	change(box, &uids, INDEX_FLAGGED);
	tell_cpu(before, job->number[0]);
	ranges_release(&uids);
	store_box_close(&box);
	store_user_close(&user);
}

static void run_expunge(const struct job *job)
{
	struct store_user *user = open_user(job->dir, 0);
	struct store_box *box = open_box(user);
	struct err err = { 0 };
	struct ranges uids;
	double before;

	choose(box, job->number[0], &uids);
	change(box, &uids, INDEX_DELETED);
	before = cpu();
	check(store_expunge(box, NULL, &err), &err);
	tell_cpu(before, job->number[0]);
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
	check(file_read(AT_FDCWD, "/proc/self/smaps_rollup", &text, &err),
	      &err);
	rest = buf_span(&text);
	rest = span_from(rest, span_find(rest, SPAN("Pss_Anon:")) + 9);
	rest = span_trim(span_first(rest, span_find_char(rest, 'k')));
	check_call(num_parse_u64(rest, 0, UINT64_MAX, &n), "smaps");
	return (double)n;
}

/* What an open mailbox keeps, and with a pass over all flags. */
static void run_memory(const struct job *job)
{
	double before = own_kib();
	struct store_user *user = open_user(job->dir, 0);
	struct store_box *box = open_box(user);

	tell("open_kib", own_kib() - before);
	scan_flags(box);
	tell("scanned_kib", own_kib() - before);
	store_box_close(&box);
	store_user_close(&user);
}

static const struct {
	const char *name;
	void (*run)(const struct job *job);
} cases[] = {
	{ "append", run_append },   { "bare", run_bare },
	{ "build", run_build },     { "change", run_change },
	{ "expunge", run_expunge }, { "fill", run_fill },
	{ "flags", run_flags },     { "memory", run_memory },
	{ "open", run_open },       { "visit", run_visit },
};

int main(int argc, char **argv)
{
	struct job job = { .dir = argc > 2 ? argv[2] : "" };

	log_init("store-own", LOG_LEVEL_WARN);
	for (int i = 3; i < argc && i - 3 < NUMBERS_MAX; i++)
		check_call(num_parse_u32(span_of(argv[i]), 0, UINT32_MAX,
					 &job.number[i - 3]),
			   argv[i]);
	for (size_t i = 0; argc > 2 && i < ARRAY_LEN(cases); i++) {
		if (!span_eq(span_of(argv[1]), span_of(cases[i].name)))
			continue;
		cases[i].run(&job);
		return 0;
	}
	fprintf(stderr, "usage: store-own CASE DIR NUMBER…\n");
	return 64;
}
