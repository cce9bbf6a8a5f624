/* SPDX-License-Identifier: MIT */
/*
 * The open blob files of one environment: at most eight, least recently used
 * go first. Files are mapped with room to grow, so that a map is seldom
 * replaced; a replaced one lives on until index_blob_file_settle, because
 * spans into it are valid until the transactions end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "index/index_blob_pending.h"

struct index_blob_name {
	uint8_t mailbox_id[16];
	uint32_t generation;
};

struct index_blob_file {
	struct index_blob_name name;
	int fd; /* -1: this slot is free */
	uint64_t secret;
	uint64_t size; /* as last seen */
	uint64_t seen; /* in which transaction that was */
	uint64_t used;
	struct span map; /* may reach beyond the end of the file */
};

enum {
	INDEX_BLOB_FILES = 8,
	INDEX_BLOB_FILES_IDLE = 2
};

struct index_blob_files {
	struct index_blob_file file[INDEX_BLOB_FILES];
	struct span *retired;
	size_t retired_count;
	struct index_blob_file *last; /* that was asked for; or NULL */
	struct index_blob_pending pending;
	uint64_t clock;
	uint64_t transaction;
	/* those that lay there when one was first looked for, sorted */
	struct index_blob_name *found;
	size_t found_count;
	bool looked;
};

void index_blob_file_init(struct index_blob_files *files);
void index_blob_file_release(struct index_blob_files *files);
/* A transaction begins: files are looked at again once. */
void index_blob_file_begin(struct index_blob_files *files);
/* No span is in use: frees the maps that were replaced. */
void index_blob_file_settle(struct index_blob_files *files);
/* Also closes all but the last two used. */
void index_blob_file_shrink(struct index_blob_files *files);

/* MAKE (the caller has the write lock): a missing or headless file is begun
 * anew. FIND: that is ERR_CORRUPT. Valid until the next call. */
enum index_blob_want {
	INDEX_BLOB_FIND,
	INDEX_BLOB_MAKE
};
MUST_CHECK bool index_blob_file_open(struct index_blob_files *files,
				     const char *dir,
				     const struct index_blob_name *name,
				     enum index_blob_want want,
				     struct index_blob_file **out,
				     struct err *err);
/* The bytes of the file with all that was written. */
MUST_CHECK bool index_blob_file_map(struct index_blob_files *files,
				    struct index_blob_file *file,
				    struct span *out, struct err *err);
/* The newest generation of a mailbox in dir; false: there is none. dir is read
 * once, not for each of thousands of folders: one that was renewed since is
 * found only after _forget. */
bool index_blob_file_newest(struct index_blob_files *files, const char *dir,
			    const uint8_t mailbox_id[16],
			    struct index_blob_name *out);
void index_blob_file_forget(struct index_blob_files *files);
bool index_blob_file_exists(const char *dir,
			    const struct index_blob_name *name);
void index_blob_file_unlink(const char *dir,
			    const struct index_blob_name *name);
