/* SPDX-License-Identifier: MIT */
/* The rows of `fumikura session list` on stdout. */
#pragma once

#include <stddef.h>

#include "proc/desk.h"

/* Columns under a head, as wide as what stands in them. */
void adm_session_print_table(const struct desk_row *rows, size_t count);
/* An array of objects. */
void adm_session_print_json(const struct desk_row *rows, size_t count);
