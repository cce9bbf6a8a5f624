/* SPDX-License-Identifier: MIT */
#include "managesieve/ms_commands.h"

#include "managesieve/ms_reply.h"
#include "proc/sight.h"
#include "stats/stats.h"
#include "wire/wire_imap.h"
#include "wire/wire_sieve.h"

static const struct ms_command *const commands[] = {
	&ms_command_authenticate, &ms_command_capability,
	&ms_command_checkscript,  &ms_command_deletescript,
	&ms_command_getscript,    &ms_command_havespace,
	&ms_command_listscripts,  &ms_command_logout,
	&ms_command_noop,         &ms_command_putscript,
	&ms_command_renamescript, &ms_command_setactive,
	&ms_command_starttls,     &ms_command_unauthenticate,
};

static const struct ms_command *find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (span_eq_nocase(span_of(commands[i]->name), name))
			return commands[i];
	return NULL;
}

static bool take_arguments(struct ms_session *session,
			   const struct ms_command *command,
			   struct ms_request *request)
{
	struct span rest = request->args;

	if (command->free_form)
		return true;
	for (unsigned i = 0; i < command->strings; i++)
		if (!wire_sieve_take_argument(&rest, &session->command,
					      &request->string[i]))
			return false;
	if (command->number &&
	    !(wire_imap_take_space(&rest) &&
	      wire_imap_take_number(&rest, UINT32_MAX, &request->number)))
		return false;
	return rest.len == 0;
}

enum ms_result ms_commands_run(struct ms_session *session)
{
	struct ms_request request = { .args = buf_span(&session->line) };
	const struct ms_command *command;
	struct span name;

	stats_add(STATS_managesieve_commands, 1);
	if (!wire_imap_take_atom(&request.args, &name))
		return ms_reply_bad(session, "Malformed command.");
	command = find(name);
	sight_command(command ? span_of(command->name) : SPAN("unknown"));
	if (!command)
		return ms_reply_bad(session, "Unknown command.");
	if (!take_arguments(session, command, &request))
		return ms_reply_bad(session, "Malformed arguments.");
	return command->run(session, &request);
}
