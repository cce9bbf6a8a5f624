/* SPDX-License-Identifier: MIT */
/* What the files of the doctor share. */
#pragma once

#include "store/store_doctor.h"
#include "store/store_priv.h"

struct store_doctor {
	const struct account *account;
	const struct store_settings *settings;
	const struct store_doctor_sink *sink;
	bool repair;
	bool untouched; /* another server's, which nobody has opened yet */
	int root_fd;
	struct span *dirs; /* of the folders, without the root */
	size_t dir_count;
	struct span mailbox; /* looked at now; "" for the user as a whole */
	bool unsettled;      /* folders have to be read again */
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
