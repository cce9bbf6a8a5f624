/* SPDX-License-Identifier: MIT */
#include "store/store_share.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_dir.h"
#include "maildir/md_folder.h"

enum {
	NAME_CAP = 255,
	STAMP_GRAIN_S = 2 /* that times of folders may be coarse by */
};

static bool is_file_name(struct span name)
{
	return name.len && name.len <= NAME_CAP && name.ptr[0] != '.' &&
	       span_find_char(name, '/') == name.len &&
	       span_find_char(name, '\0') == name.len;
}

/* Where the owners stand who share with that identifier; NULL: nowhere. */
static char *place_of(const char *dir, const struct md_acl_entry *entry)
{
	switch (entry->who) {
	case MD_ACL_ANYONE:
	case MD_ACL_AUTHENTICATED:
		return x_printf("%s/anyone", dir);
	case MD_ACL_USER:
		if (!is_file_name(entry->name))
			return NULL;
		return x_printf("%s/user/%.*s", dir, SPAN_ARG(entry->name));
	case MD_ACL_GROUP:
	case MD_ACL_GROUP_OVERRIDE:
		if (!is_file_name(entry->name))
			return NULL;
		return x_printf("%s/group/%.*s", dir, SPAN_ARG(entry->name));
	case MD_ACL_OWNER:
	case MD_ACL_KINDS:
		break;
	}
	return NULL;
}

bool store_share_note(const char *dir, const struct account *owner,
		      const struct md_acl_entry *entry, struct err *err)
{
	auto_free char *place = NULL;
	auto_free char *path = NULL;
	auto_fd int fd = -1;

	if (entry->negative || !(entry->rights & STORE_SHARE_RIGHTS) ||
	    !is_file_name(span_of(owner->user)))
		return true;
	place = place_of(dir, entry);
	if (!place)
		return true;
	path = x_printf("%s/%s", place, owner->user);
	if (access(path, F_OK) == 0)
		return true;
	if (!file_make_dirs(place, 0700, err))
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return fd >= 0 || err_sys(err, "create %s", path);
}

/* ---- all lists of an owner ---- */

static bool note_list(const char *dir, const struct account *owner,
		      struct span name, struct err *err)
{
	auto_arena struct arena arena;
	struct md_acl_list list;

	arena_init(&arena);
	if (!store_acl_get(owner, name, &arena, &list, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	for (unsigned i = 0; i < list.count; i++)
		if (!store_share_note(dir, owner, &list.entry[i], err))
			return false;
	return true;
}

/* INBOX, then the folders. */
static bool list_names(const struct account *owner, struct arena *arena,
		       struct span **out, size_t *out_count, struct err *err)
{
	auto_buf struct buf name;
	struct span *dirs;
	size_t count;

	buf_init(&name, 1024);
	*out_count = 0;
	if (!md_folder_list(owner->mail, arena, SIZE_MAX, &dirs, &count, err))
		return false;
	*out = arena_alloc_array(arena, count + 1, sizeof(**out));
	(*out)[(*out_count)++] = SPAN("INBOX");
	for (size_t i = 0; i < count; i++) {
		buf_reset(&name);
		if (md_folder_mailbox(dirs[i], &name))
			(*out)[(*out_count)++] =
				arena_dup(arena, buf_span(&name));
	}
	return true;
}

bool store_share_note_all(const char *dir, const struct account *owner,
			  struct err *err)
{
	auto_arena struct arena arena;
	struct span *names;
	size_t count;

	arena_init(&arena);
	if (!list_names(owner, &arena, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!note_list(dir, owner, names[i], err))
			return false;
	return true;
}

bool store_share_mailboxes(const struct account *owner,
			   const struct md_acl_person *person, uint32_t rights,
			   struct arena *arena, struct span **out,
			   size_t *out_count, struct err *err)
{
	size_t count;
	size_t n = 0;

	*out_count = 0;
	if (!list_names(owner, arena, out, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (store_acl_rights(owner, (*out)[i], person) & rights)
			(*out)[n++] = (*out)[i];
	*out_count = n;
	return true;
}

/* ---- owners ---- */

struct owners {
	struct arena *arena;
	struct span *name;
	size_t count, space, max;
};

static bool add_owner(struct owners *o, struct span name, struct err *err)
{
	if (o->count == o->max)
		return err_set(err, ERR_LIMIT,
			       "Too many users share their mail");
	if (o->count == o->space) {
		o->space = o->space ? 2 * o->space : 16;
		o->name = x_realloc_array(o->name, o->space, sizeof(*o->name));
	}
	o->name[o->count++] = arena_dup(o->arena, name);
	return true;
}

static bool read_place(struct owners *o, const char *place, struct span self,
		       struct err *err)
{
	auto_dir DIR *dir = opendir(place);
	struct dirent *entry;

	if (!dir)
		return errno == ENOENT || err_sys(err, "open %s", place);
	while ((entry = readdir(dir))) {
		struct span name = span_of(entry->d_name);

		if (is_file_name(name) && !span_eq(name, self) &&
		    !add_owner(o, name, err))
			return false;
	}
	return true;
}

/* The places of a person: what is for anyone, the user, each group. The path is
 * the caller's to free; NULL: no place bears that name. */
struct places {
	const char *dir;
	const struct md_acl_person *person;
	struct span groups; /* that are left */
	unsigned count;     /* of places that were told */
};

static bool next_place(struct places *p, char **out)
{
	struct md_acl_entry who = { .who = MD_ACL_ANYONE };
	struct span group;

	if (p->count == 1) {
		who.who = MD_ACL_USER;
		who.name = p->person->user;
	} else if (p->count > 1) {
		if (!span_cut(&p->groups, ',', &group))
			return false;
		who.who = MD_ACL_GROUP;
		who.name = span_trim(group);
	}
	p->count++;
	*out = place_of(p->dir, &who);
	return true;
}

static bool read_places(struct owners *o, const char *dir,
			const struct md_acl_person *person, struct err *err)
{
	struct places places = { dir, person, person->groups, 0 };
	bool done = true;
	char *place;

	while (done && next_place(&places, &place)) {
		done = !place || read_place(o, place, person->user, err);
		free(place);
	}
	return done;
}

static uint64_t mix(uint64_t sum, uint64_t with)
{
	return (sum ^ with) * 0x100000001b3;
}

uint64_t store_share_stamp(const char *dir, const struct md_acl_person *person)
{
	struct places places = { dir, person, person->groups, 0 };
	int64_t settled_s = clock_now_us() / 1000000 - STAMP_GRAIN_S;
	uint64_t stamp = 1;
	char *place;

	while (next_place(&places, &place)) {
		struct stat st = { 0 };

		if (place && stat(place, &st) != 0)
			st.st_mtim.tv_sec = 0;
		free(place);
		stamp = mix(stamp, (uint64_t)st.st_ino);
		stamp = mix(stamp, (uint64_t)st.st_mtim.tv_sec);
		stamp = mix(stamp, (uint64_t)st.st_mtim.tv_nsec);
		if (st.st_mtim.tv_sec > settled_s)
			return 0;
	}
	return stamp ? stamp : 1;
}

static int by_name(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return span_cmp(*x, *y);
}

bool store_share_owners(const char *dir, const struct md_acl_person *person,
			struct arena *arena, size_t max, struct span **out,
			size_t *out_count, struct err *err)
{
	struct owners o = { .arena = arena, .max = max };
	bool done = read_places(&o, dir, person, err);
	size_t n = 0;

	*out_count = 0;
	*out = arena_alloc_array(arena, o.count + 1, sizeof(**out));
	if (o.count)
		qsort(o.name, o.count, sizeof(*o.name), by_name);
	for (size_t i = 0; done && i < o.count; i++)
		if (!i || !span_eq(o.name[i], o.name[i - 1]))
			(*out)[n++] = o.name[i];
	*out_count = n;
	free(o.name);
	return done;
}

void store_share_forget(const char *dir, const struct account *owner,
			const struct md_acl_person *person)
{
	const struct md_acl_entry who = { .who = MD_ACL_USER,
					  .name = person->user };
	auto_free char *place = place_of(dir, &who);
	auto_free char *path = NULL;
	struct err err = { 0 };

	/* What was shared with a group or with anyone may hold for others. */
	if (!place)
		return;
	path = x_printf("%s/%s", place, owner->user);
	if (unlink(path) < 0)
		return;
	if (!store_share_note_all(dir, owner, &err))
		log_err(LOG_LEVEL_WARN, "share", &err, "owner=%s", owner->user);
}
