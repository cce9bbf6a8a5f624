/* SPDX-License-Identifier: MIT */
/* The answer to authdaemond's ENUMERATE. */
#pragma once

#include "auth/auth_serial.h"

/* Answers the request of that connection, or gives it up. */
void auth_authdaemon_list(struct auth_serial *serial);
