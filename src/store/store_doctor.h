/* SPDX-License-Identifier: MIT */
/*
 * For the admin: everything that may be wrong with a user's Maildir and index,
 * and mending of it where no mail and no UID is at stake. Works beside the
 * server. Not in a process that has the user open.
 */
#pragma once

#include "store/store.h"

enum store_doctor_how {
	STORE_DOCTOR_LOOK, /* a session would change no less */
	STORE_DOCTOR_REPAIR,
};
struct store_doctor_sink {
	/* One sentence; mailbox is "" for the user as a whole. */
	void (*wrong)(void *arg, struct span mailbox, const char *what);
	void (*mended)(void *arg, struct span mailbox, const char *what);
	void *arg;
};

/* A Maildir that is not there yet is nothing wrong, and not made. */
MUST_CHECK bool store_doctor(const struct account *account,
			     const struct store_settings *settings,
			     enum store_doctor_how how,
			     const struct store_doctor_sink *sink,
			     struct err *err);
