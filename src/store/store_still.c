/* SPDX-License-Identifier: MIT */
/*
 * A mailbox where nothing happens costs no look into the index. What a refresh
 * does follows from the times of new/ and cur/, the index, and the view: once
 * it has left nothing to tell, the same times and the same last transaction
 * leave nothing either.
 */
#include "store/store_priv.h"

static bool is_settled(const struct index_dir_time *time)
{
	return !(time->racy & (STORE_TIME_RACY | STORE_TIME_BUILDING));
}

/* What the box itself claimed right behind it has nothing to tell. */
static struct index_point behind_claim(const struct store_box *box,
				       struct index_point point)
{
	const struct index_point *claimed = &box->claimed;

	return claimed->file == point.file &&
			       claimed->number == point.number + 1
		       ? *claimed
		       : point;
}

void store_still_take(struct store_box *box, const struct index_folder *rec,
		      struct index_point point)
{
	box->still = (struct store_still){ .new_time = rec->new_time,
					   .cur_time = rec->cur_time };
	/* Expunges wait until they may be told. */
	if (is_settled(&rec->new_time) && is_settled(&rec->cur_time) &&
	    box->expunge_modseq == rec->modseq)
		box->still.point = behind_claim(box, point);
}

bool store_still_holds(const struct store_box *box)
{
	const struct store_still *still = &box->still;
	struct store_user *user = box->user;
	struct md_time seen[STORE_PLACES];
	struct index_point now;
	struct err err;

	return still->point.number && !user->corrupt && !user->rescan &&
	       store_dirs_look(user, box->dir, seen, &err) &&
	       store_side_time_equal(&still->new_time, &seen[STORE_NEW]) &&
	       store_side_time_equal(&still->cur_time, &seen[STORE_CUR]) &&
	       index_peek(user->peek, &now) && now.file == still->point.file &&
	       now.number == still->point.number;
}
