/* SPDX-License-Identifier: MIT */
/*
 * Hands logins over to master: the only place from which a client's stream
 * leaves gate.
 *
 * A login waits here until the control channel takes it, then until master's
 * LOGIN_DONE. The fd stays its owner's; master gets a copy.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proc/control.h"

struct event_base;
struct gate_handoff;

/* Lives in its owner from gate_handoff_submit until done is called or
 * gate_handoff_cancel. */
struct gate_login {
	struct gate_login *next; /* waiting to be sent, or in a chain */
	uint32_t id;             /* 0: not under way */
	bool sent;
	int fd;           /* the channel that the worker gets */
	uint32_t session; /* done with CONTROL_OK: master's number of it */
	/* Writes the login into a zeroed message, right before it is sent. */
	void (*fill)(const struct gate_login *login, struct control_login *to);
	void (*done)(struct gate_login *login, enum control_result result);
};

struct gate_handoff *gate_handoff_new(struct event_base *base, int control);

/* fill, done and fd are set. done is called later, from the loop. */
void gate_handoff_submit(struct gate_handoff *handoff,
			 struct gate_login *login);
/* Only before it was sent: false if master has it already. */
bool gate_handoff_cancel(struct gate_handoff *handoff,
			 struct gate_login *login);
/* LOGIN_DONE came. Unknown ids are ignored. */
void gate_handoff_answer(struct gate_handoff *handoff, uint32_t id,
			 enum control_result result, uint32_t session);
/* Master is gone: CONTROL_TEMP for all that are under way. */
void gate_handoff_abandon(struct gate_handoff *handoff);
