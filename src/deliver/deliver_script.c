/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_script.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/file.h"

enum {
	CODE_PER_BYTE = 64, /* of a script, at most */
	CODE_LEAST = 65536
};

struct deliver_script {
	struct sieve_script *script;
	struct buf code;
	char *name;
	unsigned more_users;
};

struct deliver_script *deliver_script_hold(struct deliver_script *script)
{
	script->more_users++;
	return script;
}

void deliver_script_close(struct deliver_script **script)
{
	struct deliver_script *s = *script;

	*script = NULL;
	if (!s)
		return;
	if (s->more_users) {
		s->more_users--;
		return;
	}
	if (s->script)
		sieve_close(&s->script);
	buf_release(&s->code);
	free(s->name);
	free(s);
}

uint64_t deliver_script_memory(const struct deliver_script *s)
{
	return sizeof(*s) + s->code.space + sieve_memory(s->script);
}

const struct sieve_script *
deliver_script_ready(const struct deliver_script *script)
{
	return script->script;
}

/* Nobody else can have written it. */
static bool is_ours(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH));
}

static bool read_kept(const char *path, struct buf *out)
{
	auto_fd int fd = file_open_quietly(
		AT_FDCWD, path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	struct err err;

	return fd >= 0 && is_ours(fd) && file_read_fd(fd, path, out, &err);
}

static bool take_kept(struct deliver_script *s,
		      const struct deliver_script_source *source,
		      const struct sieve_settings *settings)
{
	struct err err;

	if (source->code_path && read_kept(source->code_path, &s->code) &&
	    sieve_code_fits(buf_span(&s->code), settings, source->text) &&
	    sieve_open(buf_span(&s->code), s->name, &s->script, &err))
		return true;
	buf_reset(&s->code);
	return false;
}

static void keep(const struct deliver_script *s, const char *path)
{
	struct err err;

	if (!file_write_atomic(AT_FDCWD, path, buf_span(&s->code), 0600, &err))
		log_err(LOG_LEVEL_DEBUG, "sieve", &err, "step=keep script=%s",
			LOG_TEXT(span_of(s->name)));
}

static bool does_not_compile(const struct sieve_note *note, struct err *err)
{
	while (note && note->is_warning)
		note = note->next;
	return err_set(err, ERR_SYNTAX, "line %u: %s", note ? note->line : 0,
		       note ? note->text : "The script can't be used");
}

static bool make(struct deliver_script *s,
		 const struct deliver_script_source *source,
		 const struct sieve_settings *settings, struct arena *arena,
		 struct sieve_note **out_notes, struct err *err)
{
	if (!sieve_compile(settings, source->text, arena, out_notes, &s->code))
		return does_not_compile(*out_notes, err);
	if (source->code_path)
		keep(s, source->code_path);
	return sieve_open(buf_span(&s->code), s->name, &s->script, err);
}

bool deliver_script_open(const struct deliver_script_source *source,
			 const struct sieve_settings *settings,
			 struct arena *arena, struct sieve_note **out_notes,
			 struct deliver_script **out, struct err *err)
{
	struct deliver_script *s = x_calloc(1, sizeof(*s));

	*out_notes = NULL;
	s->name = x_strdup(source->name);
	buf_init(&s->code, CODE_LEAST + source->text.len * CODE_PER_BYTE);
	if (take_kept(s, source, settings) ||
	    make(s, source, settings, arena, out_notes, err)) {
		*out = s;
		return true;
	}
	deliver_script_close(&s);
	return false;
}

const char *deliver_script_name(const struct deliver_script *script)
{
	return script->name;
}

bool deliver_script_read(const char *path,
			 const struct sieve_settings *settings, struct buf *out,
			 bool *out_there, struct err *err)
{
	buf_init(out, settings->limits.script_bytes);
	*out_there = file_read(AT_FDCWD, path, out, err);
	return *out_there || err->kind == ERR_NOTFOUND;
}

void deliver_script_code_path(struct span path, struct buf *out)
{
	size_t name = path.len;

	while (name && path.ptr[name - 1] != '/')
		name--;
	buf_add(out, span_first(path, name));
	buf_add_char(out, '.');
	buf_add(out, span_from(path, name));
	buf_add_str(out, "-code");
}
