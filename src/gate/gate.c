/* SPDX-License-Identifier: MIT */
#include "gate/gate.h"

#include <event2/event.h>

#include "base/check.h"
#include "base/x.h"

enum {
	/* A session that has lost one side ends after so long without a byte.
	 */
	RELAY_SECONDS = 300,
	LINGER_SECONDS = 2,
};

static const struct timeval *common_timeout(struct event_base *base,
					    unsigned seconds)
{
	struct timeval duration = { .tv_sec = seconds };
	const struct timeval *common =
		event_base_init_common_timeout(base, &duration);

	ASSERT(common);
	return common;
}

void gate_init(struct gate *gate, struct event_base *base,
	       unsigned login_seconds)
{
	*gate = (struct gate){
		.base = base,
		.login_timeout = common_timeout(base, login_seconds),
		.relay_timeout = common_timeout(base, RELAY_SECONDS),
		.linger_timeout = common_timeout(base, LINGER_SECONDS),
		.scratch = x_calloc(1, GATE_PIECE),
	};
}

void gate_release(struct gate *gate)
{
	free(gate->scratch);
	gate->scratch = NULL;
}

void gate_client_came(struct gate *gate)
{
	gate->clients++;
}

void gate_client_left(struct gate *gate)
{
	ASSERT(gate->clients > 0);
	gate->clients--;
	if (gate->stopping && gate->clients == 0)
		event_base_loopbreak(gate->base);
}
