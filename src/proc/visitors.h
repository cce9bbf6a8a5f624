/* SPDX-License-Identifier: MIT */
/*
 * The connections of a gate that have not logged in yet, for
 * `fumikura session list --all`: rows of a fixed size in a file in memory,
 * which gate writes and master reads.
 *
 * Nobody is asked and nothing is sent; a busy gate is seen as well as any. What
 * is in the rows is gate's word, about its own connections.
 */
#pragma once

#include <stdint.h>

#include "base/err.h"

enum visitor_step {
	VISITOR_HANDSHAKE, /* TLS is being agreed on */
	VISITOR_GREETED,   /* may log in, or hears its last words */
	VISITOR_LOGIN,     /* its login is being decided */
};

/* A row. Its texts end in NUL, and have no spaces, when master has read it. */
struct visitor {
	int64_t begin_us; /* clock_now_us; 0: nobody */
	uint32_t step;    /* enum visitor_step */
	uint32_t secured; /* 1: TLS */
	char session[32];
	char service[16];
	char remote_ip[64]; /* "": a unix socket's */
	char local_ip[64];
};

/* ---- gate ---- */

struct visitors;

/* Room for so many at once. NULL: the system has none; then nothing is seen,
 * and what follows does nothing. */
struct visitors *visitors_new(uint32_t count);
void visitors_free(struct visitors **visitors);
/* For master; -1 if there are none. It stays the book's. */
int visitors_fd(const struct visitors *visitors);
/* A copy of the row. VISITORS_NO_PLACE: all are taken. */
#define VISITORS_NO_PLACE UINT32_MAX
uint32_t visitors_come(struct visitors *visitors, const struct visitor *who);
void visitors_show(struct visitors *visitors, uint32_t place,
		   enum visitor_step step, uint32_t secured);
void visitors_go(struct visitors *visitors, uint32_t place);

/* ---- master ---- */

enum {
	VISITORS_AT_ONCE = 64
};

/* Those of the rows from *at on, `limit` rows at most, that somebody has: up to
 * VISITORS_AT_ONCE at a time, and *at moves behind them. How many; 0: there are
 * no more. A row that changes while it is read is left out. */
uint32_t visitors_read(int fd, uint32_t limit, uint32_t *at,
		       struct visitor out[VISITORS_AT_ONCE]);
