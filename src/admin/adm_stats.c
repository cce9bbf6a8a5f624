/* SPDX-License-Identifier: MIT */
/* fumikura stats: what the server has counted since it started. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "admin/adm.h"
#include "stats/stats_file.h"

struct counter {
	const char *name;
	const char *doc;
	bool gauge;
};

static const struct counter counters[STATS_COUNTERS] = {
#define COUNTER(name, doc) [STATS_##name] = { #name, doc, false },
#define GAUGE(name, doc)   [STATS_##name] = { #name, doc, true },
#include "stats/counters.def"
#undef COUNTER
#undef GAUGE
};

static void print_table(const struct stats_snapshot *s)
{
	time_t since = s->since_us / 1000000;
	char text[32];
	struct tm tm;

	gmtime_r(&since, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	printf("%-28s %20s  %s\n", "since", text, "Start of the server");
	for (size_t i = 0; i < STATS_COUNTERS; i++)
		printf("%-28s %20" PRIu64 "  %s\n", counters[i].name,
		       s->value[i], counters[i].doc);
}

static void print_json(const struct stats_snapshot *s)
{
	printf("{\n\t\"since\": %.3f", (double)s->since_us / 1e6);
	for (size_t i = 0; i < STATS_COUNTERS; i++)
		printf(",\n\t\"%s\": %" PRIu64, counters[i].name, s->value[i]);
	puts("\n}");
}

/* OpenMetrics 1.0; Prometheus' node_exporter takes it as a text file too. */
static void print_openmetrics(const struct stats_snapshot *s)
{
	for (size_t i = 0; i < STATS_COUNTERS; i++) {
		const struct counter *c = &counters[i];

		printf("# TYPE fumikura_%s %s\n"
		       "# HELP fumikura_%s %s.\n",
		       c->name, c->gauge ? "gauge" : "counter", c->name,
		       c->doc);
		if (c->gauge) {
			printf("fumikura_%s %" PRIu64 "\n", c->name,
			       s->value[i]);
			continue;
		}
		printf("fumikura_%s_total %" PRIu64 "\n"
		       "fumikura_%s_created %.3f\n",
		       c->name, s->value[i], c->name,
		       (double)s->since_us / 1e6);
	}
	puts("# EOF");
}

static int run_stats(struct adm_call *call)
{
	bool json = adm_take_switch(call, "json");
	bool openmetrics = adm_take_switch(call, "openmetrics");
	struct stats_snapshot snapshot;
	struct err err;

	if (call->argc || (json && openmetrics))
		return adm_usage(&adm_stats);
	if (!stats_file_read(call->config.run_dir, &snapshot, &err))
		return adm_complain(&err);
	if (json)
		print_json(&snapshot);
	else if (openmetrics)
		print_openmetrics(&snapshot);
	else
		print_table(&snapshot);
	return ADM_OK;
}

const struct adm_command adm_stats = {
	.name = "stats",
	.usage = "stats [--json | --openmetrics]\n",
	.run = run_stats,
};
