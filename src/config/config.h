/* SPDX-License-Identifier: MIT */
/*
 * The configuration: one file, every option declared once in settings.def.
 *
 * With --dir DIR every unset path lies inside DIR and the embedded default
 * (SQLite accounts, high ports) holds. Wrong settings are ERR_SYNTAX with
 * "file:line: …" as the text.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "config/config_name.h"
#include "config/config_rule.h"
#include "config/config_source.h"

/* One member per row of settings.def: config->imap_port, config->mail_user … */
struct config {
#define SETTING_STRING(name, preset, unit, doc)           char *name;
#define SETTING_NUMBER(name, preset, min, max, unit, doc) uint64_t name;
#define SETTING_BOOL(name, preset, doc)                   bool name;
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_NUMBER
#undef SETTING_BOOL
	/* The accounts sections in the file's order; never empty. */
	struct config_source *source;
	size_t source_count;
	/* The imapsieve sections, likewise; may be none. */
	struct config_rule *rule;
	size_t rule_count;
	/* The local_name sections, likewise. */
	struct config_name *name;
	size_t name_count;
	char *file; /* what was read, or NULL */
	char *dir;  /* of --dir, or NULL */
};

/* file or dir, or both: file NULL means DIR/fumikura.conf if it exists.
 * Presets that begin with "@/" lie in dir (or in the system's place without
 * one: /var/lib/fumikura, /run/fumikura, /etc/fumikura by their own rule). */
MUST_CHECK bool config_load(const char *file, const char *dir,
			    struct config *out, struct err *err);
void config_release(struct config *config);
/* The command line of a program that reads the same configuration: path and
 * the options that were given. Points into config. */
enum {
	CONFIG_ARGV_MAX = 6
};
void config_argv(const struct config *config, char *path,
		 char *argv[CONFIG_ARGV_MAX]);
/* name = value lines of every setting, with the doc text as comments if
 * with_docs. */
enum config_show {
	CONFIG_SHOW_VALUES,
	CONFIG_SHOW_DOCS
};
void config_show(const struct config *config, enum config_show how,
		 struct buf *out);
