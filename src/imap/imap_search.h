/* SPDX-License-Identifier: MIT */
/*
 * The search program of SEARCH, SORT and THREAD (RFC 9051 6.4.4, RFC 5032, RFC
 * 5182, RFC 7162): text → criteria.
 */
#pragma once

#include "imap/imap_command.h"
#include "store/store_search.h"

enum imap_search {
	IMAP_SEARCH_OK,
	IMAP_SEARCH_BAD,
	IMAP_SEARCH_CHARSET, /* one that is not known */
	IMAP_SEARCH_NUMBERS, /* sequence numbers that may not be named */
	IMAP_SEARCH_LIMIT,   /* more keys or deeper than the settings allow */
};

/* What a program is read with. */
struct imap_search_input {
	struct ranges *view;        /* for "*" in sets */
	const struct ranges *saved; /* for "$"; NULL: there is none */
	bool numbers;               /* sequence numbers may be named */
	bool charset;               /* CHARSET may be */
	unsigned keys_max;
	unsigned nesting_max;
};
/* view: of the selected mailbox, or of another, where "$" is empty. */
struct imap_search_input imap_search_input_of(struct imap_session *session,
					      struct ranges *view);

struct imap_search_program {
	struct store_criterion *root; /* in the arena; may be NULL */
	bool modseq;                  /* asks for MODSEQ */
	bool numbers;                 /* names message numbers */
};
/* text: "[CHARSET x ]key key …". Release the program in every case. */
enum imap_search imap_search_parse(const struct imap_search_input *in,
				   struct span text, struct arena *arena,
				   struct imap_search_program *out);
/* text: "charset key key …" (RFC 5256 3). */
enum imap_search imap_search_parse_sort(const struct imap_search_input *in,
					struct span text, struct arena *arena,
					struct imap_search_program *out);
void imap_search_release(struct imap_search_program *program);

/* The answer to a program that is none. */
enum imap_result imap_search_refuse(struct imap_request *request,
				    enum imap_search why);
