/* SPDX-License-Identifier: MIT */
/* What the files of the doctor share. */
#pragma once

#include "index/index_dump.h"
#include "store/store_doctor.h"
#include "store/store_priv.h"

/* A folder of an index that is to be trusted. */
struct store_doctor_known {
	uint32_t folder;
	char dir[256];
	struct index_folder rec;
};

struct store_doctor {
	const struct account *account;
	const struct store_settings *settings;
	const struct store_doctor_sink *sink;
	bool repair;
	bool untouched; /* another server's, which nobody has opened yet */
	int root_fd;
	struct span *dirs; /* of the folders, without the root */
	size_t dir_count;
	struct store_doctor_known *known;
	size_t known_count;
	struct span mailbox; /* looked at now; "" for the user as a whole */
	bool unsettled;      /* folders have to be read again */
	bool facts_damaged;  /* some lines of fumikura-facts */
};

/* ---- store_finding.c ---- */
void store_finding_wrong(struct store_doctor *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void store_finding_mended(struct store_doctor *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- store_doctor_folder.c: what lies in one folder ---- */
/* dir: its directory, "" for the root. Without the index. */
MUST_CHECK bool store_doctor_folder(struct store_doctor *d, struct span dir,
				    struct err *err);
/* Until nobody is in the midst of a change of folders. */
void store_doctor_folder_wait(struct store_doctor *d);

/* ---- store_doctor_identity.c: fumikura-uid of all folders ---- */
/* Takes what is of use from each item of the index. */
void store_doctor_identity_learn(struct store_doctor *d,
				 const struct index_dump_item *item);
void store_doctor_identity_check(struct store_doctor *d);

/* ---- store_doctor_facts.c ---- */
/* Lines of that folder's fumikura-facts. */
void store_doctor_facts_look(struct store_doctor *d, struct span dir);
/* Makes them say of keywords what the index says, and removes damaged lines. */
MUST_CHECK bool store_doctor_facts_save(struct store_doctor *d,
					struct err *err);
