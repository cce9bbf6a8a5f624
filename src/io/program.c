/* SPDX-License-Identifier: MIT */
#include "io/program.h"

#include <libgen.h>
#include <limits.h>
#include <unistd.h>

#include "base/check.h"
#include "base/x.h"

char *program_find(const char *name)
{
	static const char *const places[] = { "", "/../libexec/fumikura" };
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *here;

	if (len < 0)
		return NULL;
	self[len] = '\0';
	here = dirname(self);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char *path = x_printf("%s%s/%s", here, places[i], name);

		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}
