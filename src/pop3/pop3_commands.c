/* SPDX-License-Identifier: MIT */
#include "pop3/pop3_commands.h"

#include "pop3/pop3_reply.h"
#include "proc/sight.h"
#include "stats/stats.h"
#include "wire/wire_pop3.h"

static const struct pop3_command *const commands[] = {
	&pop3_command_capa, &pop3_command_dele, &pop3_command_lang,
	&pop3_command_last, &pop3_command_list, &pop3_command_noop,
	&pop3_command_quit, &pop3_command_retr, &pop3_command_rset,
	&pop3_command_stat, &pop3_command_top,  &pop3_command_uidl,
};

static const struct pop3_command *find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (span_eq_nocase(span_of(commands[i]->name), name))
			return commands[i];
	return NULL;
}

/* false: *out says why not. */
static bool take_message(struct pop3_session *session, struct span *args,
			 uint32_t *number, const char **out)
{
	*out = "A message number is wanted.";
	if (!wire_pop3_take_number(args, number))
		return false;
	*out = "There is no such message.";
	if (*number < 1 || *number > session->drop.count)
		return false;
	*out = "The message is deleted.";
	return !pop3_drop_has_mark(&session->drop, *number, POP3_DELETED);
}

static bool take_arguments(struct pop3_session *session,
			   struct pop3_request *request, const char **out)
{
	struct span *args = &request->text;
	enum pop3_shape shape = request->command->shape;

	if (shape == POP3_TEXT)
		return true;
	if (shape == POP3_MESSAGE || shape == POP3_MESSAGE_LINES ||
	    (shape == POP3_MAYBE_MESSAGE && args->len))
		if (!take_message(session, args, &request->number, out))
			return false;
	if (shape == POP3_MESSAGE_LINES &&
	    !wire_pop3_take_number(args, &request->lines)) {
		*out = "A number of lines is wanted.";
		return false;
	}
	*out = "There are too many arguments.";
	return args->len == 0;
}

enum pop3_result pop3_commands_run(struct pop3_session *session,
				   struct span line)
{
	struct pop3_request request = { .number = 0 };
	struct span verb = wire_pop3_take_verb(line, &request.text);
	const char *wrong;

	stats_add(STATS_pop3_commands, 1);
	request.command = find(verb);
	sight_command(request.command ? span_of(request.command->name)
				      : SPAN("unknown"));
	if (!request.command)
		return pop3_reply_bad(session, "Unknown command.");
	if (!take_arguments(session, &request, &wrong))
		return pop3_reply_bad(session, wrong);
	return request.command->run(session, &request);
}
