/* What worked for which segment: what campaigns did by their own goals, as it was kept. */
#include <config.h>
#include <segscope/learning.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
seg_worked_free (gpointer data)
{
	SegWorked *worked = data;

	if (worked == NULL)
		return;
	g_free (worked->campaign);
	g_free (worked->segment);
	g_free (worked->segmentation);
	g_free (worked->arm);
	g_free (worked->offer);
	g_free (worked->channel);
	g_free (worked->goal);
	g_free (worked);
}

enum { PART, NAME, CAMPAIGN_ID, CAMPAIGN, SEGMENT_ID, SEGMENT, SEGMENTATION, OFFER, CHANNEL, GOAL, DAYS, WENT_OUT, UNTIL, CUT_SHORT, N_CONTROL, DID_CONTROL,
	   N_SENT, DID_SENT, SHRUNK, SHRUNK_LOW, SHRUNK_HIGH, P, MONEY, MONEY_LOW, MONEY_HIGH, MEASURED_AT };

/* A segment counts where people of the campaign are in it: ids of deleted ones are given again, and deleting empties that link of the list. */
#define SELECT_WORKED \
	"SELECT e.part, e.name, e.campaign_id, c.name, s.id, s.name, g.name, o.name, c.channel, e.goal, e.days, e.went_out, e.until, e.cut_short, e.n_control, " \
	"e.did_control, e.n_sent, e.did_sent, e.shrunk, e.shrunk_low, e.shrunk_high, e.p, e.money, e.money_low, e.money_high, e.measured_at " \
	"FROM campaign_effect e JOIN campaign c ON c.id = e.campaign_id LEFT JOIN offer o ON o.id = c.offer_id " \
	"LEFT JOIN segment s ON s.id = e.segment_id AND EXISTS (SELECT 1 FROM campaign_member m WHERE m.campaign_id = e.campaign_id AND m.segment_id = s.id) " \
	"LEFT JOIN segmentation g ON g.id = s.segmentation_id " \
	"WHERE (:segment = 0 OR s.id = :segment) AND (e.part <> 'segment' OR s.id IS NOT NULL) " \
	"ORDER BY e.went_out DESC, e.campaign_id DESC, e.part, e.n_sent DESC, e.name"

static char *
text_at (const SegStatement *row, int column)
{
	return seg_statement_is_null (row, column) ? NULL : g_strdup (seg_statement_text (row, column));
}

static SegWorked *
read_worked (const SegStatement *row)
{
	SegWorked *w = g_new0 (SegWorked, 1);
	const char *part = seg_statement_text (row, PART);

	w->part = strcmp (part, "segment") == 0 ? SEG_WORKED_SEGMENT : strcmp (part, "arm") == 0 ? SEG_WORKED_ARM : SEG_WORKED_ALL;
	w->arm = w->part == SEG_WORKED_ARM ? text_at (row, NAME) : NULL;
	w->campaign_id = seg_statement_integer (row, CAMPAIGN_ID);
	w->campaign = text_at (row, CAMPAIGN);
	w->segment_id = seg_statement_integer (row, SEGMENT_ID);
	w->segment = text_at (row, SEGMENT);
	w->segmentation = text_at (row, SEGMENTATION);
	w->offer = text_at (row, OFFER);
	w->channel = text_at (row, CHANNEL);
	w->goal = text_at (row, GOAL);
	w->days = (guint) seg_statement_integer (row, DAYS);
	w->from = seg_statement_integer (row, WENT_OUT);
	w->until = seg_statement_integer (row, UNTIL);
	w->cut_short = seg_statement_integer (row, CUT_SHORT) != 0;
	w->control = (SegArmCount) { seg_statement_integer (row, N_CONTROL), seg_statement_integer (row, DID_CONTROL) };
	w->sent = (SegArmCount) { seg_statement_integer (row, N_SENT), seg_statement_integer (row, DID_SENT) };
	w->share = seg_compare_shares (w->control, w->sent, 0.95);
	w->shrunk = seg_statement_double (row, SHRUNK);
	w->shrunk_interval = (SegInterval) { seg_statement_double (row, SHRUNK_LOW), seg_statement_double (row, SHRUNK_HIGH) };
	w->p = seg_statement_double (row, P);
	w->money = seg_statement_double (row, MONEY);
	w->money_interval = (SegInterval) { seg_statement_double (row, MONEY_LOW), seg_statement_double (row, MONEY_HIGH) };
	w->measured_at = seg_statement_integer (row, MEASURED_AT);
	return w;
}

GPtrArray *
seg_what_worked (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, SELECT_WORKED, error);
	g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (seg_worked_free);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":segment", segment_id);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (list, read_worked (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&list) : NULL;
}

char *
seg_worked_words (const SegWorked *worked)
{
	g_autofree char *more = seg_format_number (100 * worked->shrunk, 1), *low = seg_format_number (100 * worked->shrunk_interval.low, 1);
	g_autofree char *high = seg_format_number (100 * worked->shrunk_interval.high, 1);

	if (!isfinite (worked->shrunk))
		return g_strdup (_("not known: nobody was sent to, or nobody held back"));
	if (worked->shrunk_interval.low > 0)
		return g_strdup_printf (_("it helped: %s points more, between %s and %s"), more, low, high);
	if (worked->shrunk_interval.high < 0)
		return g_strdup_printf (_("it did harm: %s points, between %s and %s"), more, low, high);
	return g_strdup_printf (_("it may have done nothing: %s points, between %s and %s"), more, low, high);
}
