/* SPDX-License-Identifier: MIT */
/*
 * What a zygote tells master of its sessions. It never waits for master, which
 * may be waiting for the zygote at that moment: what finds no room in the
 * channel is kept, in order. Each session has few words to be said, so
 * session_limit bounds what is kept.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "proc/control.h"

struct to_master_word {
	enum control_kind kind;
	uint32_t id;
	uint32_t session;
	uint32_t turn;
	uint32_t pid;
};

/* Zero, but for the control channel, says nothing. */
struct to_master {
	int control; /* does not wait (O_NONBLOCK) */
	struct to_master_word *word;
	size_t first; /* of those that are kept */
	size_t end;
	size_t space;
};

void to_master_tell(struct to_master *out, const struct to_master_word *word);
/* As many of them as there is room for now; to be called when the channel can
 * be written. A channel that has ended takes none: they are dropped. */
void to_master_go_on(struct to_master *out);
bool to_master_keeps(const struct to_master *out);
void to_master_release(struct to_master *out);
