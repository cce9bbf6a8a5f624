/* SPDX-License-Identifier: MIT */
/* Nothing is freed: the process answers one request. */
#include "libsieve/ls_request.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	HEAD = 5,
	READ_AT_ONCE = 65536
};

static char *read_all(int fd, size_t *out_len)
{
	size_t space = 0, len = 0;
	char *all = NULL;
	ssize_t n;

	do {
		/* One more for the NUL of the last record. */
		if (space - len < READ_AT_ONCE + 1) {
			space = space * 2 + READ_AT_ONCE + 1;
			all = realloc(all, space);
			if (!all)
				return NULL;
		}
		n = read(fd, all + len, READ_AT_ONCE);
		if (n > 0)
			len += (size_t)n;
	} while (n > 0);
	*out_len = len;
	return n == 0 ? all : NULL;
}

/* Room doubles at each power of two. */
static void *grown(void *at, size_t count, size_t size)
{
	return count & (count - 1)
		       ? at
		       : realloc(at, (count ? count * 2 : 1) * size);
}

static bool add_field(struct ls_request *r, char *name)
{
	r->fields = grown(r->fields, r->field_count, sizeof(*r->fields));
	if (!r->fields)
		return false;
	r->fields[r->field_count++] = (struct ls_field){
		.name = name,
		.values = calloc(1, sizeof(char *)),
	};
	return r->fields[r->field_count - 1].values != NULL;
}

static bool add_value(struct ls_request *r, char *value)
{
	struct ls_field *field;

	if (!r->field_count)
		return false;
	field = &r->fields[r->field_count - 1];
	/* One more for the NULL. */
	field->values = grown(field->values, field->count + 1, sizeof(char *));
	if (!field->values)
		return false;
	field->values[field->count++] = value;
	field->values[field->count] = NULL;
	return true;
}

static bool add(struct ls_request *r, char kind, char *text)
{
	switch (kind) {
	case 's':
		r->script = text;
		return true;
	case 'd':
		r->separator = text;
		return true;
	case 'z':
		r->size = text;
		return true;
	case 'f':
		r->sender = text;
		return true;
	case 't':
		r->recipient = text;
		return true;
	case 'n':
		return add_field(r, text);
	case 'v':
		return add_value(r, text);
	default:
		return false;
	}
}

bool ls_request_read(int fd, struct ls_request *out)
{
	size_t len, left;
	char *at = read_all(fd, &left);

	for (; at && left >= HEAD; at += len, left -= len) {
		unsigned char head[HEAD];

		memcpy(head, at, HEAD);
		len = head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 |
		      (size_t)head[4] << 24;
		at += HEAD;
		left -= HEAD;
		/* The record before ended where this one's letter was. */
		at[-HEAD] = '\0';
		if (len > left || !add(out, (char)head[0], at))
			return false;
	}
	if (!at || left)
		return false;
	*at = '\0';
	return out->script && out->separator && out->size && out->sender &&
	       out->recipient;
}

const struct ls_field *ls_request_field(const struct ls_request *request,
					const char *name)
{
	for (size_t i = 0; name && i < request->field_count; i++)
		if (strcasecmp(request->fields[i].name, name) == 0)
			return &request->fields[i];
	return NULL;
}
