/* SPDX-License-Identifier: MIT */
/*
 * The form of our own small files: one line "<name> key=value … sum=<16 hex>",
 * where the first key is v, the version, and sum is md_sum of all before it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/* Begins a line of that name and version, to which " key=value" is added; end
 * appends the sum. */
void md_line_begin(struct buf *out, const char *name, unsigned version);
/* Of all bytes in out, also if it was begun otherwise. */
void md_line_end(struct buf *out);

/* Cuts "sum=…\n" off the end; false if it is not the sum of all before it. */
bool md_line_cut_sum(struct span *text);

/* The fields between version and sum. false if the line is of another name or
 * version, or its sum is wrong. */
bool md_line_parse(struct span text, const char *name, unsigned version,
		   struct span *out_fields);
/* The value of a key; empty if it is not there. */
struct span md_line_value(struct span fields, struct span key);
/* Whole lines behind those of the file, durably; a torn one that a crash left
 * there gets "?" and its end first. fd: read and append. What can't be written
 * is cut off again. name: for the error. */
MUST_CHECK bool md_line_append(int fd, const char *name, struct span text,
			       struct err *err);
