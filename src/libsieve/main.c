/* SPDX-License-Identifier: MIT */
/* fumikura-libsieve CPU-SECONDS MEMORY-BYTES: a request on stdin, its answer on
 * stdout (sieve/sieve_second.h). Closes itself in before it reads. */
#include <stdio.h>
#include <sysexits.h>

#include "libsieve/ls_engine.h"
#include "libsieve/ls_request.h"
#include "libsieve/ls_sandbox.h"

int main(int argc, char **argv)
{
	struct ls_request request = { .script = NULL };
	unsigned long seconds, memory;
	int answer;

	if (argc != 3 || sscanf(argv[1], "%lu", &seconds) != 1 ||
	    sscanf(argv[2], "%lu", &memory) != 1)
		return EX_USAGE;
	if (!ls_sandbox_enter(seconds, memory, &answer))
		return EX_OSERR;
	if (!ls_request_read(0, &request))
		return EX_DATAERR;
	return ls_engine_run(&request, answer) ? EX_OK : EX_SOFTWARE;
}
