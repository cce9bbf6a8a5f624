/* SPDX-License-Identifier: MIT */
/* Functions that we do not use; included by the compiler for every file. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The C library may define some as macros. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strncat
#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat strtok
#pragma GCC poison atoi atol atoll gets localtime gmtime ctime asctime
#pragma GCC poison strtol strtoul strtoll strtoull
