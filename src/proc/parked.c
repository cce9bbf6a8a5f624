/* SPDX-License-Identifier: MIT */
#include "proc/parked.h"

#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/queue.h>
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
	CHAINS = 1024,
	WATCHABLE = IN_ALL_EVENTS | IN_ONLYDIR,
};

struct link {
	LIST_ENTRY(link) chain;
	struct entry *entry;
	int wd;
	uint32_t events; /* like the rest: only with `seen` */
	uint64_t seen[2];
	char *path;
};

struct entry {
	LIST_ENTRY(entry) chain;
	TAILQ_ENTRY(entry) queue;
	uint32_t session;
	bool awake;     /* its watches wait for the next park */
	bool changed;   /* and so in that queue */
	int64_t due_ms; /* 0: never; else in the queue of the unwatched */
	uint32_t count;
	struct link link[];
};

LIST_HEAD(links, link);
LIST_HEAD(entries, entry);
TAILQ_HEAD(queue, entry);

struct parked {
	int notes[2]; /* [0] is the zygote's */
	int inotify;
	proc_look *look;
	size_t count; /* without those that are awake */
	struct links by_wd[CHAINS];
	struct entries by_session[CHAINS];
	struct queue changed;
	struct queue unwatched; /* the first is due first */
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

struct parked *parked_new(proc_look *look)
{
	struct parked *parked = x_calloc(1, sizeof(*parked));

	parked->look = look;
	parked->inotify = -1;
	TAILQ_INIT(&parked->changed);
	TAILQ_INIT(&parked->unwatched);
	open_notes(parked);
	return parked;
}

void parked_free(struct parked **parked)
{
	parked_forget_all(*parked);
	(void)parked_leave(*parked);
	fd_close(&(*parked)->notes[1]);
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
	const struct entry *first = TAILQ_FIRST(&parked->unwatched);
	int64_t left;

	if (!TAILQ_EMPTY(&parked->changed))
		return 0;
	if (!first)
		return -1;
	left = first->due_ms - clock_mono_ms();
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
	    note->kind > PARKED_WORKER_FREE || note->count > PROC_WATCHES_MAX ||
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
	enum fdpass_result result;
	size_t size = 0;
	struct err err;

	*out_watch = -1;
	if (poll(&wait, 1, 0) != 1)
		return false;
	result = fdpass_receive_from(parked->notes[0], out, sizeof(*out), &size,
				     out_watch, out_sender, &err);
	if (result == FDPASS_AGAIN)
		return false;
	if (result == FDPASS_OK && is_sound(out, size))
		return true;
	/* Those behind it are others'. */
	if (*out_watch >= 0)
		close(*out_watch);
	*out_watch = -1;
	*out_sender = 0;
	*out = (struct parked_note){ .kind = PARKED_NOT };
	log_event(LOG_LEVEL_ERROR, "park_note", "bytes=%zu", size);
	return true;
}

/* ---- watches ---- */

static bool is_readable(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&wait, 1, 0) == 1;
}

static struct links *links_of(struct parked *parked, int wd)
{
	return &parked->by_wd[(unsigned)wd % CHAINS];
}

static struct entries *entries_of(struct parked *parked, uint32_t session)
{
	return &parked->by_session[session % CHAINS];
}

static struct entry *find(struct parked *parked, uint32_t session)
{
	struct entry *entry;

	LIST_FOREACH(entry, entries_of(parked, session), chain)
	if (entry->session == session)
		return entry;
	return NULL;
}

static void mark(struct parked *parked, struct entry *entry)
{
	if (entry->changed || entry->awake)
		return;
	if (entry->due_ms)
		TAILQ_REMOVE(&parked->unwatched, entry, queue);
	entry->due_ms = 0;
	entry->changed = true;
	TAILQ_INSERT_TAIL(&parked->changed, entry, queue);
}

static void look_again(struct parked *parked, struct entry *entry)
{
	log_event(LOG_LEVEL_WARN, "park_unwatched", "session=%u every_ms=%d",
		  entry->session, UNWATCHED_MS);
	entry->due_ms = clock_mono_ms() + UNWATCHED_MS;
	TAILQ_INSERT_TAIL(&parked->unwatched, entry, queue);
}

/* Sessions of a user share a watch. */
static void end_watch(struct parked *parked, struct link *link)
{
	const struct link *other;
	int wd = link->wd;

	LIST_REMOVE(link, chain);
	free(link->path);
	LIST_FOREACH(other, links_of(parked, wd), chain)
	if (other->wd == wd)
		return;
	(void)inotify_rm_watch(parked->inotify, wd);
}

static void wake(struct parked *parked, struct entry *entry)
{
	if (entry->awake)
		return;
	if (entry->changed)
		TAILQ_REMOVE(&parked->changed, entry, queue);
	else if (entry->due_ms)
		TAILQ_REMOVE(&parked->unwatched, entry, queue);
	entry->changed = false;
	entry->due_ms = 0;
	entry->awake = true;
	parked->count--;
}

static void forget(struct parked *parked, struct entry *entry)
{
	wake(parked, entry);
	for (uint32_t i = 0; i < entry->count; i++)
		end_watch(parked, &entry->link[i]);
	LIST_REMOVE(entry, chain);
	free(entry);
}

void parked_wake(struct parked *parked, uint32_t session)
{
	struct entry *entry = find(parked, session);

	if (entry)
		wake(parked, entry);
}

void parked_forget(struct parked *parked, uint32_t session)
{
	struct entry *entry = find(parked, session);

	if (entry)
		forget(parked, entry);
}

void parked_forget_all(struct parked *parked)
{
	/* So all watches end at once. */
	fd_close(&parked->inotify);
	for (size_t i = 0; i < CHAINS; i++)
		while (!LIST_EMPTY(&parked->by_session[i]))
			forget(parked, LIST_FIRST(&parked->by_session[i]));
}

static void mark_all(struct parked *parked)
{
	struct entry *entry;

	for (size_t i = 0; i < CHAINS; i++)
		LIST_FOREACH(entry, &parked->by_session[i], chain)
	mark(parked, entry);
}

/* Much that happens leaves nothing to tell. */
static bool is_as_seen(const struct parked *parked, const struct link *link)
{
	uint64_t now[2];

	return link->path && parked->look(link->path, link->events, now) &&
	       now[0] == link->seen[0] && now[1] == link->seen[1];
}

static void take_event(struct parked *parked, const struct inotify_event *event)
{
	struct links *links = links_of(parked, event->wd);
	struct link *link = LIST_FIRST(links);

	/* It has no watch: anything may have changed. */
	if (event->mask & IN_Q_OVERFLOW) {
		mark_all(parked);
		return;
	}
	while (link) {
		struct link *next = LIST_NEXT(link, chain);

		if (link->wd == event->wd && link->entry->awake) {
			/* No stream of what that one does itself. */
			forget(parked, link->entry);
			next = LIST_FIRST(links);
		} else if (link->wd == event->wd && !link->entry->changed &&
			   !is_as_seen(parked, link)) {
			mark(parked, link->entry);
		}
		link = next;
	}
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

			take_event(parked, event);
			at += (ssize_t)sizeof(*event) + event->len;
		}
	}
}

static void add_link(struct parked *parked, struct entry *entry,
		     const struct proc_watch *watch)
{
	struct link *link = &entry->link[entry->count];

	*link = (struct link){ .entry = entry, .events = watch->events };
	/* Nobody's note takes from a watch what others wait for. */
	link->wd = inotify_add_watch(parked->inotify, watch->path,
				     (watch->events & WATCHABLE) | IN_MASK_ADD);
	if (link->wd < 0)
		return;
	memcpy(link->seen, watch->seen, sizeof(link->seen));
	if (parked->look && (link->seen[0] || link->seen[1]))
		link->path = x_strdup(watch->path);
	LIST_INSERT_HEAD(links_of(parked, link->wd), link, chain);
	entry->count++;
}

static struct entry *new_entry(struct parked *parked, uint32_t session,
			       const struct parked_note *note)
{
	struct entry *entry = x_calloc(
		1, sizeof(*entry) + note->count * sizeof(entry->link[0]));

	entry->session = session;
	for (uint32_t i = 0; i < note->count; i++)
		add_link(parked, entry, &note->watch[i]);
	return entry;
}

void parked_add(struct parked *parked, uint32_t session,
		const struct parked_note *note, int watch)
{
	struct entry *entry;

	if (parked->inotify < 0)
		parked->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	/* Of this session they are from before. */
	read_events(parked);
	entry = new_entry(parked, session, note);
	parked_forget(parked, session);
	LIST_INSERT_HEAD(entries_of(parked, session), entry, chain);
	parked->count++;
	if (entry->count < note->count)
		look_again(parked, entry);
	if (is_readable(watch))
		mark(parked, entry);
	for (uint32_t i = 0; i < entry->count; i++)
		if (entry->link[i].path && !is_as_seen(parked, &entry->link[i]))
			mark(parked, entry);
}

bool parked_next(struct parked *parked, uint32_t *out_session)
{
	struct entry *entry;

	read_events(parked);
	entry = TAILQ_FIRST(&parked->changed);
	if (!entry)
		entry = TAILQ_FIRST(&parked->unwatched);
	if (!entry || entry->due_ms > clock_mono_ms())
		return false;
	*out_session = entry->session;
	wake(parked, entry);
	return true;
}
