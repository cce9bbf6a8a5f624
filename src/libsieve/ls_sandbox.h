/* SPDX-License-Identifier: MIT */
/* Closes a process in: it keeps stdin and one fd to answer on, gets no further
 * ones, and can do nothing but read, write, take memory and end. */
#pragma once

#include <stdbool.h>

/* CPU time in seconds; bytes of address space, beside what it has. *out_answer:
 * what stdout was, which is closed as stderr is. false: this system can't. */
bool ls_sandbox_enter(unsigned long seconds, unsigned long memory,
		      int *out_answer);
