/* SPDX-License-Identifier: MIT */
#include "account/account_child.h"

#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

#include "account/account_field.h"
#include "base/x.h"
#include "io/child.h"

enum {
	INPUT_FD = 3,
	OUTPUT_FD = 4
};

bool account_child_run(const struct account_child *child, int *out_status,
		       struct err *err)
{
	const struct child how = {
		.argv = child->argv,
		.env = child->env,
		.is_confined = true,
		.input_at = INPUT_FD,
		.input = child->input,
		.output_at = OUTPUT_FD,
		.output = child->output,
		.seconds = child->seconds,
	};
	int status;

	if (!child_run(&how, &status, err)) {
		err->kind = ERR_TEMP;
		return false;
	}
	*out_status = WEXITSTATUS(status);
	return WIFEXITED(status) ||
	       account_field_temp(err, "%s: killed by signal %d",
				  child->argv[0], WTERMSIG(status));
}

char *account_child_own(const char *name)
{
	static const char *const places[] = { "", "/../libexec/fumikura" };
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len <= 0)
		return NULL;
	while (len > 0 && self[len - 1] != '/')
		len--;
	self[len > 0 ? len - 1 : 0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char *path = x_printf("%s%s/%s", self, places[i], name);

		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}
