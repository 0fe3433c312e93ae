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
		seg_say (view, "%s", _("No new users have come among those the features count (u on Features: who counts)."));
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
	char    *segment;     /* name */
	GArray  *ids;         /* of gint64, in the order shown: segments, or segmentations */
	GPtrArray *names;     /* of these segments: char* */
} Pin;

static void
free_pin (gpointer data)
{
	Pin *pin = data;

	g_free (pin->note);
	g_free (pin->user);
	g_free (pin->segment);
	g_clear_pointer (&pin->ids, g_array_unref);
	g_clear_pointer (&pin->names, g_ptr_array_unref);
	g_free (pin);
}

static Pin *
pin_copy (const Pin *pin)
{
	Pin *copy = g_new0 (Pin, 1);

	*copy = *pin;
	copy->note = g_strdup (pin->note);
	copy->user = g_strdup (pin->user);
	copy->segment = g_strdup (pin->segment);
	copy->ids = NULL;
	copy->names = NULL;
	return copy;
}

static gboolean
run_pin (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Pin *pin = data;

	(void) job;
	return seg_pin_put (workspace, pin->segment_id, pin->user_id, pin->in, pin->note, pin->until, error);
}

static void
done_pin (SegView *view, gpointer data)
{
	const Pin *pin = data;

	seg_say (view, pin->in ? _("%s is pinned in \"%s\".") : _("%s is pinned out of \"%s\"."), pin->user, pin->segment);
}

static const SegWork pin_work = { N_("pinning the user"), run_pin, done_pin, NULL, free_pin, TRUE, FALSE };

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
	seg_ask_line (view, _("Why?"), _("A note for whoever looks at the pin later; may be empty"), pin->note != NULL ? pin->note : "", accept_note, pin, free_pin);
	return TRUE;
}

/* @pin is taken over. */
static void
ask_day (SegView *view, Pin *pin)
{
	g_autoptr (GDateTime) last = pin->until != 0 ? g_date_time_new_from_unix_utc (pin->until - 1) : NULL;
	g_autofree char *day = last != NULL ? g_date_time_format (last, "%Y-%m-%d") : g_strdup ("");

	seg_ask_line (view, _("Until which day?"), _("The last day the pin holds, as in 2026-12-31; empty: until it is taken off"), day, accept_day, pin, free_pin);
}

static void ask_segment (SegView *view, gint64 segmentation_id, const Pin *asked);

static void
segmentation_answered (SegView *view, guint choice, gpointer data)
{
	const Pin *asked = data;

	ask_segment (view, g_array_index (asked->ids, gint64, choice), asked);
}

/* Which of all segmentations, the newest first. */
static void
ask_other (SegView *view, const Pin *asked)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) all = seg_segmentations (seg_view_workspace (view), &error), labels = g_ptr_array_new ();
	Pin *pin;

	if (all == NULL) {
		seg_report (view, error);
		return;
	}
	pin = pin_copy (asked);
	pin->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	for (guint i = 0; i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];

		g_array_append_val (pin->ids, segmentation->id);
		g_ptr_array_add (labels, segmentation->name);
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Which segmentation?"), (const char *const *) labels->pdata, NULL, 0, segmentation_answered, pin, free_pin);
}

static void
segment_answered (SegView *view, guint choice, gpointer data)
{
	const Pin *asked = data;
	const GArray *ids = asked->ids;
	Pin *pin;

	if (choice >= 2 * ids->len) {
		ask_other (view, asked);
		return;
	}
	pin = pin_copy (asked);
	pin->in = choice < ids->len;
	pin->segment_id = g_array_index (ids, gint64, choice % ids->len);
	g_free (pin->segment);
	pin->segment = g_strdup (asked->names->pdata[choice % ids->len]);
	ask_day (view, pin);
}

/* In which segment of a segmentation (0: the newest), or out of which. */
static void
ask_segment (SegView *view, gint64 segmentation_id, const Pin *asked)
{
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = seg_view_workspace (view);
	g_autoptr (SegSegmentation) segmentation = segmentation_id != 0 ? seg_segmentation_load_id (workspace, segmentation_id, &error)
	                                                                : seg_segmentation_load (workspace, NULL, &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free), all = NULL;
	g_autofree char *title = NULL;
	Pin *pin;

	if (segmentation == NULL || (all = seg_segmentations (workspace, &error)) == NULL) {
		seg_report (view, error);
		return;
	}
	pin = pin_copy (asked);
	pin->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	pin->names = g_ptr_array_new_with_free_func (g_free);
	for (guint side = 0; side < 2; side++)
		for (guint i = 0; i < segmentation->segments->len; i++) {
			const SegSegment *segment = segmentation->segments->pdata[i];

			g_ptr_array_add (labels, g_strdup_printf (side == 0 ? _("in \"%s\"") : _("out of \"%s\""), segment->name));
			if (side == 1)
				continue;
			g_array_append_val (pin->ids, segment->id);
			g_ptr_array_add (pin->names, g_strdup (segment->name));
		}
	if (all->len > 1)
		g_ptr_array_add (labels, g_strdup (_("in or out of a segment of another segmentation ...")));
	g_ptr_array_add (labels, NULL);
	title = g_strdup_printf (_("%s: pin %s, whatever the clustering says"), segmentation->name, pin->user);
	seg_ask_choice (view, title, (const char *const *) labels->pdata, NULL, 0, segment_answered, pin, free_pin);
}

void
seg_ask_pin (SegView *view, gint64 user_id, const char *user)
{
	Pin asked = { .user_id = user_id, .user = (char *) user };

	ask_segment (view, 0, &asked);
}

void
seg_ask_pin_change (SegView *view, const SegPin *pin)
{
	Pin asked = { pin->user_id, pin->segment_id, pin->until, pin->in, pin->note, pin->user, pin->segment, NULL, NULL };

	ask_day (view, pin_copy (&asked));
}
