/* SPDX-License-Identifier: MIT */
/* sd_notify(3): one datagram to $NOTIFY_SOCKET; nothing without it. */
#pragma once

void notify_state(const char *state); /* "READY=1" */
