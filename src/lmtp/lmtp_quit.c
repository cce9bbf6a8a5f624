/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_quit.h"

#include <unistd.h>

void lmtp_quit_obey(struct lmtp_quit *quit)
{
	if (quit->seen)
		return;
	quit->seen = true;
	for (unsigned i = 0; i < quit->listen_count; i++)
		close(quit->listen[i].fd);
}
