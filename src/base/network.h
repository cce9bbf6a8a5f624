/* SPDX-License-Identifier: MIT */
/*
 * IP addresses and networks as text: "192.0.2.1", "192.0.2.0/24", "::1",
 * "2001:db8::/32". IPv4 and its form in IPv6 (::ffff:192.0.2.1) are the same.
 * A list has commas or white space between its networks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct network {
	uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned bits;       /* 0..128 */
};
enum {
	NETWORK_TEXT = 46
};

/* A single address has 128 bits. false: malformed. */
bool network_parse(struct span text, struct network *out);
/* The address as everybody writes it, IPv4 without its prefix. */
void network_text(const struct network *address, char out[NETWORK_TEXT]);
bool network_has(const struct network *network, const struct network *address);
/* Sets the bits behind the first `bits` (of 128) to zero. */
void network_mask(struct network *network, unsigned bits);

/* false: one of them is malformed. An empty list is a list. */
bool network_list_is_valid(struct span list);
/* Malformed networks and addresses are in no list. */
bool network_list_has(struct span list, struct span address);
