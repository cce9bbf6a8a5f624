/* SPDX-License-Identifier: MIT */
#include "store/store_progress.h"

void store_progress_tell(const struct store_box *box, uint32_t done,
			 uint32_t goal)
{
	if (box->progress && done < goal)
		box->progress->tell(box->progress->arg, done, goal);
}
