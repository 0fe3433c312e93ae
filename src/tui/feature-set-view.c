/* A feature set beside the list of sets: as of when and of whom, what was made from it, and which features are chosen and how they are treated. */
#include <config.h>
#include "feature-sets.h"
#include "reading.h"

#include <segscope/segment.h>

#include <glib/gi18n.h>

typedef struct {
	SegFeatureSet *set;
	GPtrArray     *catalogue; /* of SegFeature* */
	char          *made;      /* names of the segmentations made from it; "": none */
} Content;

typedef struct {
	SegReading reading; /* of Content */
	gint64     id;
	gboolean   in_use;
	SegList   *list;
} State;

enum { FEATURE, TREATED, GROUP };

static const SegListColumn columns[] = {
	[FEATURE] = { N_("Chosen feature"), SEG_ALIGN_LEFT, -22, FALSE },
	[TREATED] = { N_("Treated"), SEG_ALIGN_LEFT, -14, FALSE },
	[GROUP] = { N_("Group"), SEG_ALIGN_LEFT, -12, FALSE },
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
free_content (gpointer data)
{
	Content *content = data;

	if (content == NULL)
		return;
	seg_feature_set_free (content->set);
	g_clear_pointer (&content->catalogue, g_ptr_array_unref);
	g_free (content->made);
	g_free (content);
}

static char *
names_of_made (const GPtrArray *segmentations, gint64 set_id)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new ();

	for (guint i = 0; i < segmentations->len; i++) {
		const SegSegmentation *segmentation = segmentations->pdata[i];

		if (segmentation->feature_set_id == set_id)
			g_ptr_array_add (names, segmentation->name);
	}
	g_ptr_array_add (names, NULL);
	return g_strjoinv (", ", (char **) names->pdata);
}

static gpointer
read_content (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const gint64 id = *(const gint64 *) request;
	Content *content = g_new0 (Content, 1);
	g_autoptr (GPtrArray) segmentations = NULL;

	seg_workspace_watch (workspace, job);
	if ((content->set = seg_feature_set_load_id (workspace, id, error)) != NULL && (content->catalogue = seg_feature_catalogue (workspace, error)) != NULL
	    && (segmentations = seg_segmentations (workspace, error)) != NULL)
		content->made = names_of_made (segmentations, id);
	seg_workspace_watch (workspace, NULL);
	if (content->made == NULL)
		g_clear_pointer (&content, free_content);
	return content;
}

static void
show (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("reading the feature set")), read_content, show, free_content };

static void
refresh (SegView *view)
{
	State *state = view->state;

	seg_reading_begin (view, &reading, &state->id, sizeof state->id);
}

/* The list --------------------------------------------------------------------------------------------------------- */

static const Content *
content_of (gconstpointer data)
{
	return ((const State *) data)->reading.result;
}

static gsize
n_rows (gpointer data)
{
	const Content *content = content_of (data);

	return content != NULL ? content->set->selection->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Content *content = content_of (data);
	const SegSelected *selected = content->set->selection->pdata[row];
	const SegFeature *feature = seg_feature_find (content->catalogue, selected->name);

	switch (column) {
	case FEATURE:
		*ink = feature == NULL ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return feature != NULL ? g_strdup (feature->label) : g_strdup_printf (_("%s (gone)"), selected->name);
	case TREATED:
		*ink = SEG_INK_MUTED;
		return seg_selected_words (selected);
	case GROUP:
	default:
		*ink = SEG_INK_MUTED;
		return feature != NULL ? g_strdup (seg_feature_group_words (feature->group)) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegFeatureSetPlace *place = argument;

	(void) error;
	state->id = place->id;
	state->in_use = place->in_use;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_reading_clear (&state->reading);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Reading the feature set ..."));
}

/* Of whom, until when, and computed when. */
static char *
describe (const SegFeatureSet *set)
{
	g_autofree char *users = seg_format_integer (set->n_users), *day = seg_format_date (set->as_of_local), *computed = seg_format_time (set->created_at);

	if (set->as_of_given)
		return g_strdup_printf (_("What is known of %s users up to %s, a day that somebody chose; computed %s (UTC)."), users, day, computed);
	return g_strdup_printf (_("What is known of %s users up to %s, the end of the data; computed %s (UTC)."), users, day, computed);
}

static int
draw_words (const Content *content, SegCells *cells, SegRect rect)
{
	g_autofree char *words = describe (content->set), *made = NULL;
	int used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words);

	if (content->set->data_changed)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("! The data have changed since."));
	if (content->set->lacks_own)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("! A chosen feature of one's own is defined otherwise now."));
	made = *content->made != '\0' ? g_strdup_printf (_("Segments made from it: %s. It stays as long as they are kept."), content->made)
	                              : g_strdup (_("No segments were made from it: it can be deleted."));
	return used + seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, made);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const Content *content = content_of (state);
	int used = seg_draw_heading (cells, rect, content->set->name, state->in_use ? _("in use") : NULL);

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, draw_words (content, cells, rect) + 1);
	seg_list_draw (state->list, cells, rect, seg_view_has_focus (view));
}

const SegViewClass seg_feature_set_view = {
	.name = "feature-set", .title = N_("A feature set"), .state_size = sizeof (State),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .list = list, .when_empty = when_empty,
};
