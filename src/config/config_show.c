/* SPDX-License-Identifier: MIT */
#include "config/config.h"
#include "config/config_sections.h"

static void show_doc(struct buf *out, const char *doc)
{
	buf_add_format(out, "\n# %s\n", doc);
}

static void show_string(struct buf *out, const char *name, const char *value)
{
	buf_add_format(out, "%s = \"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *value);
	}
	buf_add_str(out, "\"\n");
}

/* Passwords of databases are nobody's business who looks over the shoulder. */
static bool is_secret(const char *name)
{
	return span_ends(span_of(name), SPAN("password"));
}

static void show_option(struct buf *out, const char *name, const char *value)
{
	buf_add_char(out, '\t');
	if (is_secret(name) && value[0])
		buf_add_format(out, "# %s is set\n", name);
	else
		show_string(out, name, value);
}

static void show_one(const struct config_source *s, enum config_show how,
		     struct buf *out)
{
#define DOC(doc)                                                               \
	if (how == CONFIG_SHOW_DOCS)                                           \
		buf_add_format(out, "\n\t# %s\n", doc);
#define SOURCE_STRING(name, preset, types, unit, doc)                          \
	if (config_sections_is_type(types, s->type)) {                         \
		DOC(doc " (" unit ")")                                         \
		show_option(out, #name, s->name);                              \
	}
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc)                \
	if (config_sections_is_type(types, s->type)) {                         \
		DOC(doc " (" unit ", " #min " to " #max ")")                   \
		buf_add_format(out, "\t%s = %llu\n", #name,                    \
			       (unsigned long long)s->name);                   \
	}
#define SOURCE_BOOL(name, preset, types, doc)                                  \
	if (config_sections_is_type(types, s->type)) {                         \
		DOC(doc)                                                       \
		buf_add_format(out, "\t%s = %s\n", #name,                      \
			       s->name ? "true" : "false");                    \
	}
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
#undef DOC
}

static void show_sections(const struct config *config, enum config_show how,
			  struct buf *out)
{
	for (size_t i = 0; i < config->source_count; i++) {
		buf_add_format(out, "accounts \"%s\" {\n",
			       config->source[i].name);
		show_one(&config->source[i], how, out);
		buf_add_str(out, "}\n");
	}
}

static void show_rules(const struct config *config, struct buf *out)
{
	for (size_t i = 0; i < config->rule_count; i++) {
		const struct config_rule *r = &config->rule[i];

		buf_add_format(out, "imapsieve \"%s\" {\n", r->name);
		show_option(out, "mailbox", r->mailbox);
		show_option(out, "from", r->from);
		show_option(out, "causes", r->causes);
		show_option(out, "before", r->before);
		show_option(out, "after", r->after);
		buf_add_str(out, "}\n");
	}
}

static void show_names(const struct config *config, struct buf *out)
{
	for (size_t i = 0; i < config->name_count; i++) {
		const struct config_name *n = &config->name[i];

		buf_add_format(out, "local_name \"%s\" {\n", n->names);
		show_option(out, "tls_cert", n->tls_cert);
		show_option(out, "tls_key", n->tls_key);
		show_option(out, "tls_alt_cert", n->tls_alt_cert);
		show_option(out, "tls_alt_key", n->tls_alt_key);
		buf_add_str(out, "}\n");
	}
}

void config_show(const struct config *config, enum config_show how,
		 struct buf *out)
{
#define DOC(doc)                                                               \
	if (how == CONFIG_SHOW_DOCS)                                           \
		show_doc(out, doc);
#define SETTING_STRING(name, preset, unit, doc)                                \
	DOC(doc " (" unit ")")                                                 \
	show_string(out, #name, config->name);
#define SETTING_NUMBER(name, preset, min, max, unit, doc)                      \
	DOC(doc " (" unit ", " #min " to " #max ")")                           \
	buf_add_format(out, "%s = %llu\n", #name,                              \
		       (unsigned long long)config->name);
#define SETTING_BOOL(name, preset, doc)                                        \
	DOC(doc)                                                               \
	buf_add_format(out, "%s = %s\n", #name,                                \
		       config->name ? "true" : "false");
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_NUMBER
#undef SETTING_BOOL
#undef DOC
	show_sections(config, how, out);
	show_rules(config, out);
	show_names(config, out);
}
