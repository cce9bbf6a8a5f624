/* SPDX-License-Identifier: MIT */
/*
 * Whole sessions over a socketpair: the session runs in a process of its own,
 * as a worker does, on a fresh account in a temporary folder; the test talks
 * to it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "config/config.h"

struct place {
	char dir[64];
	struct config config;
	uint64_t quota_messages;
};

struct peer {
	struct place *place;
	int fd;
	pid_t pid;
	struct buf in;
	struct buf answer; /* what the last ask returned */
	unsigned tags;
};
#define auto_peer __attribute__((cleanup(peer_close)))

/* A place in *state, and its end. */
int peer_setup(void **state);
int peer_teardown(void **state);

void peer_start(struct peer *peer, struct place *place);
/* ... and reads the answer to the login. */
void peer_open(struct peer *peer, struct place *place);
void peer_close(struct peer *peer);

void peer_say(struct peer *peer, struct span bytes);
#define SAY(peer, text) peer_say(peer, SPAN(text))
/* One more line (or whatever came) into peer->in; false at the end. */
bool peer_fill(struct peer *peer);
/* Reads lines into peer->answer up to one that begins with `start`; at the
 * end of the stream what there is. */
const char *peer_read_until(struct peer *peer, const char *start);
/* Sends a command with a tag of its own; returns all lines of its answer, the
 * tagged one without its tag. */
const char *peer_ask(struct peer *peer, const char *command);
void peer_assert_has(const char *text, const char *part);
void peer_assert_lacks(const char *text, const char *part);
#define ASK_HAS(peer, command, part)                                           \
	peer_assert_has(peer_ask(peer, command), part)

extern const char peer_message[];
void peer_append(struct peer *peer, const char *options, const char *text);
void peer_append_some(struct peer *peer, int count);
