/* SPDX-License-Identifier: MIT */
#include "proc/isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/file.h"
#include "proc/sandbox_calls.h"
#include "proc/sandbox_files.h"

enum {
	FOLDER_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC
};

struct isolation {
	struct sandbox_files files;
	const struct config *config;
	bool done; /* false: why says what went wrong */
	struct err why;
};

/* Only in a worker. */
static struct {
	bool has_walls;
	char **owner;
	size_t count, space;
} met;

bool isolation_is_wanted(const struct config *config)
{
	return span_eq(span_of(config->isolation), SPAN("user"));
}

bool isolation_has_walls(const struct config *config)
{
	return isolation_is_wanted(config) &&
	       (config->isolation_required || sandbox_files_version());
}

bool isolation_check(const struct config *config, struct err *err)
{
	if (!isolation_is_wanted(config) || sandbox_files_version())
		return true;
	if (config->isolation_required)
		return err_set(err, ERR_STATE,
			       "isolation_required is set, and this kernel "
			       "has no Landlock (Linux 5.19 or later)");
	log_event(LOG_LEVEL_WARN, "isolation", "reason=no-landlock cost=%s",
		  "sessions-are-kept-apart-by-their-own-code-alone");
	return true;
}

/* ---- one file or folder ---- */

static void allow(struct isolation *walls, int fd, enum sandbox_files_what what)
{
	if (walls->done && fd >= 0)
		walls->done = sandbox_files_allow(&walls->files, fd, what,
						  &walls->why);
}

/* What is not there can't be opened. */
static void allow_path(struct isolation *walls, const char *path,
		       enum sandbox_files_what what)
{
	auto_fd int fd = *path ? open(path, O_PATH | O_CLOEXEC) : -1;

	allow(walls, fd, what);
}

static void allow_list(struct isolation *walls, const char *list)
{
	struct span rest = span_of(list);
	struct span piece;

	while (span_cut(&rest, ',', &piece)) {
		auto_free char *path = x_span_dup(span_trim(piece));

		allow_path(walls, path, SANDBOX_FILES_READ);
	}
}

/* ---- homes and Maildirs ---- */

/* The rest of a path that lies below the outer one; NULL: it does not. */
static const char *below(const char *path, const char *outer)
{
	size_t len = strlen(outer);

	while (len && outer[len - 1] == '/')
		len--;
	if (strncmp(path, outer, len) != 0 || path[len] != '/')
		return NULL;
	while (path[len] == '/')
		len++;
	return path[len] ? path + len : NULL;
}

static int open_folder(const char *path)
{
	int fd = open(path, FOLDER_FLAGS);
	struct err ignored;

	/* Trouble is told by who wants to open it. */
	if (fd < 0 && errno == ENOENT && file_make_dirs(path, 0700, &ignored))
		fd = open(path, FOLDER_FLAGS);
	return fd;
}

/* Where a link of root's leads; looked at and read as one thing, so that it
 * can't be exchanged between. */
static int follow(int folder, const char *name)
{
	auto_fd int link = file_open_inside(folder, name, O_PATH | O_NOFOLLOW);
	char target[PATH_MAX];
	struct stat st;
	ssize_t len;

	if (link < 0 || fstat(link, &st) != 0 || !S_ISLNK(st.st_mode) ||
	    st.st_uid != 0)
		return -1;
	len = readlinkat(link, "", target, sizeof(target) - 1);
	if (len <= 0)
		return -1;
	target[len] = '\0';
	return openat(folder, target, FOLDER_FLAGS);
}

/* A folder below one that sessions write in. */
static int open_below(int outer, const char *rest)
{
	const char *slash = strrchr(rest, '/');
	int fd = file_open_inside(outer, rest, O_PATH | O_DIRECTORY);
	auto_free char *parent = NULL;
	auto_fd int folder = -1;

	if (fd >= 0 || errno != EXDEV)
		return fd;
	if (!slash)
		return follow(outer, rest);
	parent = x_span_dup(span_make(rest, (size_t)(slash - rest)));
	folder = file_open_inside(outer, parent, O_PATH | O_DIRECTORY);
	return folder < 0 ? -1 : follow(folder, slash + 1);
}

static void allow_own(struct isolation *walls, const struct account *account)
{
	bool mail_is_outer = below(account->home, account->mail) != NULL;
	const char *outer = mail_is_outer ? account->mail : account->home;
	const char *inner = mail_is_outer ? account->home : account->mail;
	const char *rest = below(inner, outer);
	auto_fd int outer_fd = open_folder(outer);
	auto_fd int inner_fd = rest && outer_fd >= 0
				       ? open_below(outer_fd, rest)
				       : open_folder(inner);

	allow(walls, outer_fd, SANDBOX_FILES_CHANGE);
	allow(walls, inner_fd, SANDBOX_FILES_CHANGE);
}

static bool runs_events(const struct config *config)
{
	return config->sieve &&
	       (config->imapsieve_url[0] || config->rule_count);
}

void isolation_share(struct isolation *walls, struct span owner,
		     const struct account *place)
{
	auto_fd int home = -1, mail = -1, scripts = -1;
	const char *rest;

	if (met.count == met.space) {
		met.space = met.space ? 2 * met.space : 16;
		met.owner = x_realloc_array(met.owner, met.space,
					    sizeof(*met.owner));
	}
	met.owner[met.count++] = x_span_dup(owner);
	if (!place)
		return;
	rest = below(place->mail, place->home);
	home = open(place->home, FOLDER_FLAGS);
	mail = rest && home >= 0 ? open_below(home, rest)
				 : open(place->mail, FOLDER_FLAGS);
	allow(walls, mail, SANDBOX_FILES_CHANGE);
	/* Who changes something there sets off the owner's scripts. */
	if (home >= 0 && runs_events(walls->config))
		scripts = file_open_inside(home, "sieve", O_PATH);
	allow(walls, scripts, SANDBOX_FILES_READ);
}

/* ---- for all ---- */

static void allow_system(struct isolation *walls)
{
	static const char *const paths[] = {
		/* charsets of iconv(3) are loaded when they are met */
		"/usr/lib",
		"/usr/lib64",
	};

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		allow_path(walls, paths[i], SANDBOX_FILES_READ);
}

static void allow_config(struct isolation *walls)
{
	const struct config *c = walls->config;
	auto_fd int shared = *c->shared_dir ? open_folder(c->shared_dir) : -1;

	allow(walls, shared, SANDBOX_FILES_CHANGE);
	allow_path(walls, c->public_mail, SANDBOX_FILES_CHANGE);
	allow_path(walls, c->quota_warning_text, SANDBOX_FILES_READ);
	allow_path(walls, c->quota_warning_text_below, SANDBOX_FILES_READ);
	allow_path(walls, c->sieve_global_dir, SANDBOX_FILES_READ);
	allow_path(walls, c->sieve_list_dir, SANDBOX_FILES_READ);
	allow_path(walls, c->sieve_default, SANDBOX_FILES_READ);
	allow_path(walls, c->sieve_discard, SANDBOX_FILES_READ);
	allow_list(walls, c->sieve_before);
	allow_list(walls, c->sieve_after);
	for (size_t i = 0; i < c->rule_count; i++) {
		allow_list(walls, c->rule[i].before);
		allow_list(walls, c->rule[i].after);
	}
}

/* ---- going in ---- */

static bool build(struct isolation *walls, const struct account *account,
		  isolation_others *others, struct err *err)
{
	allow_system(walls);
	allow_config(walls);
	allow_own(walls, account);
	if (others)
		others(walls, walls->config, account);
	if (walls->done && sandbox_files_enter(&walls->files, &walls->why))
		return true;
	*err = walls->why;
	return false;
}

/* Where the walls keep signals in, a limit does the rest for a tenth of what
 * making a filter takes. It does not bind root, who no session is. */
bool isolation_be_alone(const struct config *config, struct err *err)
{
	const struct rlimit none = { 0, 0 };

	return (isolation_is_wanted(config) && sandbox_files_keep_signals() &&
		setrlimit(RLIMIT_NPROC, &none) == 0) ||
	       sandbox_calls_enter(SANDBOX_CALLS_WORKER, err);
}

bool isolation_enter(const struct config *config, const struct account *account,
		     isolation_others *others, struct err *err)
{
	struct isolation walls = { .config = config, .done = true };
	bool done;

	if (!isolation_has_walls(config))
		return true;
	done = sandbox_files_init(&walls.files, err) &&
	       build(&walls, account, others, err);
	sandbox_files_release(&walls.files);
	met.has_walls = done;
	return done;
}

bool isolation_has_met(struct span owner)
{
	bool found = !met.has_walls;

	for (size_t i = 0; !found && i < met.count; i++)
		found = span_eq(span_of(met.owner[i]), owner);
	return found;
}
