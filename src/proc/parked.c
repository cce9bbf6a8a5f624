/* SPDX-License-Identifier: MIT */
#include "proc/parked.h"

#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/fd.h"
#include "io/fdpass.h"

enum {
	/* Without a watch a session is looked after so often. */
	UNWATCHED_MS = 30000,
	EVENTS_BYTES = 65536,
};

struct entry {
	uint32_t session;
	uint32_t count;
	int *wd; /* owned */
	bool changed;
	int64_t due_ms; /* 0: never */
};

struct parked {
	int notes[2]; /* [0] is the zygote's */
	int inotify;
	struct entry *entry;
	size_t count;
	size_t space;
};

static void open_notes(struct parked *parked)
{
	struct err err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
		       parked->notes) == 0) {
		if (fdpass_ask_sender(parked->notes[0], &err))
			return;
		close(parked->notes[0]);
		close(parked->notes[1]);
	} else {
		err_sys(&err, "socketpair");
	}
	log_err(LOG_LEVEL_WARN, "parks_nothing", &err, "%s", "");
	parked->notes[0] = parked->notes[1] = -1;
}

struct parked *parked_new(void)
{
	struct parked *parked = x_calloc(1, sizeof(*parked));

	parked->inotify = -1;
	open_notes(parked);
	return parked;
}

void parked_free(struct parked **parked)
{
	parked_forget_all(*parked);
	(void)parked_leave(*parked);
	fd_close(&(*parked)->notes[1]);
	free((*parked)->entry);
	free(*parked);
	*parked = NULL;
}

int parked_leave(struct parked *parked)
{
	fd_close(&parked->notes[0]);
	fd_close(&parked->inotify);
	return parked->notes[1];
}

int parked_notes_fd(const struct parked *parked)
{
	return parked->notes[0];
}

int parked_changes_fd(const struct parked *parked)
{
	return parked->inotify;
}

size_t parked_count(const struct parked *parked)
{
	return parked->count;
}

int parked_due_ms(const struct parked *parked)
{
	int64_t first = 0;
	int64_t left;

	for (size_t i = 0; i < parked->count; i++) {
		const struct entry *entry = &parked->entry[i];

		if (entry->changed)
			return 0;
		if (entry->due_ms && (!first || entry->due_ms < first))
			first = entry->due_ms;
	}
	left = first - clock_mono_ms();
	if (!first)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* ---- notes ---- */

bool parked_send(int notes_end, const struct parked_note *note, int watch,
		 struct err *err)
{
	size_t size = offsetof(struct parked_note, watch) +
		      note->count * sizeof(note->watch[0]);

	return fdpass_send(notes_end, note, size, watch, err);
}

static bool is_sound(const struct parked_note *note, size_t size)
{
	if (size < offsetof(struct parked_note, watch) ||
	    note->count > PROC_WATCHES_MAX ||
	    size != offsetof(struct parked_note, watch) +
			    note->count * sizeof(note->watch[0]))
		return false;
	for (uint32_t i = 0; i < note->count; i++)
		if (!memchr(note->watch[i].path, '\0', PROC_WATCH_PATH))
			return false;
	return true;
}

bool parked_take(struct parked *parked, struct parked_note *out,
		 pid_t *out_sender, int *out_watch)
{
	struct pollfd wait = { .fd = parked->notes[0], .events = POLLIN };
	size_t size;
	struct err err;

	*out_watch = -1;
	if (poll(&wait, 1, 0) != 1 ||
	    fdpass_receive_from(parked->notes[0], out, sizeof(*out), &size,
				out_watch, out_sender, &err) != FDPASS_OK)
		return false;
	if (is_sound(out, size))
		return true;
	if (*out_watch >= 0)
		close(*out_watch);
	*out_watch = -1;
	*out_sender = 0;
	*out = (struct parked_note){ .parked = false };
	log_event(LOG_LEVEL_ERROR, "park_note", "bytes=%zu", size);
	return true;
}

/* ---- watches ---- */

static struct entry *new_entry(struct parked *parked)
{
	if (parked->count == parked->space) {
		parked->space = parked->space ? parked->space * 2 : 64;
		parked->entry = x_realloc_array(parked->entry, parked->space,
						sizeof(*parked->entry));
	}
	return &parked->entry[parked->count++];
}

static bool is_readable(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&wait, 1, 0) == 1;
}

void parked_add(struct parked *parked, uint32_t session,
		const struct parked_note *note, int watch)
{
	struct entry *entry = new_entry(parked);

	*entry = (struct entry){ .session = session };
	if (note->count)
		entry->wd =
			x_realloc_array(NULL, note->count, sizeof(*entry->wd));
	if (parked->inotify < 0)
		parked->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	for (uint32_t i = 0; i < note->count; i++) {
		int wd = inotify_add_watch(parked->inotify, note->watch[i].path,
					   note->watch[i].events);

		if (wd >= 0)
			entry->wd[entry->count++] = wd;
	}
	if (entry->count < note->count) {
		log_event(LOG_LEVEL_WARN, "park_unwatched",
			  "session=%u every_ms=%d", session, UNWATCHED_MS);
		entry->due_ms = clock_mono_ms() + UNWATCHED_MS;
	}
	entry->changed = is_readable(watch);
}

static bool watches(const struct entry *entry, int wd)
{
	for (uint32_t i = 0; i < entry->count; i++)
		if (entry->wd[i] == wd)
			return true;
	return false;
}

/* Sessions of a user share a watch. */
static void end_watch(struct parked *parked, int wd)
{
	for (size_t i = 0; i < parked->count; i++)
		if (watches(&parked->entry[i], wd))
			return;
	(void)inotify_rm_watch(parked->inotify, wd);
}

static void forget(struct parked *parked, size_t at)
{
	struct entry gone = parked->entry[at];

	parked->entry[at] = parked->entry[--parked->count];
	for (uint32_t i = 0; i < gone.count; i++)
		end_watch(parked, gone.wd[i]);
	free(gone.wd);
}

void parked_forget(struct parked *parked, uint32_t session)
{
	for (size_t i = 0; i < parked->count; i++) {
		if (parked->entry[i].session != session)
			continue;
		forget(parked, i);
		return;
	}
}

void parked_forget_all(struct parked *parked)
{
	while (parked->count)
		free(parked->entry[--parked->count].wd);
	fd_close(&parked->inotify);
}

/* An overflow has no watch: anything may have changed. */
static void mark(struct parked *parked, const struct inotify_event *event)
{
	for (size_t i = 0; i < parked->count; i++)
		if ((event->mask & IN_Q_OVERFLOW) ||
		    watches(&parked->entry[i], event->wd))
			parked->entry[i].changed = true;
}

static void read_events(struct parked *parked)
{
	static char bytes[EVENTS_BYTES]
		__attribute__((aligned(_Alignof(struct inotify_event))));
	ssize_t n;

	while ((n = read(parked->inotify, bytes, sizeof(bytes))) > 0) {
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *event =
				(const void *)(bytes + at);

			mark(parked, event);
			at += (ssize_t)sizeof(*event) + event->len;
		}
	}
}

bool parked_next(struct parked *parked, uint32_t *out_session)
{
	int64_t now = clock_mono_ms();

	read_events(parked);
	for (size_t i = 0; i < parked->count; i++) {
		const struct entry *entry = &parked->entry[i];

		if (!entry->changed && (!entry->due_ms || entry->due_ms > now))
			continue;
		*out_session = entry->session;
		forget(parked, i);
		return true;
	}
	return false;
}
