/* SPDX-License-Identifier: MIT */
/* Comments made blank, because libConfuse 3.3 counts each as three lines and
 * would tell wrong line numbers. */
#pragma once

#include "base/buf.h"

/* Overwrites #…, //… and the inside of C comments with spaces, in place; line
 * ends and quoted text stay. */
void config_comment_blank(struct buf *text);
