/* SPDX-License-Identifier: MIT */
#include "index/index_blob_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/hex.h"
#include "base/num.h"
#include "base/x.h"
#include "index/index_blob_scan.h"
#include "io/file.h"

#define MAP_LEAST (UINT64_C(16) << 20)

static char *path_of(const char *dir, const struct index_blob_name *name)
{
	char hex[33];

	for (int i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", name->mailbox_id[i]);
	return x_printf("%s/blob-%s-%u", dir, hex, name->generation);
}

void index_blob_file_init(struct index_blob_files *files)
{
	*files = (struct index_blob_files){ 0 };
	index_blob_pending_init(&files->pending);
	for (int i = 0; i < INDEX_BLOB_FILES; i++)
		files->file[i].fd = -1;
}

void index_blob_file_begin(struct index_blob_files *files)
{
	files->transaction++;
}

static void retire_map(struct index_blob_files *files,
		       struct index_blob_file *file)
{
	if (!file->map.ptr)
		return;
	files->retired = x_realloc_array(
		files->retired, files->retired_count + 1, sizeof(struct span));
	files->retired[files->retired_count++] = file->map;
	file->map = (struct span){ 0 };
}

static void drop(struct index_blob_files *files, struct index_blob_file *file)
{
	if (file->fd < 0)
		return;
	ASSERT(files->pending.to != file);
	retire_map(files, file);
	close(file->fd);
	file->fd = -1;
}

void index_blob_file_settle(struct index_blob_files *files)
{
	for (size_t i = 0; i < files->retired_count; i++) {
		union {
			const char *in;
			void *out;
		} map = { .in = files->retired[i].ptr };

		munmap(map.out, files->retired[i].len);
	}
	free(files->retired);
	files->retired = NULL;
	files->retired_count = 0;
}

/* The open file used longest ago, or NULL; *out_open = how many are open. */
static struct index_blob_file *oldest(struct index_blob_files *files,
				      int *out_open)
{
	struct index_blob_file *old = NULL;

	*out_open = 0;
	for (int i = 0; i < INDEX_BLOB_FILES; i++) {
		struct index_blob_file *file = &files->file[i];

		if (file->fd < 0)
			continue;
		(*out_open)++;
		if (!old || file->used < old->used)
			old = file;
	}
	return old;
}

static void shrink_to(struct index_blob_files *files, int keep)
{
	int open;
	struct index_blob_file *old = oldest(files, &open);

	while (open > keep) {
		drop(files, old);
		old = oldest(files, &open);
	}
}

void index_blob_file_shrink(struct index_blob_files *files)
{
	shrink_to(files, INDEX_BLOB_FILES_IDLE);
	index_blob_file_settle(files);
}

void index_blob_file_forget(struct index_blob_files *files)
{
	free(files->found);
	files->found = NULL;
	files->found_count = 0;
	files->looked = false;
}

void index_blob_file_release(struct index_blob_files *files)
{
	shrink_to(files, 0);
	index_blob_file_settle(files);
	index_blob_file_forget(files);
}

static bool is_named(const struct index_blob_file *file,
		     const struct index_blob_name *name)
{
	return file->fd >= 0 && file->name.generation == name->generation &&
	       memcmp(file->name.mailbox_id, name->mailbox_id, 16) == 0;
}

/* Brings its size up to date. One that was deleted, and none is in its place,
 * still serves a reader whose snapshot is from before. */
static bool is_useful(const struct index_blob_files *files,
		      struct index_blob_file *file, const char *dir,
		      enum index_blob_want want)
{
	struct stat st;

	if (file->seen == files->transaction)
		return true;
	if (fstat(file->fd, &st) != 0 || st.st_size < INDEX_BLOB_FILE_HEAD)
		return false;
	file->size = (uint64_t)st.st_size;
	if (st.st_nlink > 0)
		file->seen = files->transaction;
	else if (want == INDEX_BLOB_MAKE ||
		 index_blob_file_exists(dir, &file->name))
		return false;
	return true;
}

static struct index_blob_file *find_open(struct index_blob_files *files,
					 const char *dir,
					 const struct index_blob_name *name,
					 enum index_blob_want want)
{
	/* Mostly it is the one of the last time. */
	if (files->last && files->last->seen == files->transaction &&
	    is_named(files->last, name))
		return files->last;
	for (int i = 0; i < INDEX_BLOB_FILES; i++) {
		struct index_blob_file *file = &files->file[i];

		if (!is_named(file, name))
			continue;
		if (is_useful(files, file, dir, want))
			return file;
		drop(files, file);
		return NULL;
	}
	return NULL;
}

static struct index_blob_file *free_slot(struct index_blob_files *files)
{
	shrink_to(files, INDEX_BLOB_FILES - 1);
	for (int i = 0; i < INDEX_BLOB_FILES; i++) {
		if (files->file[i].fd < 0)
			return &files->file[i];
	}
	return NULL;
}

static bool read_head(struct index_blob_file *file)
{
	char head[INDEX_BLOB_FILE_HEAD];
	struct stat st;

	if (fstat(file->fd, &st) != 0 ||
	    pread(file->fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    !index_blob_scan_read_file_head(span_make(head, sizeof(head)),
					    file->name.mailbox_id,
					    &file->secret))
		return false;
	file->size = (uint64_t)st.st_size;
	return true;
}

/* Never cut short in place: others may have the old bytes mapped. */
static bool begin_anew(struct index_blob_file *file, const char *path,
		       struct err *err)
{
	char head[INDEX_BLOB_FILE_HEAD];
	auto_fd int fd = -1;

	if (unlink(path) != 0 && errno != ENOENT)
		return err_sys(err, "unlink %s", path);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(err, "open %s", path);
	if (getrandom(&file->secret, sizeof(file->secret), 0) !=
	    (ssize_t)sizeof(file->secret))
		return err_sys(err, "getrandom");
	index_blob_scan_write_file_head(file->name.mailbox_id, file->secret,
					head);
	if (pwrite(fd, head, sizeof(head), 0) != (ssize_t)sizeof(head))
		return err_sys(err, "write %s", path);
	file->size = sizeof(head);
	file->fd = auto_fd_take(&fd);
	return true;
}

bool index_blob_file_open(struct index_blob_files *files, const char *dir,
			  const struct index_blob_name *name,
			  enum index_blob_want want,
			  struct index_blob_file **out, struct err *err)
{
	auto_free char *path = NULL;
	struct index_blob_file *file = find_open(files, dir, name, want);

	*out = file;
	files->last = file;
	if (file) {
		file->used = ++files->clock;
		return true;
	}
	/* Its place may be wanted. */
	if (!index_blob_pending_flush(&files->pending, err))
		return false;
	path = path_of(dir, name);
	file = free_slot(files);
	ASSERT(file);
	*file = (struct index_blob_file){ .name = *name,
					  .used = ++files->clock,
					  .seen = files->transaction };
	file->fd = file_open_quietly(AT_FDCWD, path, O_RDWR);
	if (file->fd < 0 && errno != ENOENT)
		return err_sys(err, "open %s", path);
	if (file->fd >= 0 && !read_head(file))
		drop(files, file);
	if (file->fd < 0 && want == INDEX_BLOB_FIND)
		return err_set(err, ERR_CORRUPT, "Cached data is missing");
	if (file->fd < 0 && !begin_anew(file, path, err))
		return false;
	*out = file;
	files->last = file;
	return true;
}

bool index_blob_file_map(struct index_blob_files *files,
			 struct index_blob_file *file, struct span *out,
			 struct err *err)
{
	uint64_t room = MAP_LEAST;
	void *map;

	if (files->pending.to == file &&
	    !index_blob_pending_flush(&files->pending, err))
		return false;
	if (file->size > file->map.len) {
		while (room < file->size + file->size / 2)
			room *= 2;
		map = mmap(NULL, room, PROT_READ, MAP_SHARED, file->fd, 0);
		if (map == MAP_FAILED)
			return err_sys(err, "mmap blob file");
		retire_map(files, file);
		file->map = span_make(map, room);
	}
	*out = span_first(file->map, file->size);
	return true;
}

/* ---- files of an environment that was lost ---- */

/* "blob-<32 hex>-<generation>" */
static bool parse_name(struct span name, struct index_blob_name *out)
{
	struct span hex = span_first(span_from(name, 5), 32);

	if (!span_starts(name, SPAN("blob-")) || name.len < 5 + 32 + 2 ||
	    name.ptr[5 + 32] != '-')
		return false;
	return hex_parse(hex, out->mailbox_id, sizeof(out->mailbox_id)) &&
	       num_parse_u32(span_from(name, 5 + 32 + 1), 0, UINT32_MAX,
			     &out->generation);
}

static int by_name(const void *a, const void *b)
{
	const struct index_blob_name *x = a, *y = b;
	int order = memcmp(x->mailbox_id, y->mailbox_id, 16);

	if (order)
		return order;
	return x->generation < y->generation ? -1
					     : x->generation > y->generation;
}

static void look(struct index_blob_files *files, const char *dir)
{
	DIR *listing = opendir(dir);
	struct dirent *entry;
	size_t space = 0;

	if (!listing)
		return;
	files->looked = true;
	while ((entry = readdir(listing)) != NULL) {
		struct index_blob_name name;

		if (!parse_name(span_of(entry->d_name), &name))
			continue;
		if (files->found_count == space) {
			space = space ? space * 2 : 16;
			files->found = x_realloc_array(files->found, space,
						       sizeof(name));
		}
		files->found[files->found_count++] = name;
	}
	closedir(listing);
	if (files->found_count)
		qsort(files->found, files->found_count, sizeof(*files->found),
		      by_name);
}

/* One behind the last of that mailbox. */
static size_t find_behind(const struct index_blob_files *files,
			  const uint8_t mailbox_id[16])
{
	struct index_blob_name last = { .generation = UINT32_MAX };
	size_t from = 0;
	size_t to = files->found_count;

	memcpy(last.mailbox_id, mailbox_id, 16);
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (by_name(&files->found[middle], &last) <= 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool index_blob_file_newest(struct index_blob_files *files, const char *dir,
			    const uint8_t mailbox_id[16],
			    struct index_blob_name *out)
{
	struct index_blob_name next = { .generation = 0 };
	size_t behind;
	bool found;

	if (!files->looked)
		look(files, dir);
	behind = find_behind(files, mailbox_id);
	found = behind && memcmp(files->found[behind - 1].mailbox_id,
				 mailbox_id, 16) == 0;
	memcpy(next.mailbox_id, mailbox_id, 16);
	if (found) {
		*out = files->found[behind - 1];
		next.generation = out->generation + 1;
	}
	/* Of a process that died since. */
	for (; index_blob_file_exists(dir, &next); next.generation++) {
		*out = next;
		found = true;
	}
	return found;
}

bool index_blob_file_exists(const char *dir, const struct index_blob_name *name)
{
	auto_free char *path = path_of(dir, name);

	return access(path, F_OK) == 0;
}

void index_blob_file_unlink(const char *dir, const struct index_blob_name *name)
{
	auto_free char *path = path_of(dir, name);

	unlink(path);
}
