/* SPDX-License-Identifier: MIT */
#include "maildir/md_acl_list.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_folder.h"

static const char file_name[] = "dovecot-acl";

static const struct {
	struct span word;
	bool named;
} kinds[MD_ACL_KINDS] = {
	[MD_ACL_ANYONE] = { SPAN("anyone"), false },
	[MD_ACL_AUTHENTICATED] = { SPAN("authenticated"), false },
	[MD_ACL_GROUP] = { SPAN("group="), true },
	[MD_ACL_OWNER] = { SPAN("owner"), false },
	[MD_ACL_USER] = { SPAN("user="), true },
	[MD_ACL_GROUP_OVERRIDE] = { SPAN("group-override="), true },
};

enum {
	RIGHTS_ALL = (1 << (sizeof(MD_ACL_LETTERS) - 1)) - 1
};

/* ---- letters ---- */

static uint32_t right_of(char letter)
{
	struct span letters = SPAN(MD_ACL_LETTERS);
	size_t at = span_find_char(letters, letter);

	if (letter == 'c')
		return right_of('k') | right_of('x');
	if (letter == 'd')
		return right_of('t') | right_of('e');
	return at < letters.len ? 1u << at : 0;
}

bool md_acl_list_letters(struct span letters, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < letters.len; i++) {
		uint32_t right = right_of(letters.ptr[i]);

		if (!right)
			return false;
		*out |= right;
	}
	return true;
}

void md_acl_list_add_letters(struct buf *out, uint32_t rights)
{
	for (unsigned i = 0; MD_ACL_LETTERS[i]; i++)
		if (rights & 1u << i)
			buf_add_char(out, MD_ACL_LETTERS[i]);
}

/* ---- lines ---- */

/* A quoted identifier without its quotes. */
static bool take_quoted(struct span *line, struct arena *arena,
			struct span *out)
{
	char *text = arena_alloc(arena, line->len);
	size_t len = 0;

	for (size_t i = 1; i < line->len; i++) {
		char c = line->ptr[i];

		if (c == '"') {
			*out = span_make(text, len);
			*line = span_from(*line, i + 1);
			return true;
		}
		if (c == '\\' && ++i < line->len)
			c = line->ptr[i];
		text[len++] = c;
	}
	return false;
}

static bool take_identifier(struct span *line, struct arena *arena,
			    struct span *out)
{
	if (span_starts(*line, SPAN("\"")))
		return take_quoted(line, arena, out);
	*out = span_first(*line, span_find_char(*line, ' '));
	*line = span_from(*line, out->len);
	return true;
}

static bool parse_identifier(struct span text, struct md_acl_entry *out)
{
	out->negative = span_starts(text, SPAN("-"));
	if (out->negative)
		text = span_from(text, 1);
	for (unsigned i = 0; i < MD_ACL_KINDS; i++) {
		if (!kinds[i].named && !span_eq(text, kinds[i].word))
			continue;
		if (kinds[i].named && (!span_starts(text, kinds[i].word) ||
				       text.len == kinds[i].word.len))
			continue;
		out->who = (enum md_acl_who)i;
		out->name = span_from(text, kinds[i].word.len);
		return true;
	}
	return false;
}

static bool parse_line(struct span line, struct arena *arena,
		       struct md_acl_entry *out)
{
	struct span who, letters;
	size_t colon;

	*out = (struct md_acl_entry){ .negative = false };
	if (!take_identifier(&line, arena, &who) || !parse_identifier(who, out))
		return false;
	if (line.len && line.ptr[0] != ' ')
		return false;
	colon = span_find_char(line, ':');
	letters = span_trim(span_first(line, colon));
	out->named = span_from(line, colon + 1);
	return md_acl_list_letters(letters, &out->rights);
}

static size_t count_lines(struct span text)
{
	struct span line;
	size_t n = 0;

	while (n < MD_ACL_ENTRIES_MAX && span_cut(&text, '\n', &line))
		n++;
	return n;
}

bool md_acl_list_parse(struct span text, struct arena *arena,
		       struct md_acl_list *out, struct err *err)
{
	struct md_acl_entry entry;
	struct span line;

	*out = (struct md_acl_list){
		.entry = arena_alloc_array(arena, count_lines(text) + 1,
					   sizeof(*out->entry)),
	};
	while (span_cut(&text, '\n', &line)) {
		line = span_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		if (out->count == MD_ACL_ENTRIES_MAX ||
		    !parse_line(line, arena, &entry))
			return err_set(err, ERR_CORRUPT,
				       "The access list can't be read");
		out->entry[out->count++] = entry;
	}
	return true;
}

static bool is_plain(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == ' ' || name.ptr[i] == '"' ||
		    name.ptr[i] == '\\')
			return false;
	return true;
}

static void add_identifier(struct buf *out, const struct md_acl_entry *entry)
{
	bool plain = is_plain(entry->name);

	if (!plain)
		buf_add_char(out, '"');
	if (entry->negative)
		buf_add_char(out, '-');
	buf_add(out, kinds[entry->who].word);
	for (size_t i = 0; i < entry->name.len; i++) {
		char c = entry->name.ptr[i];

		if (c == '"' || c == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, c);
	}
	if (!plain)
		buf_add_char(out, '"');
}

void md_acl_list_write(const struct md_acl_list *list, struct buf *out)
{
	for (unsigned i = 0; i < list->count; i++) {
		const struct md_acl_entry *entry = &list->entry[i];

		add_identifier(out, entry);
		buf_add_char(out, ' ');
		md_acl_list_add_letters(out, entry->rights);
		if (entry->named.len) {
			buf_add_str(out, " :");
			buf_add(out, entry->named);
		}
		buf_add_char(out, '\n');
	}
}

/* ---- the file ---- */

bool md_acl_list_read(const char *root, struct span dir, struct arena *arena,
		      struct md_acl_list *out, struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	*out = (struct md_acl_list){ .count = 0 };
	buf_init(&text, MD_ACL_FILE_CAP);
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (file_read(folder, file_name, &text, err))
		return md_acl_list_parse(arena_dup(arena, buf_span(&text)),
					 arena, out, err);
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return true;
}

bool md_acl_list_save(const char *root, struct span dir,
		      const struct md_acl_list *list, struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, MD_ACL_FILE_CAP);
	md_acl_list_write(list, &text);
	if (text.full || list->count > MD_ACL_ENTRIES_MAX)
		return err_set(err, ERR_LIMIT, "The access list is too long");
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (list->count)
		return file_write_atomic(folder, file_name, buf_span(&text),
					 0600, err);
	if (unlinkat(folder, file_name, 0) < 0 && errno != ENOENT)
		return err_sys(err, "unlink %s", file_name);
	return fsync(folder) == 0 || err_sys(err, "fsync");
}

/* ---- rights ---- */

static bool is_in(struct span groups, struct span name)
{
	struct span group;

	while (span_cut(&groups, ',', &group))
		if (span_eq(span_trim(group), name))
			return true;
	return false;
}

static bool matches(const struct md_acl_entry *entry,
		    const struct md_acl_person *person, bool owner)
{
	switch (entry->who) {
	case MD_ACL_ANYONE:
	case MD_ACL_AUTHENTICATED:
		return true;
	case MD_ACL_OWNER:
		return owner;
	case MD_ACL_USER:
		return span_eq_nocase(entry->name, person->user);
	case MD_ACL_GROUP:
	case MD_ACL_GROUP_OVERRIDE:
		return is_in(person->groups, entry->name);
	case MD_ACL_KINDS:
		break;
	}
	return false;
}

/* rights[1]: what is taken away. */
static void apply(const struct md_acl_list *list,
		  const struct md_acl_person *person, bool owner,
		  enum md_acl_who who, uint32_t rights[2])
{
	bool found[2] = { false, false };

	for (unsigned i = 0; i < list->count; i++) {
		const struct md_acl_entry *entry = &list->entry[i];

		if (entry->who != who || !matches(entry, person, owner))
			continue;
		if (!found[entry->negative])
			rights[entry->negative] = 0;
		found[entry->negative] = true;
		rights[entry->negative] |= entry->rights;
	}
}

uint32_t md_acl_list_rights(const struct md_acl_list *list,
			    const struct md_acl_person *person)
{
	uint32_t rights[2] = { 0, 0 };

	for (unsigned who = 0; who < MD_ACL_KINDS; who++)
		apply(list, person, false, (enum md_acl_who)who, rights);
	return rights[0] & ~rights[1];
}

uint32_t md_acl_list_owner_rights(const struct md_acl_list *list,
				  const struct md_acl_person *owner)
{
	uint32_t rights[2] = { RIGHTS_ALL, 0 };

	for (unsigned who = MD_ACL_OWNER; who < MD_ACL_KINDS; who++)
		apply(list, owner, true, (enum md_acl_who)who, rights);
	return rights[0] & ~rights[1];
}
