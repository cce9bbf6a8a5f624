/* SPDX-License-Identifier: MIT */
/*
 * Sessions without a worker: their clients wait here, with what a worker needs
 * to go on.
 *
 *   a worker parks it ──▶ RESTING ──▶ (master is asked) ──▶ a worker has it
 *                           ▲ └ the client speaks, or goes; something has
 *                           │   changed for it; its time is up
 *                           └── master or auth can't now: again in a second
 *
 * Nothing of what the client sends is read here. So every end of a client is a
 * worker's to see, too.
 */
#pragma once

#include "gate/gate_away.h"

/* Takes the client. */
void gate_park_begin(struct gate *gate, struct gate_rest *rest);
/* Master says that something has changed for this session; false: it does not
 * rest here. */
bool gate_park_wake(struct gate *gate, uint32_t session);
/* The server ends: all are told so. */
void gate_park_end_all(struct gate *gate);
