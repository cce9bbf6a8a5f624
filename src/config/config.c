/* SPDX-License-Identifier: MIT */
/*
 * libConfuse reads the file; the rows of settings.def give it the options, the
 * presets and the bounds. A value that is not set stays unset in libConfuse
 * (CFGF_NODEFAULT), so that presets may depend on --dir.
 */
#include "config/config.h"

#include <confuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "config/config_access.h"
#include "config/config_comment.h"
#include "config/config_mech.h"
#include "config/config_names.h"
#include "config/config_place.h"
#include "config/config_quota.h"
#include "config/config_rules.h"
#include "config/config_sections.h"
#include "config/config_special.h"
#include "config/config_uidl.h"
#include "io/file.h"

enum {
	FILE_MAX_BYTES = 1024 * 1024,
	/* Ports below --dir need no root. */
	DIR_IMAP_PORT = 10143,
	DIR_IMAPS_PORT = 10993,
	DIR_POP3_PORT = 10110,
	DIR_POP3S_PORT = 10995,
	DIR_MANAGESIEVE_PORT = 14190
};

/* libConfuse gives its error function no argument of ours. */
static struct err *parse_err;
static const char *parse_file;

__attribute__((format(printf, 2, 0))) static void
on_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[160];

	if (parse_err->kind != ERR_NONE)
		return;
	vsnprintf(text, sizeof(text), format, args);
	err_set(parse_err, ERR_SYNTAX, "%s:%d: %s", parse_file, cfg->line,
		text);
}

static int check_range(cfg_t *cfg, cfg_opt_t *opt, uint64_t min, uint64_t max)
{
	long value = cfg_opt_getnint(opt, 0);

	if (value >= 0 && (uint64_t)value >= min && (uint64_t)value <= max)
		return 0;
	cfg_error(cfg, "%s must be %llu to %llu", opt->name,
		  (unsigned long long)min, (unsigned long long)max);
	return -1;
}

static int check_text(cfg_t *cfg, cfg_opt_t *opt, const char *unit)
{
	const char *value = cfg_opt_getnstr(opt, 0);
	const char *wrong = config_access_check(unit, value);

	if (!wrong)
		wrong = config_mech_check(unit, value);
	if (!wrong)
		return 0;
	cfg_error(cfg, "%s %s", opt->name, wrong);
	return -1;
}

#define SETTING_STRING(name, preset, unit, doc)                                \
	static int check_##name(cfg_t *cfg, cfg_opt_t *opt)                    \
	{                                                                      \
		return check_text(cfg, opt, (unit));                           \
	}
#define SETTING_BOOL(name, preset, doc)
#define SETTING_NUMBER(name, preset, min, max, unit, doc)                      \
	static int check_##name(cfg_t *cfg, cfg_opt_t *opt)                    \
	{                                                                      \
		return check_range(cfg, opt, (min), (max));                    \
	}
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_BOOL
#undef SETTING_NUMBER

static int check_warnings(cfg_t *cfg, cfg_opt_t *opt)
{
	struct config_warnings unused;

	if (config_quota_warnings(span_of(cfg_opt_getnstr(opt, 0)), &unused))
		return 0;
	cfg_error(cfg, "%s must be a list as 95,80,-100", opt->name);
	return -1;
}

static int check_grace(cfg_t *cfg, cfg_opt_t *opt)
{
	struct config_grace unused;

	if (config_quota_grace(span_of(cfg_opt_getnstr(opt, 0)), &unused))
		return 0;
	cfg_error(cfg, "%s must be a size or a share as 10%%", opt->name);
	return -1;
}

static int check_special(cfg_t *cfg, cfg_opt_t *opt)
{
	struct span wrong;

	if (config_special_is_good(span_of(cfg_opt_getnstr(opt, 0)), &wrong))
		return 0;
	cfg_error(cfg, "%s: \"%.*s\" is no mailbox=attribute", opt->name,
		  SPAN_ARG(span_first(wrong, 60)));
	return -1;
}

static int check_uidl(cfg_t *cfg, cfg_opt_t *opt)
{
	struct config_uidl unused;
	const char *wrong =
		config_uidl_parse(span_of(cfg_opt_getnstr(opt, 0)), &unused);

	if (!wrong)
		return 0;
	cfg_error(cfg, "%s %s", opt->name, wrong);
	return -1;
}

static int check_sender(cfg_t *cfg, cfg_opt_t *opt)
{
	static const char *const words[] = { "sender", "recipient",
					     "orig_recipient", "user_email",
					     "postmaster" };
	struct span value = span_of(cfg_opt_getnstr(opt, 0));

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_eq(value, span_of(words[i])))
			return 0;
	if (span_starts(value, SPAN("<")) && span_ends(value, SPAN(">")) &&
	    span_find_char(value, '@') < value.len)
		return 0;
	cfg_error(cfg,
		  "%s must be sender, recipient, orig_recipient, "
		  "user_email, postmaster or <address>",
		  opt->name);
	return -1;
}

static int check_engine(cfg_t *cfg, cfg_opt_t *opt)
{
	struct span value = span_of(cfg_opt_getnstr(opt, 0));

	if (span_eq(value, SPAN("fumikura")) ||
	    (span_eq(value, SPAN("libsieve")) && WITH_LIBSIEVE))
		return 0;
	cfg_error(cfg, "%s %s", opt->name,
		  span_eq(value, SPAN("libsieve"))
			  ? "libsieve needs a server that was built with "
			    "--with-libsieve"
			  : "must be fumikura or libsieve");
	return -1;
}

static int check_walls(cfg_t *cfg, cfg_opt_t *opt)
{
	struct span value = span_of(cfg_opt_getnstr(opt, 0));

	if (span_eq(value, SPAN("user")) || span_eq(value, SPAN("uid")))
		return 0;
	cfg_error(cfg, "%s must be user or uid", opt->name);
	return -1;
}

static void set_checks(cfg_t *cfg)
{
	cfg_set_error_function(cfg, on_error);
	cfg_set_validate_func(cfg, "accounts", config_sections_check);
	cfg_set_validate_func(cfg, "imapsieve", config_rules_check);
	cfg_set_validate_func(cfg, "local_name", config_names_check);
#define SETTING_STRING(name, preset, unit, doc)                                \
	cfg_set_validate_func(cfg, #name, check_##name);
#define SETTING_BOOL(name, preset, doc)
#define SETTING_NUMBER(name, preset, min, max, unit, doc)                      \
	cfg_set_validate_func(cfg, #name, check_##name);
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_BOOL
#undef SETTING_NUMBER
	cfg_set_validate_func(cfg, "quota_warnings", check_warnings);
	cfg_set_validate_func(cfg, "quota_grace", check_grace);
	cfg_set_validate_func(cfg, "special_use", check_special);
	cfg_set_validate_func(cfg, "sieve_redirect_envelope_from",
			      check_sender);
	cfg_set_validate_func(cfg, "pop3_uidl_format", check_uidl);
	cfg_set_validate_func(cfg, "sieve_engine", check_engine);
	cfg_set_validate_func(cfg, "isolation", check_walls);
}

static bool parse(cfg_t *cfg, const char *file, struct err *err)
{
	auto_buf struct buf text;
	unsigned unclosed;
	int result;

	buf_init(&text, FILE_MAX_BYTES);
	if (!file_read(AT_FDCWD, file, &text, err))
		return err_set(err, ERR_SYNTAX, "%s:0: cannot be read: %s",
			       file, strerrordesc_np(errno));
	config_comment_blank(&text);
	set_checks(cfg);
	err_clear(err);
	parse_err = err;
	parse_file = file;
	result = cfg_parse_buf(cfg, buf_str(&text));
	parse_err = NULL;
	unclosed = config_comment_unclosed(&text);
	if (result == CFG_SUCCESS && err->kind == ERR_NONE && !unclosed)
		return true;
	if (err->kind == ERR_NONE && unclosed)
		err_set(err, ERR_SYNTAX,
			"%s:%u: the section or list that begins here is never "
			"closed",
			file, unclosed);
	else if (err->kind == ERR_NONE)
		err_set(err, ERR_SYNTAX, "%s:0: cannot be parsed", file);
	return false;
}

static char *string_value(cfg_t *cfg, const char *name, const char *preset,
			  const char *dir)
{
	if (cfg_size(cfg, name))
		return x_strdup(cfg_getstr(cfg, name));
	return config_place(preset, dir);
}

static uint64_t number_value(cfg_t *cfg, const char *name, uint64_t preset)
{
	return cfg_size(cfg, name) ? (uint64_t)cfg_getint(cfg, name) : preset;
}

static bool bool_value(cfg_t *cfg, const char *name, bool preset)
{
	return cfg_size(cfg, name) ? cfg_getbool(cfg, name) == cfg_true
				   : preset;
}

static void fill(cfg_t *cfg, const char *dir, struct config *out)
{
#define SETTING_STRING(name, preset, unit, doc)                                \
	out->name = string_value(cfg, #name, preset, dir);
#define SETTING_NUMBER(name, preset, min, max, unit, doc)                      \
	out->name = number_value(cfg, #name, preset);
#define SETTING_BOOL(name, preset, doc)                                        \
	out->name = bool_value(cfg, #name, preset);
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_NUMBER
#undef SETTING_BOOL
	if (dir && !cfg_size(cfg, "imap_port"))
		out->imap_port = DIR_IMAP_PORT;
	if (dir && !cfg_size(cfg, "imaps_port"))
		out->imaps_port = DIR_IMAPS_PORT;
	if (dir && !cfg_size(cfg, "pop3_port"))
		out->pop3_port = DIR_POP3_PORT;
	if (dir && !cfg_size(cfg, "pop3s_port"))
		out->pop3s_port = DIR_POP3S_PORT;
	if (dir && !cfg_size(cfg, "managesieve_port"))
		out->managesieve_port = DIR_MANAGESIEVE_PORT;
	if (!out->hostname[0]) {
		char name[256] = "localhost";

		gethostname(name, sizeof(name) - 1);
		free(out->hostname);
		out->hostname = x_strdup(name);
	}
	config_sections_fill(cfg, dir, out);
	config_rules_fill(cfg, out);
	config_names_fill(cfg, out);
}

static void free_cfg(cfg_t **cfg)
{
	if (*cfg)
		cfg_free(*cfg);
}

static char *absolute(const char *path)
{
	auto_free char *here = NULL;

	if (!path || path[0] == '/')
		return path ? x_strdup(path) : NULL;
	here = getcwd(NULL, 0);
	return x_printf("%s/%s", here ? here : "", path);
}

bool config_load(const char *file, const char *dir, struct config *out,
		 struct err *err)
{
	cfg_opt_t options[] = {
#define SETTING_STRING(name, preset, unit, doc)                                \
	CFG_STR(#name, NULL, CFGF_NODEFAULT),
#define SETTING_NUMBER(name, preset, min, max, unit, doc)                      \
	CFG_INT(#name, 0, CFGF_NODEFAULT),
#define SETTING_BOOL(name, preset, doc)                                        \
	CFG_BOOL(#name, cfg_false, CFGF_NODEFAULT),
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_NUMBER
#undef SETTING_BOOL
		config_sections_option(), config_rules_option(),
		config_names_option(), CFG_END()
	};
	__attribute__((cleanup(free_cfg))) cfg_t *cfg =
		cfg_init(options, CFGF_NONE);

	*out = (struct config){ .dir = absolute(dir) };
	if (file)
		out->file = absolute(file);
	else if (dir)
		out->file = x_printf("%s/fumikura.conf", out->dir);
	else
		out->file = x_strdup("/etc/fumikura/fumikura.conf");
	if (!file && dir && access(out->file, F_OK) != 0) {
		free(out->file);
		out->file = NULL;
	}
	if (out->file && !parse(cfg, out->file, err)) {
		config_release(out);
		return false;
	}
	fill(cfg, out->dir, out);
	return true;
}

void config_release(struct config *config)
{
#define SETTING_STRING(name, preset, unit, doc) free(config->name);
#define SETTING_NUMBER(name, preset, min, max, unit, doc)
#define SETTING_BOOL(name, preset, doc)
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_NUMBER
#undef SETTING_BOOL
	config_sections_release(config);
	config_rules_release(config);
	config_names_release(config);
	free(config->file);
	free(config->dir);
	*config = (struct config){ 0 };
}

void config_argv(const struct config *config, char *path,
		 char *argv[CONFIG_ARGV_MAX])
{
	static char file_option[] = "--config", dir_option[] = "--dir";
	unsigned argc = 0;

	argv[argc++] = path;
	if (config->file) {
		argv[argc++] = file_option;
		argv[argc++] = config->file;
	}
	if (config->dir) {
		argv[argc++] = dir_option;
		argv[argc++] = config->dir;
	}
	argv[argc] = NULL;
}
