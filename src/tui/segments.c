/* Loading a segmentation with its profiles, and editing its segments. */
#include <config.h>
#include "segments.h"

#include <segscope/habits.h>

#include <glib/gi18n.h>
#include <string.h>

SegSegments *
seg_segments_ref (SegSegments *segments)
{
	return g_atomic_rc_box_acquire (segments);
}

static void
clear_segments (gpointer data)
{
	SegSegments *segments = data;

	seg_segmentation_free (segments->segmentation);
	g_clear_pointer (&segments->profiles, g_ptr_array_unref);
	g_free (segments->figures);
}

void
seg_segments_unref (SegSegments *segments)
{
	if (segments != NULL)
		g_atomic_rc_box_release_full (segments, clear_segments);
}

/* Loading ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64            id;
	SegSegments      *known, *result;
	SegSegmentsLoaded loaded;
} Load;

static void
free_load (gpointer data)
{
	Load *load = data;

	seg_segments_unref (load->known);
	seg_segments_unref (load->result);
	g_free (load);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;
	SegSegments *result = load->result = g_atomic_rc_box_new0 (SegSegments);
	g_autoptr (SegFeatureSet) set = NULL;

	result->segmentation = load->id != 0 ? seg_segmentation_load_id (workspace, load->id, error)
	                                     : seg_segmentation_load (workspace, NULL, error);
	if (result->segmentation == NULL || (set = seg_feature_set_load_id (workspace, result->segmentation->feature_set_id, error)) == NULL)
		return FALSE;
	result->as_of = set->as_of_local;
	result->figures = seg_profiles_inputs (workspace, result->segmentation, error);
	if (result->figures == NULL)
		return FALSE;
	if (load->known != NULL && g_strcmp0 (load->known->figures, result->figures) == 0)
		result->profiles = g_ptr_array_ref (load->known->profiles);
	else
		result->profiles = seg_profiles_kept (workspace, result->segmentation, job, error);
	return result->profiles != NULL;
}

static void
done_load (SegView *view, gpointer data)
{
	Load *load = data;

	load->loaded (view, g_steal_pointer (&load->result), NULL);
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	((Load *) data)->loaded (view, NULL, error);
}

static const SegWork load_work = { N_("reading what the segments are like"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

void
seg_segments_load (SegView *view, gint64 id, SegSegments *known, SegSegmentsLoaded loaded)
{
	Load *load = g_new0 (Load, 1);

	load->id = id;
	load->known = known != NULL ? seg_segments_ref (known) : NULL;
	load->loaded = loaded;
	seg_view_glance (view, &load_work, load);
}

gboolean
seg_segments_is_loading (SegView *view)
{
	return seg_view_is_busy (view, &load_work);
}

/* Editing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 segment_id;
	char  *name, *description; /* NULL: leave as it is */
	guint  colour;             /* 0: leave as it is */
} Edit;

static void
free_edit (gpointer data)
{
	Edit *edit = data;

	g_free (edit->name);
	g_free (edit->description);
	g_free (edit);
}

static gboolean
run_edit (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Edit *edit = data;

	(void) job;
	return seg_segment_edit (workspace, edit->segment_id, edit->name, edit->description, edit->colour, error);
}

static const SegWork edit_work = { N_("writing the change"), run_edit, NULL, NULL, free_edit, TRUE, FALSE };

static void
start_edit (SegView *view, const Edit *asked, const char *name, const char *description, guint colour)
{
	Edit *edit = g_new0 (Edit, 1);

	edit->segment_id = asked->segment_id;
	edit->name = g_strdup (name);
	edit->description = g_strdup (description);
	edit->colour = colour;
	seg_view_run (view, &edit_work, edit);
}

static Edit *
ask_about (const SegSegment *segment)
{
	Edit *edit = g_new0 (Edit, 1);

	edit->segment_id = segment->id;
	return edit;
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A segment needs a name"));
		return FALSE;
	}
	start_edit (view, data, text, NULL, 0);
	return TRUE;
}

void
seg_segments_ask_name (SegView *view, const SegSegment *segment)
{
	seg_ask_line (view, _("Name of the segment"), _("As you would call these people: \"High-value professionals\""), segment->name,
	              accept_name, ask_about (segment), free_edit);
}

static gboolean
accept_description (SegView *view, const char *text, gpointer data, GError **error)
{
	(void) error;
	start_edit (view, data, NULL, text, 0);
	return TRUE;
}

void
seg_segments_ask_description (SegView *view, const SegSegment *segment)
{
	seg_ask_line (view, _("Description"), _("What to remember about these people"), segment->description, accept_description,
	              ask_about (segment), free_edit);
}

static void
accept_colour (SegView *view, guint choice, gpointer data)
{
	start_edit (view, data, NULL, NULL, choice + 1);
}

void
seg_segments_ask_colour (SegView *view, const SegSegment *segment)
{
	const char *labels[] = { _("blue"), _("orange"), _("green"), _("red"), _("violet"), _("brown"), _("pink"), _("grey"), NULL };

	G_STATIC_ASSERT (G_N_ELEMENTS (labels) == SEG_SEGMENT_COLOURS + 1);
	seg_ask_choice (view, _("Colour of the segment in charts and lists"), labels, NULL, segment->colour - 1, accept_colour,
	                ask_about (segment), free_edit);
}

/* Words ------------------------------------------------------------------------------------------------------------ */

char *
seg_profile_feature_label (const SegProfileFeature *feature, int width)
{
	g_autofree char *with = g_strconcat (feature->label, _(", "), feature->unit, NULL);
	g_autofree char *label = g_utf8_casefold (feature->label, -1), *unit = g_utf8_casefold (feature->unit, -1);

	if (feature->share || *unit == '\0' || strstr (label, unit) != NULL || seg_text_width (with) > width)
		return g_strdup (feature->label);
	return g_steal_pointer (&with);
}
