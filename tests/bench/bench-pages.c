/* How long the reads behind a person's page take, of people drawn at random: bench-pages WORKSPACE [PEOPLE]. */
#include <config.h>
#include <segscope/learning.h>
#include <segscope/pin.h>
#include <segscope/random.h>
#include <segscope/recommend.h>
#include <segscope/segment.h>

#include <stdio.h>
#include <stdlib.h>

enum { PAGE, EVENTS, HISTORY, PINS, CAMPAIGNS, ALL, N_READS };

static const char *const names[N_READS] = { "the user", "500 events", "changes", "pins", "campaigns", "all of it" };

static int
compare_doubles (const void *a, const void *b)
{
	const double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

/* Milliseconds since @start, which becomes now. */
static double
passed (gint64 *start)
{
	const gint64 now = g_get_monotonic_time ();
	const double ms = (double) (now - *start) / 1000;

	*start = now;
	return ms;
}

static gboolean
read_person (SegWorkspace *workspace, gint64 id, double *ms, gsize stride, GError **error)
{
	gint64 start = g_get_monotonic_time (), all = start;
	SegUserPage *page = seg_user_page (workspace, id, error);
	g_autoptr (GPtrArray) events = NULL, history = NULL, pins = NULL, campaigns = NULL;

	ms[PAGE * stride] = passed (&start);
	events = page != NULL ? seg_user_events (workspace, id, 0, 500, error) : NULL;
	ms[EVENTS * stride] = passed (&start);
	history = events != NULL ? seg_user_history (workspace, id, error) : NULL;
	ms[HISTORY * stride] = passed (&start);
	pins = history != NULL ? seg_pins (workspace, 0, id, error) : NULL;
	ms[PINS * stride] = passed (&start);
	campaigns = pins != NULL ? seg_user_campaigns (workspace, id, error) : NULL;
	ms[CAMPAIGNS * stride] = passed (&start);
	ms[ALL * stride] = passed (&all);
	seg_user_page_free (page);
	return campaigns != NULL;
}

int
main (int argc, char **argv)
{
	const gsize n = argc > 2 ? strtoull (argv[2], NULL, 10) : 1000;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = argc > 1 && n > 0 ? seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, &error) : NULL;
	g_autoptr (SegRandom) random = seg_random_new (1, 1);
	g_autofree double *ms = g_new0 (double, n * N_READS);
	gint64 n_users = 0;

	if (workspace == NULL || !seg_workspace_count (workspace, "SELECT count(*) FROM user", &n_users, &error) || n_users == 0) {
		fprintf (stderr, "bench-pages WORKSPACE [PEOPLE]: %s\n", error != NULL ? error->message : "");
		return 1;
	}
	for (gsize i = 0; i < n; i++)
		if (!read_person (workspace, 1 + (gint64) seg_random_below (random, (guint64) n_users), ms + i, n, &error)) {
			fprintf (stderr, "%s\n", error->message);
			return 1;
		}
	for (guint what = 0; what < N_READS; what++) {
		double *times = ms + what * n;

		qsort (times, n, sizeof *times, compare_doubles);
		printf ("%-12s median %7.3f ms, 99 of 100 %7.3f ms, most %7.3f ms\n", names[what], times[n / 2], times[n * 99 / 100], times[n - 1]);
	}
	return 0;
}
