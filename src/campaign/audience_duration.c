/* How long a test takes: the days in which what people do counts, and, where the list is too small for what is wished, the time until enough people
 * have come in. */
#include <config.h>
#include "audience-private.h"

#include <segscope/ids.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define DAY 86400
#define MOST_DAYS 90      /* looked back on for those who came in lately */
#define FEWEST_DAYS 28    /* of fewer nothing can be said */
#define LONGEST_WAIT 730  /* days; longer is no plan */
#define ROWS_BETWEEN_ASKING 8192

/* When each user was first seen --------------------------------------------------------------------------------------- */

static gboolean
fill_first (const SegAsking *asking, gpointer values, gconstpointer data, GError **error)
{
	const SegAudience *audience = asking->audience;
	g_autoptr (SegStatement) rows = seg_workspace_prepare (asking->workspace, "SELECT user_id, at FROM event WHERE at IS NOT NULL", error);
	gint64 *first = values;
	GError *failure = NULL;
	gsize n = 0;

	(void) data;
	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		const gssize at = seg_ids_find (audience->ids, audience->n, seg_statement_integer (rows, 0));
		const gint64 when = seg_statement_integer (rows, 1);

		if (at >= 0 && (first[at] == 0 || when < first[at]))
			first[at] = when;
		if (++n % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (asking->job, 0.5, _("who came in lately"), &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

/* As long as the data themselves are young, everybody in them is new: at most half of their days are looked back on. */
static guint
days_back (const gint64 *first, gsize n, gint64 end)
{
	gint64 begin = end;

	for (gsize i = 0; i < n; i++)
		if (first[i] != 0)
			begin = MIN (begin, first[i]);
	return (guint) MIN ((end - begin) / DAY / 2, MOST_DAYS);
}

/* Words ---------------------------------------------------------------------------------------------------------------- */

void
seg_say_days (GPtrArray *sentences, guint days, gint64 starts_on)
{
	g_autofree char *from = seg_format_date (starts_on), *until = seg_format_date (starts_on + (gint64) days * DAY);

	g_ptr_array_add (sentences, starts_on != 0
		? g_strdup_printf (ngettext ("The test runs from %s to %s, %u day: what people do in it counts.", "The test runs from %s to %s, %u days: what people do in them counts.", days),
		                   from, until, days)
		: g_strdup_printf (ngettext ("The test takes %u day from when the list goes out: what people do in it counts.",
		                             "The test takes %u days from when the list goes out: what people do in them counts.", days), days));
}

/* "9 days", "12 weeks": free with g_free(). */
static char *
days_words (guint days)
{
	const guint weeks = (days + 6) / 7;

	return days < 28 ? g_strdup_printf (ngettext ("%u day", "%u days", days), days) : g_strdup_printf (ngettext ("%u week", "%u weeks", weeks), weeks);
}

static void
say_arrival (SegAudienceOutlook *outlook, guint back)
{
	g_autofree char *size = seg_format_integer (outlook->size_needed), *a_week = seg_format_number (outlook->arriving * 7, outlook->arriving * 7 < 10 ? 1 : 0);
	g_autofree char *wait = days_words (outlook->gather_days), *all = days_words (outlook->gather_days + outlook->days);

	if (outlook->arriving <= 0)
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("Nobody of them came in within the last %u days: waiting does not make the list longer."), back));
	else if (outlook->gather_days == 0)
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("About %s such people come in a week (by the last %u days): it would take more than two years until %s are together."),
		                                                      a_week, back, size));
	else
		g_ptr_array_add (outlook->sentences, g_strdup_printf (_("About %s such people come in a week (by the last %u days): %s are together after %s, and with the days that count the "
		                                                        "test takes %s."), a_week, back, size, wait, all));
}

gboolean
seg_audience_say_arrival (const SegAsking *asking, const SegAudienceWalk *walk, gint64 end, SegAudienceOutlook *outlook, GError **error)
{
	const gint64 *first;
	gint64 n_new = 0;
	guint back;

	if (outlook->size_needed <= walk->n_chosen)
		return TRUE;
	if ((first = seg_asking_get (asking, "first", sizeof (gint64), fill_first, NULL, error)) == NULL)
		return FALSE;
	back = days_back (first, asking->audience->n, end);
	if (back < FEWEST_DAYS)
		return TRUE;
	for (gsize i = 0; i < asking->audience->n; i++)
		n_new += walk->places[i] == SEG_PLACE_CHOSEN && first[i] > end - (gint64) back * DAY;
	outlook->arriving = (double) n_new / back;
	if (n_new > 0 && (double) (outlook->size_needed - walk->n_chosen) <= outlook->arriving * LONGEST_WAIT)
		outlook->gather_days = (guint) ceil ((double) (outlook->size_needed - walk->n_chosen) / outlook->arriving);
	say_arrival (outlook, back);
	return TRUE;
}
