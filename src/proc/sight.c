/* SPDX-License-Identifier: MIT */
/*
 * The file: a head, the directory (a session's number for each page), then the
 * pages from PAGES_AT on. It is sparse, so that room for many costs nothing
 * until it is used, and pages that were given back are used first.
 */
#include "proc/sight.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "base/x.h"

enum {
	PAGE = 4096,
	PAGES_MAX = 1000000,
	DIRECTORY = 978 * PAGE, /* holds PAGES_MAX + 1 numbers */
};

_Static_assert(4 * (PAGES_MAX + 1) <= DIRECTORY && sizeof(struct sight) <= PAGE,
	       "a page is a page");

struct sight_book {
	int fd;
	uint32_t *directory; /* [0]: pages that were ever in use */
	uint32_t pages;
	uint32_t *free; /* given back, the last one on top */
	uint32_t free_count;
	uint32_t free_space;
};

static struct sight nowhere;
static struct sight *own = &nowhere;

static off_t place_of(uint32_t page)
{
	return DIRECTORY + (off_t)page * PAGE;
}

/* ---- the zygote ---- */

struct sight_book *sight_book_new(unsigned pages)
{
	struct sight_book *book;
	void *directory;
	int fd = memfd_create("fumikura-sight", MFD_CLOEXEC);

	if (pages > PAGES_MAX)
		pages = PAGES_MAX;
	if (fd < 0)
		return NULL;
	directory = ftruncate(fd, place_of(pages)) == 0
			    ? mmap(NULL, DIRECTORY, PROT_READ | PROT_WRITE,
				   MAP_SHARED, fd, 0)
			    : MAP_FAILED;
	if (directory == MAP_FAILED) {
		close(fd);
		return NULL;
	}
	book = x_calloc(1, sizeof(*book));
	book->fd = fd;
	book->directory = directory;
	book->pages = pages;
	return book;
}

void sight_book_free(struct sight_book **book)
{
	if (!*book)
		return;
	munmap((*book)->directory, DIRECTORY);
	close((*book)->fd);
	free((*book)->free);
	free(*book);
	*book = NULL;
}

int sight_book_fd(const struct sight_book *book)
{
	return book ? book->fd : -1;
}

static uint32_t *owner_of(struct sight_book *book, uint32_t page)
{
	return &book->directory[1 + page];
}

/* Nobody sees of one session what another's worker wrote. */
static bool clear(const struct sight_book *book, uint32_t page)
{
	static const struct sight empty;

	return pwrite(book->fd, &empty, sizeof(empty), place_of(page)) ==
	       sizeof(empty);
}

uint32_t sight_book_take(struct sight_book *book, uint32_t session)
{
	uint32_t page;

	if (!book || (!book->free_count && *book->directory == book->pages))
		return SIGHT_NO_PAGE;
	page = book->free_count ? book->free[--book->free_count]
				: (*book->directory)++;
	if (!clear(book, page)) {
		sight_book_give(book, page);
		return SIGHT_NO_PAGE;
	}
	*owner_of(book, page) = session;
	return page;
}

void sight_book_give(struct sight_book *book, uint32_t page)
{
	if (!book || page == SIGHT_NO_PAGE)
		return;
	*owner_of(book, page) = 0;
	if (book->free_count == book->free_space) {
		book->free_space += 64;
		book->free = x_realloc_array(book->free, book->free_space,
					     sizeof(*book->free));
	}
	book->free[book->free_count++] = page;
}

void sight_book_pass(struct sight_book *book, uint32_t page, uint32_t session)
{
	if (!book || page == SIGHT_NO_PAGE)
		return;
	*owner_of(book, page) = session && clear(book, page) ? session : 0;
}

/* ---- a worker ---- */

void sight_enter(struct sight_book **book, uint32_t page)
{
	void *at = MAP_FAILED;

	if (*book && page != SIGHT_NO_PAGE)
		at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			  (*book)->fd, place_of(page));
	sight_book_free(book);
	if (at != MAP_FAILED)
		own = at;
}

static void keep(char *to, size_t size, struct span text)
{
	text = span_first(text, size - 1);
	memcpy(to, text.ptr, text.len);
	to[text.len] = '\0';
}

void sight_command(struct span verb)
{
	keep(own->command, sizeof(own->command), verb);
	own->command_us = clock_now_us();
}

void sight_mailbox(const char *name)
{
	keep(own->mailbox, sizeof(own->mailbox), span_of(name));
}

void sight_resume(uint64_t bytes_in, uint64_t bytes_out)
{
	own->bytes_in = bytes_in;
	own->bytes_out = bytes_out;
}

void sight_read(size_t bytes)
{
	own->bytes_in += bytes;
}

void sight_written(size_t bytes)
{
	own->bytes_out += bytes;
}

/* ---- master ---- */

uint32_t sight_pages(int fd)
{
	uint32_t pages = 0;

	if (pread(fd, &pages, sizeof(pages), 0) != sizeof(pages))
		return 0;
	return pages < PAGES_MAX ? pages : PAGES_MAX;
}

uint32_t sight_owners(int fd, uint32_t first, uint32_t count, uint32_t *out)
{
	ssize_t got = pread(fd, out, count * sizeof(*out),
			    (off_t)(1 + first) * (off_t)sizeof(*out));

	return got > 0 ? (uint32_t)got / (uint32_t)sizeof(*out) : 0;
}

/* It may be cut within a letter, and be anything if the worker wishes. */
static void make_text(char *text, size_t size)
{
	bool valid;

	text[size - 1] = '\0';
	valid = utf8_is_valid(span_of(text));
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f ||
		    (!valid && (unsigned char)*text > 0x7f))
			*text = '?';
}

bool sight_get(int fd, uint32_t page, struct sight *out)
{
	if (page >= PAGES_MAX ||
	    pread(fd, out, sizeof(*out), place_of(page)) != sizeof(*out))
		return false;
	make_text(out->command, sizeof(out->command));
	make_text(out->mailbox, sizeof(out->mailbox));
	return true;
}
