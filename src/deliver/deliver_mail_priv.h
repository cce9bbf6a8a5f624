/* SPDX-License-Identifier: MIT */
/* A message on its way in, for the files that make it and store it. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "deliver/deliver_head.h"
#include "deliver/deliver_mail.h"

struct mime_binary;
struct store_spool;
struct store_user;

struct deliver_mail {
	struct deliver *deliver;
	struct store_spool *spool;
	struct mime_binary *binary; /* before the head; NULL: not needed */
	struct deliver_head head;
	struct buf received;
	struct span remote_ip, remote_host; /* of the client */
	bool each;                          /* has a Delivered-To of its own */
	uint64_t place; /* in the spool, where Delivered-To belongs */
	/* The message with the Delivered-To of the last recipient that had one
	 * of its own. */
	struct store_spool *own;
	struct buf own_name;
	struct arena names; /* of mailboxes, told by deliver_mail_store */
	struct err err;     /* the first trouble while writing */
};
