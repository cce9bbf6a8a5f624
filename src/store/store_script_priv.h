/* SPDX-License-Identifier: MIT */
/* What store_script.c and store_script_change.c share. */
#pragma once

#include "store/store_script.h"

#define STORE_SCRIPT_DIR    "sieve"
#define STORE_SCRIPT_ACTIVE ".dovecot.sieve"
#define STORE_SCRIPT_SUFFIX ".sieve"
/* Beginning of files that are not whole yet. */
#define STORE_SCRIPT_TEMPORARY ".put-"

struct store_scripts {
	struct account account;
	struct store_script_limits limits;
	int home; /* -1: there is none yet */
	int dir;  /* of the scripts; -1 likewise */
};

/* Opens what may have been made meanwhile. */
MUST_CHECK bool store_script_reopen(struct store_scripts *scripts,
				    struct err *err);
/* The file's name within the folder: char[NAME_MAX + 1]. */
void store_script_file(struct span name, char *out);
