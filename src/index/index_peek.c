/* SPDX-License-Identifier: MIT */
#include "index/index_peek.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_priv.h"
#include "index/index_verify.h"
#include "io/fd.h"
#include "io/file.h"

struct index_peek {
	char *path;
	int fd; /* -1: not open yet */
	uint64_t file;
};

struct index_peek *index_peek_new(const char *dir)
{
	struct index_peek *peek = x_calloc(1, sizeof(*peek));

	peek->path = x_printf("%s/" INDEX_ENV_FILE, dir);
	peek->fd = -1;
	return peek;
}

void index_peek_free(struct index_peek **peek)
{
	struct index_peek *p = TAKE(*peek);

	if (!p)
		return;
	if (p->fd >= 0)
		close(p->fd);
	free(p->path);
	free(p);
}

/* A zygote looks where a worker says, and must not wait there. */
static bool open_file(struct index_peek *peek)
{
	struct stat now;

	fd_close(&peek->fd);
	peek->fd = file_open_quietly(AT_FDCWD, peek->path,
				     O_RDONLY | O_NOCTTY | O_NONBLOCK);
	if (peek->fd < 0)
		return false;
	if (fstat(peek->fd, &now) != 0 || !S_ISREG(now.st_mode)) {
		fd_close(&peek->fd);
		return false;
	}
	peek->file = now.st_ino;
	return true;
}

/* Another one may have been put in its place. */
static bool follow(struct index_peek *peek)
{
	struct stat now;

	if (stat(peek->path, &now) != 0 || !S_ISREG(now.st_mode))
		return false;
	return (peek->fd >= 0 && peek->file == now.st_ino) || open_file(peek);
}

static bool read_meta(const struct index_peek *peek, uint64_t number,
		      uint64_t *out)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	char front[INDEX_VERIFY_FRONT];

	return pread(peek->fd, front, sizeof(front), (off_t)(number * page)) ==
		       (ssize_t)sizeof(front) &&
	       index_verify_txnid(front, number, page, out);
}

bool index_peek(struct index_peek *peek, struct index_point *out)
{
	uint64_t other;

	if (!follow(peek) || !read_meta(peek, 0, &out->number) ||
	    !read_meta(peek, 1, &other))
		return false;
	out->file = peek->file;
	if (other > out->number)
		out->number = other;
	return true;
}
