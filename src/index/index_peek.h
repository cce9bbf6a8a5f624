/* SPDX-License-Identifier: MIT */
/*
 * Whether anything was committed, told without opening the index: the number of
 * the last transaction lies at the front of the file (index_page.h). It says
 * nothing about whether the index is to be trusted.
 */
#pragma once

#include <stdbool.h>

#include "base/check.h"
#include "index/index.h"

struct index_peek;

/* dir: where the index lies. Nothing is looked at yet. */
struct index_peek *index_peek_new(const char *dir);
void index_peek_free(struct index_peek **peek);
/* The point that a transaction begun now would have. false: there is none to be
 * read, or it makes no sense. */
MUST_CHECK bool index_peek(struct index_peek *peek, struct index_point *out);
