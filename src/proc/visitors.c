/* SPDX-License-Identifier: MIT */
/*
 * The file: how many rows have ever been in use, then from a page's end on the
 * rows. It is sparse, and rows that were given back are used first.
 *
 * There is no lock. A row whose texts are written is nobody's meanwhile, and
 * master reads each piece twice: a row that is somebody's, and alike both
 * times, is whole.
 */
#include "proc/visitors.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/span.h"
#include "base/x.h"

enum {
	ROWS_AT = 4096,
};

struct visitors {
	int fd;
	size_t size;
	uint32_t *used; /* rows that were ever in use */
	struct visitor *row;
	uint32_t count;
	uint32_t *free; /* given back, the last one on top */
	uint32_t free_count;
	uint32_t free_space;
};

/* ---- gate ---- */

struct visitors *visitors_new(uint32_t count)
{
	size_t size = ROWS_AT + (size_t)count * sizeof(struct visitor);
	int fd = memfd_create("fumikura-visitors", MFD_CLOEXEC);
	struct visitors *visitors;
	void *at;

	if (fd < 0)
		return NULL;
	at = ftruncate(fd, (off_t)size) == 0
		     ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			    0)
		     : MAP_FAILED;
	if (at == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	visitors = x_calloc(1, sizeof(*visitors));
	visitors->fd = fd;
	visitors->size = size;
	visitors->used = at;
	visitors->row = (void *)((char *)at + ROWS_AT);
	visitors->count = count;
	return visitors;
}

void visitors_free(struct visitors **visitors)
{
	if (!*visitors)
		return;
	munmap((*visitors)->used, (*visitors)->size);
	close((*visitors)->fd);
	free((*visitors)->free);
	free(*visitors);
	*visitors = NULL;
}

int visitors_fd(const struct visitors *visitors)
{
	return visitors ? visitors->fd : -1;
}

/* The row is nobody's before and until the end. */
static void set_row(struct visitor *row, const struct visitor *who)
{
	struct visitor fresh = *who;

	fresh.begin_us = 0;
	*row = fresh;
	atomic_thread_fence(memory_order_seq_cst);
	row->begin_us = who->begin_us;
}

uint32_t visitors_come(struct visitors *visitors, const struct visitor *who)
{
	uint32_t place;

	if (!visitors ||
	    (!visitors->free_count && *visitors->used == visitors->count))
		return VISITORS_NO_PLACE;
	place = visitors->free_count ? visitors->free[--visitors->free_count]
				     : (*visitors->used)++;
	set_row(&visitors->row[place], who);
	return place;
}

void visitors_show(struct visitors *visitors, uint32_t place,
		   enum visitor_step step, uint32_t secured)
{
	if (!visitors || place == VISITORS_NO_PLACE)
		return;
	visitors->row[place].step = step;
	visitors->row[place].secured = secured;
}

void visitors_go(struct visitors *visitors, uint32_t place)
{
	if (!visitors || place == VISITORS_NO_PLACE)
		return;
	visitors->row[place].begin_us = 0;
	atomic_thread_fence(memory_order_seq_cst);
	if (visitors->free_count == visitors->free_space) {
		visitors->free_space += 64;
		visitors->free =
			x_realloc_array(visitors->free, visitors->free_space,
					sizeof(*visitors->free));
	}
	visitors->free[visitors->free_count++] = place;
}

/* ---- master ---- */

static uint32_t read_rows(int fd, uint32_t at, uint32_t count,
			  struct visitor *out)
{
	ssize_t got = pread(fd, out, count * sizeof(*out),
			    ROWS_AT + (off_t)at * (off_t)sizeof(*out));

	return got > 0 ? (uint32_t)((size_t)got / sizeof(*out)) : 0;
}

/* Ids, names of services and addresses. */
static void make_word(char *text, size_t size)
{
	text[size - 1] = '\0';
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			*text = '?';
}

static void make_words(struct visitor *row)
{
	make_word(row->session, sizeof(row->session));
	make_word(row->service, sizeof(row->service));
	make_word(row->remote_ip, sizeof(row->remote_ip));
	make_word(row->local_ip, sizeof(row->local_ip));
}

/* How many rows there are to be read. */
static uint32_t rows_of(int fd, uint32_t limit)
{
	uint32_t used;

	if (pread(fd, &used, sizeof(used), 0) != sizeof(used))
		return 0;
	return used < limit ? used : limit;
}

uint32_t visitors_read(int fd, uint32_t limit, uint32_t *at,
		       struct visitor out[VISITORS_AT_ONCE])
{
	struct visitor again[VISITORS_AT_ONCE];
	uint32_t rows = rows_of(fd, limit);
	uint32_t found = 0;

	while (!found && *at < rows) {
		uint32_t left = rows - *at;
		uint32_t count = read_rows(
			fd, *at,
			left < VISITORS_AT_ONCE ? left : VISITORS_AT_ONCE, out);
		uint32_t same = read_rows(fd, *at, count, again);

		if (!same)
			return 0;
		*at += same;
		for (uint32_t i = 0; i < same; i++) {
			if (!again[i].begin_us ||
			    memcmp(&out[i], &again[i], sizeof(*out)) != 0)
				continue;
			make_words(&again[i]);
			out[found++] = again[i];
		}
	}
	return found;
}
