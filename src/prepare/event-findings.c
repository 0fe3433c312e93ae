/* What is to be said of events: repeated, unknown, out of time, and users that do too much or take back more than they bought. */
#include <config.h>
#include "event-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROBOT_LEAST 1000   /* events */
#define ROBOT_TIMES 10.0   /* the 99 % quantile of all users' */
#define ROBOTS_MOST 20     /* in one step */
#define ROBOT_USERS 30     /* from so many users on it is known what is usual */

static void
say_repeated (const SegEventScan *scan, SegQualityReport *report)
{
	gint64 count = scan->rows->tally.total - (gint64) scan->rows->tally.n;
	g_autofree char *shown = seg_format_integer (count);

	report->n_repeated_events = count;
	if (count > 0)
		seg_quality_say (report, SEG_FINDING_REPEATED_EVENTS, SEG_FINDING_NOTE, "event", count, scan->sum.n,
		                 _("Two equal lines can be true (two of the same on one receipt); if a file was exported twice, they are not: take it "
		                   "from the source once."),
		                 ngettext ("%s event is equal in every column to an earlier one", "%s events are equal in every column to an earlier one",
		                           (gulong) count), shown);
}

/* Keys without a file of their own ------------------------------------------------------------------------------------------ */

static gboolean
say_unknown (SegWorkspace *workspace, SegQualityReport *report, const char *entity, gint64 n_events, gint64 n_all, gint64 *count,
             GError **error)
{
	gboolean users = strcmp (entity, "user") == 0;
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s WHERE NOT listed AND id NOT IN (SELECT %s_id FROM excluded_%s)",
	                                        entity, entity, entity);
	g_autofree char *keys = NULL, *events = NULL, *had = NULL;

	if (!seg_workspace_count (workspace, sql, count, error))
		return FALSE;
	if (*count == 0)
		return TRUE;
	keys = seg_format_integer (*count);
	events = seg_format_integer (n_events);
	had = g_strdup_printf (ngettext ("%s event", "%s events", (gulong) n_events), events);
	seg_quality_say (report, SEG_FINDING_UNKNOWN_KEYS, seg_quality_weigh (n_events, n_all, 0.005, 0.1), "event", n_events, n_all,
	                 users ? _("They stay out of features and segments until a users file names them; closed or test accounts?")
	                       : _("They have no title or category until an items file names them; withdrawn from sale?"),
	                 users ? ngettext ("%s user is in no users file, with %s", "%s users are in no users file, with %s", (gulong) *count)
	                       : ngettext ("%s item is in no items file, with %s", "%s items are in no items file, with %s", (gulong) *count),
	                 keys, had);
	return TRUE;
}

/* Counts of the pass ------------------------------------------------------------------------------------------------------------ */

/* @one, @many: with one %s. */
static void
say_count (SegQualityReport *report, SegFindingKind kind, SegFindingWeight weight, gint64 count, gint64 whole, const char *advice,
           const char *one, const char *many)
{
	g_autofree char *shown = seg_format_integer (count);

	if (count == 0)
		return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	seg_quality_say (report, kind, weight, "event", count, whole, advice, ngettext (one, many, (gulong) count), shown);
#pragma GCC diagnostic pop
}

static void
say_counts (const SegEventScan *scan, SegQualityReport *report)
{
	const SegEventCounts *sum = &scan->sum;

	say_count (report, SEG_FINDING_FUTURE, SEG_FINDING_WARNING, sum->n_future, sum->n,
	           _("Wrong dates, or day and month exchanged: look at the order of dates in the import plan."), N_("%s event lies in the future"),
	           N_("%s events lie in the future"));
	say_count (report, SEG_FINDING_STAND_IN, SEG_FINDING_WARNING, sum->n_ancient, sum->n,
	           _("That is how programs write an unknown time; recency and tenure count it as it stands."),
	           N_("%s event is from 1 January 1970 or before"), N_("%s events are from 1 January 1970 or before"));
	say_count (report, SEG_FINDING_REFUNDS, SEG_FINDING_NOTE, sum->n_refunds, sum->n_purchases + sum->n_refunds,
	           seg_hint (_("They count as the policy for orders says (segscope orders)."), _("They count as the policy for orders says (p on Data).")), N_("%s line is a refund or cancellation"),
	           N_("%s lines are refunds or cancellations"));
	say_count (report, SEG_FINDING_FREE, SEG_FINDING_NOTE, sum->n_free, sum->n_purchases,
	           _("Gifts, samples or test orders: they count as purchases without revenue."), N_("%s purchase cost nothing"),
	           N_("%s purchases cost nothing"));
	say_count (report, SEG_FINDING_BEFORE_REGISTRATION, SEG_FINDING_WARNING, sum->n_early, sum->n,
	           _("Wrong dates, or accounts that were moved: tenure will be too short."), N_("%s event lies before its user registered"),
	           N_("%s events lie before their user registered"));
}

/* Users ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
in_use (const SegEventScan *scan, gsize user)
{
	return !(scan->users.state[user] & SEG_USER_EXCLUDED) && (!scan->users_listed || scan->users.state[user] & SEG_USER_LISTED);
}

static int
compare_counts (const void *a, const void *b)
{
	guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

	return (x > y) - (x < y);
}

/* The 99 % quantile of the events of users who did anything; 0 where they are too few. Counts are sorted by counting: most are
 * small. */
static double
usual_most (const SegEventScan *scan)
{
	g_autoptr (GArray) large = g_array_new (FALSE, FALSE, sizeof (guint32));
	gint64 n = 0, rank;

	for (gsize i = 0; i < scan->users.n; i++)
		n += scan->users.n_events[i] > 0;
	if (n < ROBOT_USERS)
		return 0;
	for (gsize i = 0; i < scan->users.n; i++)
		if (scan->users.n_events[i] > ROBOT_LEAST / 10)
			g_array_append_val (large, scan->users.n_events[i]);
	g_array_sort (large, compare_counts);
	rank = (gint64) ceil (0.99 * (double) n) - 1 - (n - (gint64) large->len);
	return rank < 0 ? ROBOT_LEAST / 10.0 : g_array_index (large, guint32, rank);
}

static char *
read_key (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_next (statement, error) ? g_strdup (seg_statement_text (statement, 0)) : NULL;
}

/* The keys of those with more than @limit events, one a line; NULL when they are too many for one step. */
static gboolean
list_robots (const SegEventScan *scan, SegWorkspace *workspace, double limit, gint64 n, char **keys, GError **error)
{
	g_autoptr (GString) list = g_string_new (NULL);

	*keys = NULL;
	for (gsize i = 0; i < scan->users.n && n <= ROBOTS_MOST; i++)
		if (scan->users.n_events[i] > limit) {
			g_autofree char *key = read_key (workspace, scan->users.ids[i], error);

			if (key == NULL)
				return FALSE;
			if (strchr (key, '\n') != NULL)
				return TRUE;
			g_string_append_printf (list, "%s%s", list->len > 0 ? "\n" : "", key);
		}
	if (list->len > 0)
		*keys = g_strdup (list->str);
	return TRUE;
}

/* The one who did the most, where that is absurd; and how many there are of that kind. */
static gboolean
say_robots (const SegEventScan *scan, SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	double most_usual = usual_most (scan), limit = MAX (ROBOT_LEAST, ROBOT_TIMES * most_usual);
	g_autofree char *key = NULL, *keys = NULL, *count = NULL, *usual = NULL;
	gsize worst = 0;
	gint64 n = 0, n_events = 0;
	SegFinding *finding;

	for (gsize i = 0; i < scan->users.n && most_usual > 0; i++)
		if (scan->users.n_events[i] > limit) {
			n++;
			n_events += scan->users.n_events[i];
			worst = n == 1 || scan->users.n_events[i] > scan->users.n_events[worst] ? i : worst;
		}
	if (n == 0)
		return TRUE;
	if ((key = read_key (workspace, scan->users.ids[worst], error)) == NULL || !list_robots (scan, workspace, limit, n, &keys, error))
		return FALSE;
	count = seg_format_integer (scan->users.n_events[worst]);
	usual = seg_format_integer ((gint64) most_usual);
	finding = n == 1
		? seg_quality_say (report, SEG_FINDING_ROBOT, SEG_FINDING_WARNING, "event", n_events, scan->sum.n,
		                   _("A robot, a test account or a shared till: its behaviour is nobody's."),
		                   _("User %s has %s events; 99 of 100 users have at most %s"), key, count, usual)
		: seg_quality_say (report, SEG_FINDING_ROBOT, SEG_FINDING_WARNING, "event", n_events, scan->sum.n,
		                   _("Robots, test accounts or shared tills: their behaviour is nobody's."),
		                   _("%" PRId64 " users have absurdly many events (%s: %s); 99 of 100 users have at most %s"), n, key, count,
		                   usual);
	finding->less = n_events;
	finding->fix_key = g_steal_pointer (&keys);
	return TRUE;
}

static void
say_refunds_over (const SegEventScan *scan, SegQualityReport *report)
{
	gint64 n = 0, n_with = 0;
	g_autofree char *shown = NULL, *with = NULL;

	for (gsize i = 0; i < scan->users.n; i++)
		if (scan->users.refunds[i]) {
			n_with++;
			n += (double) scan->users.money[i] < -0.005 * SEG_MONEY_UNIT;
		}
	if (n == 0)
		return;
	shown = seg_format_integer (n);
	with = seg_format_integer (n_with);
	seg_quality_say (report, SEG_FINDING_REFUNDS_OVER, SEG_FINDING_WARNING, "event", n, n_with,
	                 _("Their purchases were made before the data begin, or refunds are there twice: their revenue is below 0."),
	                 ngettext ("%s of %s user with refunds got back more than they paid", "%s of %s users with refunds got back more than they paid",
	                           (gulong) n_with), shown, with);
}

static void
say_silent (const SegEventScan *scan, SegQualityReport *report)
{
	gint64 n = 0, whole = 0;
	g_autofree char *shown = NULL;

	for (gsize i = 0; i < scan->users.n; i++)
		if (scan->users_listed && in_use (scan, i)) {
			whole++;
			n += scan->users.n_events[i] == 0;
		}
	if (n == 0 || scan->sum.n == 0)
		return;
	shown = seg_format_integer (n);
	seg_quality_say (report, SEG_FINDING_SILENT, SEG_FINDING_WARNING, "user", n, whole,
	                 _("They get 0 for what they did; segments of behaviour put them together."),
	                 ngettext ("%s user of the users file did nothing in the data", "%s users of the users file did nothing in the data", (gulong) n),
	                 shown);
}

gboolean
seg_event_say (const SegEventScan *scan, SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	say_repeated (scan, report);
	if (scan->users_listed
	    && !say_unknown (workspace, report, "user", scan->sum.n_unknown_user, scan->sum.n, &report->n_unknown_users, error))
		return FALSE;
	if (scan->items_listed
	    && !say_unknown (workspace, report, "item", scan->sum.n_unknown_item, scan->sum.n, &report->n_unknown_items, error))
		return FALSE;
	say_counts (scan, report);
	if (!say_robots (scan, workspace, report, error))
		return FALSE;
	say_refunds_over (scan, report);
	say_silent (scan, report);
	seg_event_say_days (&scan->columns[SEG_EVENT_AT]->tally, report);
	return TRUE;
}
