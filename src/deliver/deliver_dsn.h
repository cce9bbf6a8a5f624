/* SPDX-License-Identifier: MIT */
/*
 * Delivery status notifications (RFC 3461) and times of delivery (RFC 2852):
 * what the client of a delivery asks for, what of it goes on with a forward or
 * redirect, and what is left to be told by us. Pure.
 */
#pragma once

#include "base/arena.h"
#include "submit/submit_envelope.h"

/* As it stands in MAIL and RCPT, xtext too; each empty where it is not told. */
struct deliver_dsn {
	struct span ret, envid, notify, orcpt;
	/* BY: "R", "N", with "T" behind it for a trace; the seconds that were
	 * left at MAIL. */
	struct span by_mode;
	int64_t by_time;
};

bool deliver_dsn_is_notify(struct span text);
bool deliver_dsn_is_orcpt(struct span text);
bool deliver_dsn_is_ret(struct span text);
bool deliver_dsn_is_envid(struct span text);
/* "120;RT"; the mode points into text. */
bool deliver_dsn_parse_by(struct span text, struct deliver_dsn *out);

/* What became of the message for a recipient. */
enum deliver_dsn_report {
	DELIVER_DSN_DELIVERED,
	DELIVER_DSN_RELAYED,   /* to an MTA that sends no notices */
	DELIVER_DSN_PASSED_ON, /* to one that will tell */
	DELIVER_DSN_REFUSED,   /* which the sender is told otherwise */
};
/* "delivered", "relayed" if that is to be told, else NULL. */
const char *deliver_dsn_told(const struct deliver_dsn *dsn,
			     enum deliver_dsn_report report);

/* A message on its way from one address to another. */
struct deliver_dsn_way {
	const struct deliver_dsn *dsn; /* as it came */
	struct span from;              /* the address that it came to */
	/* Its sender is the old one: else nothing is derived from what that
	 * one asked for (RFC 3461 5.2.7.1). */
	bool is_same_sender;
	bool is_alone; /* it goes nowhere else, and is not stored */
	/* Of a script (RFC 6009); empty, or INT64_MIN: not told. */
	struct span notify, ret, by_mode;
	int64_t by_seconds;
	bool by_trace;
	bool hides_origin; /* ORCPT does not go on */
};

/* Fills what is asked for; new texts lie in the arena. The sender and the
 * address are there. False: there is no time left to deliver it in. */
bool deliver_dsn_pass_on(const struct deliver_dsn_way *way, struct arena *arena,
			 struct submit_envelope *envelope,
			 struct submit_recipient *to);
/* Is the wish to hear of success told to the next MTA? */
bool deliver_dsn_passes_success(const struct deliver_dsn_way *way);
