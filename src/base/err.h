/* SPDX-License-Identifier: MIT */
/*
 * The one error record: a kind that decides the reply, a text for the peer and
 * a detail for the log.
 *
 * The caller owns it, callees fill it and return false. The first filler
 * decides the kind; who passes it on may only add to the log detail. The text
 * may reach a remote peer: no path, no errno. The detail may hold both.
 */
#pragma once

#include <stdbool.h>

enum err_kind {
	ERR_NONE = 0,
	ERR_TEMP,     /* try again later: disk full, source down, I/O error */
	ERR_NOTFOUND, /* no such mailbox, user, message */
	ERR_EXISTS,
	ERR_DENIED,   /* not allowed for this peer or user */
	ERR_DISABLED, /* the account exists but takes or shows no mail */
	ERR_QUOTA,
	ERR_LIMIT,   /* a configured bound was hit */
	ERR_SYNTAX,  /* the peer's or the file's bytes are malformed */
	ERR_STATE,   /* not possible in this state */
	ERR_CORRUPT, /* our own data is damaged */
	ERR_GONE,    /* peer closed, or the message was expunged meanwhile */
};

struct err {
	enum err_kind kind;
	int os; /* errno of err_sys, so that a full disk can be told; else 0 */
	char text[256];
	char detail[512];
};

/* Fills and returns false, so that `return err_set(...)` reads well. */
bool err_set(struct err *err, enum err_kind kind, const char *text_format, ...)
	__attribute__((format(printf, 3, 4)));
/* ERR_TEMP (a system call failed): text "Temporary failure", detail = what
 * failed plus strerror(errno). */
bool err_sys(struct err *err, const char *detail_format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sets or prefixes ("<new>: <old>") the log detail; kind and text stay. */
bool err_detail(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void err_clear(struct err *err);
const char *err_kind_name(enum err_kind kind);
/* The detail if there is one, else the text; points into err. */
const char *err_log_text(const struct err *err);
