/* Questions about segments over time: putting in new users, and pinning one. */
#include <config.h>
#include "versions.h"

#include <segscope/assignment.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>

/* New users ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 segmentation_id;
	gint64 n_placed, n_put_in, n_fit_none;
} Assign;

static gboolean
run_assign (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Assign *assign = data;

	return seg_segmentation_assign (workspace, assign->segmentation_id, job, &assign->n_placed, error)
	       && seg_assigned_count (workspace, assign->segmentation_id, &assign->n_put_in, &assign->n_fit_none, error);
}

static void
done_assign (SegView *view, gpointer data)
{
	const Assign *assign = data;
	g_autofree char *placed = seg_format_integer (assign->n_placed), *unfit = seg_format_integer (assign->n_fit_none), *first = NULL, *second = NULL;

	if (assign->n_placed == 0 && assign->n_fit_none == 0) {
		seg_say (view, "%s", _("No new users have come."));
		return;
	}
	first = g_strdup_printf (ngettext ("%s new user was put in.", "%s new users were put in.", (gulong) assign->n_placed), placed);
	second = g_strdup_printf (ngettext ("%s fits no segment: too far from all.", "%s fit no segment: too far from all.", (gulong) assign->n_fit_none), unfit);
	if (assign->n_fit_none == 0)
		seg_say (view, "%s", first);
	else
		seg_say (view, "%s %s", first, second);
}

static const SegWork assign_work = { N_("putting in new users"), run_assign, done_assign, NULL, g_free, TRUE, FALSE };

void
seg_ask_assign (SegView *view, const SegSegmentation *segmentation)
{
	Assign *assign = g_new0 (Assign, 1);

	assign->segmentation_id = segmentation->id;
	seg_view_run (view, &assign_work, assign);
}

/* A pin: which segment and side, until when, why --------------------------------------------------------------------- */

typedef struct {
	gint64   user_id, segment_id, until;
	gboolean in;
	char    *note;
	char    *user;
	GArray  *segment_ids; /* of gint64, in the order shown */
} Pin;

static void
free_pin (gpointer data)
{
	Pin *pin = data;

	g_free (pin->note);
	g_free (pin->user);
	g_clear_pointer (&pin->segment_ids, g_array_unref);
	g_free (pin);
}

static Pin *
pin_copy (const Pin *pin)
{
	Pin *copy = g_new0 (Pin, 1);

	*copy = *pin;
	copy->note = g_strdup (pin->note);
	copy->user = g_strdup (pin->user);
	copy->segment_ids = NULL;
	return copy;
}

static gboolean
run_pin (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Pin *pin = data;

	(void) job;
	return seg_pin_put (workspace, pin->segment_id, pin->user_id, pin->in, pin->note, pin->until, error);
}

static const SegWork pin_work = { N_("pinning the user"), run_pin, NULL, NULL, free_pin, TRUE, FALSE };

static gboolean
accept_note (SegView *view, const char *text, gpointer data, GError **error)
{
	Pin *pin = pin_copy (data);

	(void) error;
	g_free (pin->note);
	pin->note = g_strdup (text);
	seg_view_run (view, &pin_work, pin);
	return TRUE;
}

static gboolean
accept_day (SegView *view, const char *text, gpointer data, GError **error)
{
	Pin *pin = pin_copy (data);
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	g_autofree char *with_time = g_strconcat (text, "T00:00:00", NULL);
	g_autoptr (GDateTime) day = *text != '\0' ? g_date_time_new_from_iso8601 (with_time, utc) : NULL;

	pin->until = day != NULL ? g_date_time_to_unix (day) + 86400 : 0;
	if (*text != '\0' && (day == NULL || pin->until <= g_get_real_time () / G_USEC_PER_SEC)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A day to come, as in 2026-12-31, or nothing"));
		free_pin (pin);
		return FALSE;
	}
	seg_ask_line (view, _("Why?"), _("A note for whoever looks at the pin later; may be empty"), "", accept_note, pin, free_pin);
	return TRUE;
}

static void
segment_answered (SegView *view, guint choice, gpointer data)
{
	Pin *pin = pin_copy (data);
	const GArray *ids = ((const Pin *) data)->segment_ids;

	pin->in = choice < ids->len;
	pin->segment_id = g_array_index (ids, gint64, choice % ids->len);
	seg_ask_line (view, _("Until which day?"), _("The last day the pin holds, as in 2026-12-31; empty: until it is taken off"), "", accept_day, pin, free_pin);
}

/* In which segment of the newest segmentation, or out of which. */
void
seg_ask_pin (SegView *view, gint64 user_id, const char *user)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load (seg_view_workspace (view), NULL, &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
	g_autofree char *title = NULL;
	Pin *pin;

	if (segmentation == NULL) {
		seg_report (view, error);
		return;
	}
	pin = g_new0 (Pin, 1);
	pin->user_id = user_id;
	pin->user = g_strdup (user);
	pin->segment_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	for (guint side = 0; side < 2; side++)
		for (guint i = 0; i < segmentation->segments->len; i++) {
			const SegSegment *segment = segmentation->segments->pdata[i];

			g_ptr_array_add (labels, g_strdup_printf (side == 0 ? _("in \"%s\"") : _("out of \"%s\""), segment->name));
			if (side == 0)
				g_array_append_val (pin->segment_ids, segment->id);
		}
	g_ptr_array_add (labels, NULL);
	title = g_strdup_printf (_("Pin %s, whatever the clustering says"), user);
	seg_ask_choice (view, title, (const char *const *) labels->pdata, NULL, 0, segment_answered, pin, free_pin);
}
