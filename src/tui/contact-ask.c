/* Changing the rules for contacts: a value, then the reason, then a job that keeps both. */
#include <config.h>
#include "contact-ask.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	guint row;
	SegContactPolicy policy;
	double share;
	const SegChannel *channel;
	gboolean is_address;
	char *column; /* "": the usual one */
	char *reason;
} Change;

static void
free_change (gpointer data)
{
	Change *change = data;

	g_free (change->column);
	g_free (change->reason);
	g_free (change);
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	(void) job;
	if (change->channel != NULL)
		return seg_channel_choose (workspace, change->channel, change->is_address ? NULL : change->column, change->is_address ? change->column : NULL, error);
	if (change->row == SEG_CONTACT_HOLD_OUT)
		return seg_hold_out_set (workspace, change->share, change->reason, error);
	return seg_contact_policy_write (workspace, &change->policy, change->reason, error);
}

static const SegWork change_work = { N_("keeping the rule"), run_change, NULL, NULL, free_change, TRUE, FALSE };

static Change *
change_copy (const Change *change)
{
	Change *copy = g_memdup2 (change, sizeof *change);

	copy->column = g_strdup (change->column);
	copy->reason = g_strdup (change->reason);
	return copy;
}

static void
take_reason (SegView *view, const char *reason, gpointer data)
{
	Change *change = change_copy (data);

	change->reason = g_strdup (reason);
	seg_view_run (view, &change_work, change);
}

static gboolean
fail_number (const char *text, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not what is asked for"), text);
	return FALSE;
}

static gboolean
read_quiet (const char *text, Change *change, GError **error)
{
	guint64 days;

	if (!g_ascii_string_to_unsigned (text, 10, 0, 3660, &days, NULL))
		return fail_number (text, error);
	change->policy.quiet_days = (guint) days;
	return TRUE;
}

static gboolean
read_most (const char *text, Change *change, GError **error)
{
	g_auto (GStrv) words = g_strsplit_set (text, " ", -1);
	guint64 most, days = 0;

	if (words[0] == NULL || !g_ascii_string_to_unsigned (words[0], 10, 0, 1000, &most, NULL)
	    || (most > 0 && (words[1] == NULL || words[2] != NULL || !g_ascii_string_to_unsigned (words[1], 10, 1, 3660, &days, NULL))))
		return fail_number (text, error);
	change->policy.most = (guint) most;
	change->policy.most_days = (guint) days;
	return TRUE;
}

static gboolean
read_share (const char *text, Change *change, GError **error)
{
	char *end;
	double percent = g_ascii_strtod (text, &end);

	while (end != text && (*end == ' ' || *end == '%'))
		end++;
	if (end == text || *end != '\0' || !(percent >= 0 && percent <= 50))
		return fail_number (text, error);
	change->share = percent / 100;
	return TRUE;
}

static gboolean
take_value (SegView *view, const char *text, gpointer data, GError **error)
{
	static gboolean (*const readers[SEG_N_CONTACT_ROWS]) (const char *, Change *, GError **) = {
		[SEG_CONTACT_QUIET] = read_quiet, [SEG_CONTACT_MOST] = read_most, [SEG_CONTACT_HOLD_OUT] = read_share,
	};
	g_autofree char *stripped = g_strstrip (g_strdup (text));
	Change change = *(const Change *) data;

	if (!readers[change.row] (stripped, &change, error))
		return FALSE;
	seg_ask_reason (view, _("Why is the rule changed?"), NULL, take_reason, change_copy (&change), free_change);
	return TRUE;
}

/* Channels ------------------------------------------------------------------------------------------------------------- */

static void
column_chosen (SegView *view, guint choice, gpointer data)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (seg_view_workspace (view), "user", NULL);
	Change *change = change_copy (data);

	if (attributes == NULL || choice > attributes->len) {
		free_change (change);
		return;
	}
	change->column = g_strdup (choice == 0 ? "" : ((const SegAttribute *) attributes->pdata[choice - 1])->name);
	seg_view_run (view, &change_work, change);
}

static void
ask_column (SegView *view, const Change *change)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) attributes = seg_attributes (seg_view_workspace (view), "user", &error), labels = g_ptr_array_new ();

	if (attributes == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_add (labels, (gpointer) _("The usual one"));
	for (guint i = 0; i < attributes->len; i++)
		g_ptr_array_add (labels, ((const SegAttribute *) attributes->pdata[i])->label);
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, change->is_address ? _("Which column says where people are reached?") : _("Which column says who has agreed?"),
	                (const char *const *) labels->pdata, NULL, 0, column_chosen, change_copy (change), free_change);
}

static void
side_chosen (SegView *view, guint choice, gpointer data)
{
	Change *change = data;

	change->is_address = choice == 1;
	ask_column (view, change);
}

static void
ask_channel (SegView *view, const SegChannel *channel)
{
	const char *labels[] = { _("Who has agreed"), _("Where people are reached"), NULL };
	Change *change = g_new0 (Change, 1);

	change->channel = channel;
	seg_ask_choice (view, _(channel->label), labels, NULL, 0, side_chosen, change, free_change);
}

void
seg_contact_ask (SegView *view, guint row)
{
	static const struct {
		const char *title, *hint;
	} questions[SEG_N_CONTACT_ROWS] = {
		[SEG_CONTACT_QUIET] = { N_("How many days between two contacts?"), N_("Over all campaigns. 0: no such rule.") },
		[SEG_CONTACT_MOST] = { N_("How often at most, in how many days?"), N_("Two numbers, over all campaigns: 4 30. 0: no such rule.") },
		[SEG_CONTACT_HOLD_OUT] = { N_("Hold which share of all users back from all campaigns?"), N_("0 to 50 %. By lot; newcomers too, and nobody changes sides.") },
	};
	const SegContactState *state = view->state;
	g_autofree char *now = NULL;
	Change *change;
	gsize n;

	if (row >= SEG_N_CONTACT_ROWS) {
		ask_channel (view, &seg_channels (&n)[row - SEG_N_CONTACT_ROWS]);
		return;
	}
	change = g_new0 (Change, 1);
	change->row = row;
	change->policy = state->policy;
	now = row == SEG_CONTACT_QUIET ? g_strdup_printf ("%u", state->policy.quiet_days) : row == SEG_CONTACT_MOST
	      ? g_strdup_printf ("%u %u", state->policy.most, state->policy.most_days) : g_strdup_printf ("%.4g %%", state->hold_out.share * 100);
	seg_ask_line (view, _(questions[row].title), _(questions[row].hint), now, take_value, change, free_change);
}
