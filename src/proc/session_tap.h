/* SPDX-License-Identifier: MIT */
/* What goes between a session's worker and its client, for those who look on
 * (sight.h, trace.h). */
#pragma once

#include "io/stream.h"

/* Of this process, for its session's stream. */
extern const struct stream_tap session_tap;
