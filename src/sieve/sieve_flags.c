/* SPDX-License-Identifier: MIT */
/*
 * RFC 5232. A list of flags is a string with blanks between them, here as in a
 * variable; whatever is read is split at blanks, freed of what is no flag
 * (section 2) and of what is there already, case aside.
 */
#include "sieve/sieve_flags.h"

#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_variables.h"

enum {
	FLAGS_MAX = 256 /* of one list */
};

/* The internal variable. */
struct flags {
	bool is_set;
	struct sieve_strings list;
};

struct list {
	struct span at[FLAGS_MAX];
	size_t count;
};

/* ---- lists ---- */

static bool is_system_flag(struct span flag)
{
	static const char *const names[] = { "\\Answered", "\\Deleted",
					     "\\Draft", "\\Flagged", "\\Seen" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_eq_nocase(flag, span_of(names[i])))
			return true;
	return false;
}

/* One that IMAP lets clients set (RFC 9051 9, flag). */
static bool is_flag(struct span flag)
{
	if (flag.len && flag.ptr[0] == '\\')
		return is_system_flag(flag);
	for (size_t i = 0; i < flag.len; i++)
		if (flag.ptr[i] <= ' ' || flag.ptr[i] == 0x7f ||
		    strchr("(){%*\"\\]", flag.ptr[i]))
			return false;
	return flag.len > 0;
}

static size_t find(const struct list *list, struct span flag)
{
	size_t i = 0;

	while (i < list->count && !span_eq_nocase(list->at[i], flag))
		i++;
	return i;
}

static void add(struct list *list, struct span flag)
{
	if (is_flag(flag) && list->count < FLAGS_MAX &&
	    find(list, flag) == list->count)
		list->at[list->count++] = flag;
}

static void take_away(struct list *list, struct span flag)
{
	size_t i = find(list, flag);

	if (i == list->count)
		return;
	list->count--;
	memmove(&list->at[i], &list->at[i + 1],
		(list->count - i) * sizeof(list->at[0]));
}

static void each_word(struct list *list, struct span text,
		      void (*done)(struct list *, struct span))
{
	struct span word;

	while (span_cut(&text, ' ', &word))
		if (word.len)
			done(list, word);
}

static void each(struct list *list, struct sieve_strings texts,
		 void (*done)(struct list *, struct span))
{
	for (size_t i = 0; i < texts.count; i++)
		each_word(list, texts.at[i], done);
}

static bool keep_list(struct sieve_run *run, const struct list *list,
		      struct sieve_strings *out)
{
	size_t size = list->count * sizeof(list->at[0]);
	struct span *at = sieve_state_alloc(run, size + 1);

	if (!at)
		return false;
	memcpy(at, list->at, size);
	*out = (struct sieve_strings){ at, list->count };
	return true;
}

/* ---- the internal variable ---- */

static struct flags *internal(struct sieve_run *run)
{
	struct flags *flags = run->kept[SIEVE_EXT_IMAP4FLAGS];

	if (flags)
		return flags;
	flags = sieve_state_alloc(run, sizeof(*flags));
	if (!flags)
		return NULL;
	/* RFC 6785 4.2: it begins with what the message has */
	flags->list = run->input->flags;
	run->kept[SIEVE_EXT_IMAP4FLAGS] = flags;
	return flags;
}

void sieve_flags_now(const struct sieve_run *run, bool *out_given,
		     struct sieve_strings *out)
{
	const struct flags *flags = run->kept[SIEVE_EXT_IMAP4FLAGS];

	*out_given = flags && flags->is_set;
	*out = *out_given ? flags->list : (struct sieve_strings){ NULL, 0 };
}

bool sieve_flags_of(struct sieve_run *run, const struct sieve_call *call,
		    bool *out_given, struct sieve_strings *out)
{
	struct list list = { .count = 0 };
	struct sieve_strings told;

	if (!sieve_command_has(call, SIEVE_SLOT_FLAGS)) {
		sieve_flags_now(run, out_given, out);
		return true;
	}
	*out_given = true;
	if (!sieve_state_strings(run, call, SIEVE_SLOT_FLAGS, &told))
		return false;
	each(&list, told, add);
	return keep_list(run, &list, out);
}

/* ---- setflag, addflag, removeflag ---- */

static bool set_variable(struct sieve_run *run, const struct sieve_text *name,
			 const struct list *list)
{
	size_t len = 0;
	char *text;

	for (size_t i = 0; i < list->count; i++)
		len += list->at[i].len + 1;
	text = sieve_state_alloc(run, len + 1);
	if (!text)
		return false;
	len = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			text[len++] = ' ';
		memcpy(text + len, list->at[i].ptr, list->at[i].len);
		len += list->at[i].len;
	}
	return sieve_variables_set(run, &name->pieces[0], span_make(text, len));
}

/* What a command changes, and puts back. */
static bool load(struct sieve_run *run, const struct sieve_call *call,
		 struct list *out)
{
	const struct sieve_value *name = sieve_command_arg(call, SIEVE_SLOT_A);
	const struct flags *flags = internal(run);
	struct span text;

	out->count = 0;
	if (!flags)
		return false;
	if (!name->is_given) {
		each(out, flags->list, add);
		return true;
	}
	if (!sieve_state_text(run, &name->texts[0], &text))
		return false;
	each_word(out, text, add);
	return true;
}

static bool save(struct sieve_run *run, const struct sieve_call *call,
		 const struct list *list)
{
	const struct sieve_value *name = sieve_command_arg(call, SIEVE_SLOT_A);
	struct flags *flags = internal(run);

	if (name->is_given)
		return set_variable(run, &name->texts[0], list);
	flags->is_set = true;
	return keep_list(run, list, &flags->list);
}

static bool change(struct sieve_run *run, const struct sieve_call *call,
		   bool from_nothing, void (*done)(struct list *, struct span))
{
	struct sieve_strings told;
	struct list list;

	if (!load(run, call, &list) ||
	    !sieve_state_strings(run, call, SIEVE_SLOT_B, &told))
		return false;
	if (from_nothing)
		list.count = 0;
	each(&list, told, done);
	return sieve_state_examine(run, list.count) && save(run, call, &list);
}

static bool run_setflag(struct sieve_run *run, const struct sieve_call *call)
{
	return change(run, call, true, add);
}

static bool run_addflag(struct sieve_run *run, const struct sieve_call *call)
{
	return change(run, call, false, add);
}

static bool run_removeflag(struct sieve_run *run, const struct sieve_call *call)
{
	return change(run, call, false, take_away);
}

/* The old draft's mark and unmark. */
static bool run_mark(struct sieve_run *run, const struct sieve_call *call)
{
	struct list list;

	if (!load(run, call, &list))
		return false;
	if (span_eq(span_of(call->command->name), SPAN("mark")))
		add(&list, SPAN("\\Flagged"));
	else
		take_away(&list, SPAN("\\Flagged"));
	return save(run, call, &list);
}

static void check_variables(struct sieve_compiler *c, struct sieve_call *call)
{
	if (sieve_command_arg(call, SIEVE_SLOT_A)->is_given &&
	    !sieve_emit_has(c, call->line, SIEVE_EXT_VARIABLES))
		sieve_emit_unknown(
			c, call->line,
			"a variable is used without require \"variables\"");
}

/* ---- hasflag ---- */

static void add_any(struct list *list, struct span word)
{
	if (list->count < FLAGS_MAX)
		list->at[list->count++] = word;
}

static bool match_list(struct sieve_match *match, const struct list *list)
{
	for (size_t i = 0; i < list->count && !match->found; i++)
		if (!sieve_match_value(match, list->at[i]))
			return false;
	return true;
}

static bool match_variables(struct sieve_match *match,
			    const struct sieve_value *names)
{
	for (size_t i = 0; i < names->count && !match->found; i++) {
		struct list list = { .count = 0 };
		struct span text;

		if (!sieve_state_text(match->run, &names->texts[i], &text))
			return false;
		each_word(&list, text, add);
		if (!match_list(match, &list))
			return false;
	}
	return true;
}

static bool run_hasflag(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_value *names = sieve_command_arg(call, SIEVE_SLOT_A);
	struct list list = { .count = 0 };
	struct sieve_match match;

	if (!sieve_match_begin(run, call, SIEVE_SLOT_B, &match))
		return false;
	each(&list, match.keys, add_any);
	if (!keep_list(run, &list, &match.keys))
		return false;
	if (names->is_given) {
		if (!match_variables(&match, names))
			return false;
	} else if (!load(run, call, &list) || !match_list(&match, &list)) {
		return false;
	}
	return sieve_match_end(&match);
}

const struct sieve_command sieve_flags_commands[] = {
	{ .name = "setflag",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_IMAP4FLAGS,
	  .or_extension = SIEVE_EXT_IMAPFLAGS,
	  .params = { { "variable", SIEVE_VARIABLE, SIEVE_OPTIONAL },
		      { "flags", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_variables,
	  .run = run_setflag },
	{ .name = "addflag",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_IMAP4FLAGS,
	  .or_extension = SIEVE_EXT_IMAPFLAGS,
	  .params = { { "variable", SIEVE_VARIABLE, SIEVE_OPTIONAL },
		      { "flags", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_variables,
	  .run = run_addflag },
	{ .name = "removeflag",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_IMAP4FLAGS,
	  .or_extension = SIEVE_EXT_IMAPFLAGS,
	  .params = { { "variable", SIEVE_VARIABLE, SIEVE_OPTIONAL },
		      { "flags", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_variables,
	  .run = run_removeflag },
	{ .name = "mark",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_IMAPFLAGS,
	  .run = run_mark },
	{ .name = "unmark",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_IMAPFLAGS,
	  .run = run_mark },
	{ .name = "hasflag",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_IMAP4FLAGS,
	  .tags = { sieve_tags_match },
	  .params = { { "variables", SIEVE_VARIABLES, SIEVE_OPTIONAL },
		      { "flags", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .check = check_variables,
	  .run = run_hasflag },
	{ .name = NULL },
};
