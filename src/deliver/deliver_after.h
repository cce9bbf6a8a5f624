/* SPDX-License-Identifier: MIT */
/*
 * What scripts want done when a message is where it belongs: replies,
 * notifications, and what the duplicate test shall know. No mail depends on
 * it: trouble is logged.
 */
#pragma once

#include "deliver/deliver_actions.h"

void deliver_after_all(const struct deliver_actions *a);
