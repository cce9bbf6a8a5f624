/* SPDX-License-Identifier: MIT */
/*
 * The file: the directory (a head, then whose each page is), then the pages. It
 * is sparse, so that room for many costs nothing until it is used, and pages
 * that were given back are used first.
 *
 * A page is nobody's while it is cleared for the next session, and stays that
 * session's in the directory until it is cleared again. So who finds its owner
 * to be the same before and behind reading has read nothing of another's.
 */
#include "proc/sight.h"

#include <stdatomic.h>
#include <stddef.h>
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
	DIRECTORY = 1954 * PAGE,
};

struct owner {
	uint32_t session; /* 0: nobody */
	uint32_t left;    /* 1: it has left */
};

struct directory {
	uint32_t pages; /* that were ever in use */
	uint32_t unused;
	struct owner owner[PAGES_MAX];
};

_Static_assert(sizeof(struct directory) <= DIRECTORY &&
		       sizeof(struct sight) <= PAGE,
	       "a page is a page");

struct sight_book {
	int fd;
	struct directory *directory;
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

/* No worker has the directory. */
static void *map_directory(int fd)
{
	void *at = mmap(NULL, DIRECTORY, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			0);

	if (at == MAP_FAILED || madvise(at, DIRECTORY, MADV_DONTFORK) == 0)
		return at;
	munmap(at, DIRECTORY);
	return MAP_FAILED;
}

struct sight_book *sight_book_new(unsigned pages)
{
	struct sight_book *book;
	void *directory;
	int fd = memfd_create("fumikura-sight", MFD_CLOEXEC);

	if (pages > PAGES_MAX)
		pages = PAGES_MAX;
	if (fd < 0)
		return NULL;
	directory = ftruncate(fd, place_of(pages)) == 0 ? map_directory(fd)
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

/* Nobody sees of one session what another's worker wrote. */
static bool clear(struct sight_book *book, uint32_t page)
{
	static const struct sight empty;

	book->directory->owner[page] = (struct owner){ .session = 0 };
	atomic_thread_fence(memory_order_seq_cst);
	return pwrite(book->fd, &empty, sizeof(empty), place_of(page)) ==
	       sizeof(empty);
}

uint32_t sight_book_take(struct sight_book *book, uint32_t session)
{
	uint32_t page;

	if (!book ||
	    (!book->free_count && book->directory->pages == book->pages))
		return SIGHT_NO_PAGE;
	page = book->free_count ? book->free[--book->free_count]
				: book->directory->pages++;
	if (!clear(book, page)) {
		sight_book_give(book, page);
		return SIGHT_NO_PAGE;
	}
	book->directory->owner[page].session = session;
	return page;
}

void sight_book_give(struct sight_book *book, uint32_t page)
{
	if (!book || page == SIGHT_NO_PAGE)
		return;
	book->directory->owner[page].left = 1;
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
	if (!session)
		book->directory->owner[page].left = 1;
	else if (clear(book, page))
		book->directory->owner[page].session = session;
}

/* ---- a worker ---- */

/* What the zygote has of the book in its memory is left there: freeing it would
 * copy the pages that it lies in. */
void sight_enter(const struct sight_book *book, uint32_t page)
{
	void *at = MAP_FAILED;

	if (!book)
		return;
	if (page != SIGHT_NO_PAGE)
		at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			  book->fd, place_of(page));
	close(book->fd);
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

static off_t place_of_owner(uint32_t page)
{
	return (off_t)offsetof(struct directory, owner) +
	       (off_t)page * (off_t)sizeof(struct owner);
}

uint32_t sight_owners(int fd, uint32_t first, uint32_t out[SIGHT_AT_ONCE])
{
	struct owner owner[SIGHT_AT_ONCE];
	ssize_t size = pread(fd, owner, sizeof(owner), place_of_owner(first));
	size_t got = size > 0 ? (size_t)size / sizeof(*owner) : 0;

	for (size_t i = 0; i < got; i++)
		out[i] = owner[i].left ? 0 : owner[i].session;
	return (uint32_t)got;
}

/* Also of a session that has left. */
static bool is_of(int fd, uint32_t page, uint32_t session)
{
	struct owner owner;

	return pread(fd, &owner, sizeof(owner), place_of_owner(page)) ==
		       sizeof(owner) &&
	       owner.session == session;
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

bool sight_get(int fd, uint32_t page, uint32_t session, struct sight *out)
{
	if (page >= PAGES_MAX || !is_of(fd, page, session) ||
	    pread(fd, out, sizeof(*out), place_of(page)) != sizeof(*out) ||
	    !is_of(fd, page, session))
		return false;
	make_text(out->command, sizeof(out->command));
	make_text(out->mailbox, sizeof(out->mailbox));
	return true;
}
