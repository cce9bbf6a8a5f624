/* SPDX-License-Identifier: MIT */
/*
 * What an index says, for an admin to read: nothing is changed, and what is
 * damaged or doubtful is read as far as that goes. A good one that others use
 * meanwhile is read in one snapshot of theirs. Not in a process that has the
 * same index open by index_open: closing one would take the locks of the other.
 */
#pragma once

#include "index/index.h"

struct index_dump;

struct index_dump_state {
	/* "good"; "none": there is no index; else why nobody would open it:
	 * "bad-meta", "no-mark", "other-boot-or-copied", "other-mount" */
	const char *word;
	uint64_t txnid;      /* number of its last change */
	uint64_t file_bytes; /* of the environment */
	uint32_t readers, readers_max;
};

/* dir: the index folder. ERR_TEMP: nobody could look. */
MUST_CHECK bool index_dump_open(const char *dir, struct index_dump **out,
				struct index_dump_state *out_state,
				struct err *err);
void index_dump_close(struct index_dump **dump);

enum index_dump_kind {
	INDEX_DUMP_USAGE,
	INDEX_DUMP_FOLDER,   /* number and record */
	INDEX_DUMP_NAME,     /* text: directory name of folder */
	INDEX_DUMP_KEYWORDS, /* text: names of folder, LF between */
	INDEX_DUMP_CHANGE,   /* an entry of folder's change log */
	INDEX_DUMP_MESSAGE,
	INDEX_DUMP_DAMAGE, /* text: what is wrong */
};
struct index_dump_item {
	enum index_dump_kind kind;
	uint32_t folder;
	uint32_t uid;     /* of a message */
	struct span text; /* of name, keywords, damage */
	const struct index_usage *usage;
	const struct index_folder *record;
	const struct index_message *message;
	const struct index_change *change;
};

/* Everything, in the order of the kinds but for damage; valid during the call.
 */
void index_dump_read(struct index_dump *dump,
		     void (*found)(void *arg,
				   const struct index_dump_item *item),
		     void *arg);
/* The blob of a message, valid until the dump is closed. false: damaged, or
 * not there. */
MUST_CHECK bool index_dump_blob(struct index_dump *dump,
				const struct index_folder *record, uint32_t uid,
				const struct index_message *message,
				struct span *out);
