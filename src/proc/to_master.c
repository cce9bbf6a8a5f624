/* SPDX-License-Identifier: MIT */
#include "proc/to_master.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/x.h"

/* false: there is no room for now. */
static bool send_first(struct to_master *out)
{
	static struct control_msg msg;
	const struct to_master_word *word = &out->word[out->first];
	struct err err;

	msg.kind = word->kind;
	msg.id = word->id;
	msg.session = word->session;
	msg.turn = word->turn;
	msg.pid = word->pid;
	if (control_send(out->control, &msg, -1, &err)) {
		out->first++;
		return true;
	}
	if (errno == EAGAIN)
		return false;
	log_err(LOG_LEVEL_WARN, "control", &err, "kept=%zu",
		out->end - out->first - 1);
	out->first = out->end;
	return true;
}

void to_master_go_on(struct to_master *out)
{
	while (out->control >= 0 && out->first < out->end && send_first(out))
		;
	if (out->control < 0 || out->first == out->end)
		out->first = out->end = 0;
}

static void make_room(struct to_master *out)
{
	size_t count = out->end - out->first;

	if (out->end < out->space)
		return;
	if (out->first > out->space / 2) {
		memmove(out->word, out->word + out->first,
			count * sizeof(*out->word));
		out->first = 0;
		out->end = count;
		return;
	}
	out->space = out->space ? out->space * 2 : 64;
	out->word = x_realloc_array(out->word, out->space, sizeof(*out->word));
}

void to_master_tell(struct to_master *out, const struct to_master_word *word)
{
	make_room(out);
	out->word[out->end++] = *word;
	to_master_go_on(out);
}

bool to_master_keeps(const struct to_master *out)
{
	return out->first < out->end;
}

void to_master_release(struct to_master *out)
{
	free(out->word);
	*out = (struct to_master){ .control = -1 };
}
