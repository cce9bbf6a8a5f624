/* SPDX-License-Identifier: MIT */
#include "proc/session_tap.h"

#include "proc/sight.h"

static void came(struct span bytes)
{
	sight_read(bytes.len);
}

static void went(struct span bytes)
{
	sight_written(bytes.len);
}

const struct stream_tap session_tap = { .came = came, .went = went };
