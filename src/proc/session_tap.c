/* SPDX-License-Identifier: MIT */
#include "proc/session_tap.h"

#include "proc/sight.h"
#include "proc/trace.h"

static void came(struct span bytes)
{
	sight_read(bytes.len);
	trace_came(bytes);
}

static void went(struct span bytes)
{
	sight_written(bytes.len);
	trace_went(bytes);
}

const struct stream_tap session_tap = { .came = came, .went = went };
