/* SPDX-License-Identifier: MIT */
/* libsieve, asked by its call-backs. */
#pragma once

#include <stdbool.h>

struct ls_request;

/* Runs the script and writes the answer. false: it can't be written, or there
 * is no memory. */
bool ls_engine_run(const struct ls_request *request, int fd);
