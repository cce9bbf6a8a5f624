/* SPDX-License-Identifier: MIT */
/* Deliveries to many users, by one process and by several. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "bench/bench.h"
#include "store/store_message.h"

static void append(struct store_user *user, struct span message)
{
	static const struct store_append options = { .internaldate =
							     INT64_MIN };
	struct store_spool *spool = store_spool_new(user);
	struct store_appended appended;
	struct err err = { 0 };

	bench_check(store_spool_write(spool, message, &err) &&
			    store_append(user, SPAN("INBOX"), spool, &options,
					 &appended, &err),
		    &err);
	store_spool_free(&spool);
}

/* Users in an order that no cache likes; every process meets every user. */
static uint32_t scattered(uint32_t n, uint32_t users)
{
	return (uint32_t)((uint64_t)n * 7919 % users);
}

/* Delivers its part and returns the CPU seconds of that alone. */
typedef double deliver_part(const struct bench_job *job, uint32_t first,
			    uint32_t count);

/* number: users, messages, processes. */
static void run_processes(const struct bench_job *job, deliver_part *deliver)
{
	uint32_t processes = job->number[2];
	uint32_t each = job->number[1] / processes;
	double *used =
		mmap(NULL, processes * sizeof(double), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double sum = 0;
	int status;

	bench_check_call(used != MAP_FAILED, "mmap");
	for (uint32_t i = 0; i < processes; i++) {
		if (fork() == 0) {
			used[i] = deliver(job, each * i, each);
			exit(0);
		}
	}
	for (uint32_t i = 0; i < processes; i++)
		bench_check_call(wait(&status) > 0 && status == 0, "child");
	for (uint32_t i = 0; i < processes; i++)
		sum += used[i];
	bench_tell("cpu_us", sum * 1e6 / (each * processes));
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

	bench_check_call(write(fd, message.ptr, message.len) ==
				 (ssize_t)message.len,
			 "write");
	bench_check_call(fsync(fd) == 0, "fsync file");
	bench_check_call(rename(tmp, place) == 0, "rename");
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	bench_check_call(fsync(folder_fd) == 0, "fsync folder");
}

static double deliver_bare(const struct bench_job *job, uint32_t first,
			   uint32_t count)
{
	auto_buf struct buf message;
	double before = bench_cpu();

	buf_init(&message, 1 << 20);
	bench_write_message(&message, "\n");
	for (uint32_t n = first; n < first + count; n++)
		deliver_bare_one(job->dir, scattered(n, job->number[0]), n,
				 buf_span(&message));
	return bench_cpu() - before;
}

static void make_folders(const struct bench_job *job)
{
	static const char *const part[] = { "", "/tmp", "/new", "/cur" };

	for (uint32_t user = 0; user < job->number[0]; user++) {
		for (size_t i = 0; i < ARRAY_LEN(part); i++) {
			auto_free char *path =
				x_printf("%s/%u%s", job->dir, user, part[i]);

			bench_check_call(mkdir(path, 0700) == 0 ||
						 errno == EEXIST,
					 path);
		}
	}
}

void bench_delivery_bare(const struct bench_job *job)
{
	make_folders(job);
	run_processes(job, deliver_bare);
}

/* With all users open before. */
static double deliver_kept(const struct bench_job *job, uint32_t first,
			   uint32_t count)
{
	struct store_user **users =
		x_calloc(job->number[0], sizeof(struct store_user *));
	auto_buf struct buf message;
	double before;

	for (uint32_t i = 0; i < job->number[0]; i++)
		users[i] = bench_open_user(job->dir, i);
	buf_init(&message, 1 << 20);
	bench_write_message(&message, "\r\n");
	before = bench_cpu();
	for (uint32_t n = first; n < first + count; n++)
		append(users[scattered(n, job->number[0])], buf_span(&message));
	return bench_cpu() - before;
}

/* Each user opened and closed, as for the first message after a while. */
static double deliver_opening(const struct bench_job *job, uint32_t first,
			      uint32_t count)
{
	auto_buf struct buf message;
	double before = bench_cpu();

	buf_init(&message, 1 << 20);
	bench_write_message(&message, "\r\n");
	for (uint32_t n = first; n < first + count; n++) {
		struct store_user *user =
			bench_open_user(job->dir, scattered(n, job->number[0]));

		append(user, buf_span(&message));
		store_user_close(&user);
	}
	return bench_cpu() - before;
}

void bench_delivery_append(const struct bench_job *job)
{
	run_processes(job, deliver_kept);
}

void bench_delivery_visit(const struct bench_job *job)
{
	run_processes(job, deliver_opening);
}
