/* segscope user --why: why a user is in a segment, in sentences and in tables. */
#include <config.h>
#include "segments.h"

#include <segscope/text.h>
#include <segscope/why.h>

#include <glib/gi18n.h>
#include <math.h>

/* One line of the table that files get: what it is about, the name, three values, a figure, a segment. */
static void
add_line (SegTable *table, const char *part, const char *what, const char *value, const char *own, const char *next, double figure,
          const char *segment)
{
	seg_table_text (table, part);
	seg_table_text (table, what);
	seg_table_text (table, value);
	seg_table_text (table, own);
	seg_table_text (table, next);
	seg_table_number (table, figure);
	seg_table_text (table, segment);
}

static void
add_moves (SegTable *table, const SegWhy *why, const char *part, const GPtrArray *moves)
{
	for (guint i = 0; i < moves->len; i++) {
		const SegWhyMove *move = moves->pdata[i];
		g_autofree char *exact = isnan (move->raw_to) ? NULL : seg_format_exact (move->raw_to);
		g_autofree char *from = isnan (move->raw_from) ? NULL : seg_format_exact (move->raw_from);

		add_line (table, part, move->feature, from != NULL ? from : move->from, NULL, exact != NULL ? exact : move->to, move->length,
		          seg_why_segment_name (why, move->segment));
	}
}

/* All of it in one table, for programs. */
static void
print_all (const SegWhy *why, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "part", _("About"), SEG_CELL_TEXT);
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "value", _("Now"), SEG_CELL_TEXT);
	seg_table_column (table, "own", _("Middle of the segment"), SEG_CELL_TEXT);
	seg_table_column (table, "next", _("Other"), SEG_CELL_TEXT);
	seg_table_column (table, "figure", _("Figure"), SEG_CELL_NUMBER);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	for (guint i = 0; i < why->distances->len; i++) {
		const SegWhyDistance *distance = &g_array_index (why->distances, SegWhyDistance, i);

		add_line (table, isnan (distance->share) ? "distance" : "share", NULL, NULL, NULL, NULL,
		          isnan (distance->share) ? distance->distance : distance->share, seg_why_segment_name (why, distance->segment));
	}
	for (guint i = 0; i < why->features->len; i++) {
		const SegWhyFeature *feature = why->features->pdata[i];

		add_line (table, "feature", feature->feature, feature->value, feature->own, feature->next, feature->part, NULL);
	}
	add_moves (table, why, "change", why->moves);
	add_moves (table, why, "together", why->together);
	for (guint i = 0; i < why->neighbours->len; i++) {
		const SegWhyNeighbour *neighbour = why->neighbours->pdata[i];

		add_line (table, "neighbour", neighbour->key, NULL, NULL, NULL, neighbour->distance, seg_why_segment_name (why, neighbour->segment));
	}
	seg_table_print (table, common->output);
}

static void
print_distances (const SegWhy *why, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	if (why->distances->len == 0)
		return;
	seg_cli_say (common, "%s", "");
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "distance", why->basis == SEG_WHY_DENSITY ? _("To its nearest user") : _("To its middle"), SEG_CELL_NUMBER);
	if (why->basis == SEG_WHY_SHARES)
		seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "near", _("Of the nearest users"), SEG_CELL_INTEGER);
	for (guint i = 0; i < why->distances->len; i++) {
		const SegWhyDistance *distance = &g_array_index (why->distances, SegWhyDistance, i);

		seg_table_text (table, seg_why_segment_name (why, distance->segment));
		seg_table_number (table, distance->distance);
		if (why->basis == SEG_WHY_SHARES)
			seg_table_number (table, distance->share);
		seg_table_integer (table, distance->n_near);
	}
	seg_table_print (table, common->output);
}

static void
print_conditions (const SegWhy *why, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "met", why->key, SEG_CELL_TEXT);
	seg_table_column (table, "condition", _("Condition"), SEG_CELL_TEXT);
	for (guint i = 0; i < why->features->len; i++) {
		const SegWhyFeature *feature = why->features->pdata[i];

		seg_table_text (table, feature->label);
		seg_table_text (table, feature->value);
		seg_table_text (table, feature->own);
	}
	seg_table_print (table, common->output);
}

static void
print_features (const SegWhy *why, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	if (why->features->len == 0 || why->basis == SEG_WHY_GRID)
		return;
	seg_cli_say (common, "%s", "");
	if (why->basis == SEG_WHY_CONDITIONS) {
		print_conditions (why, common);
		return;
	}
	seg_table_column (table, "feature", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "value", why->key, SEG_CELL_TEXT);
	seg_table_column (table, "own", seg_why_segment_name (why, why->own >= 0 ? why->own : why->now), SEG_CELL_TEXT);
	seg_table_column (table, "next", seg_why_segment_name (why, why->next), SEG_CELL_TEXT);
	seg_table_column (table, "part", _("Holds (+) or pulls (-)"), SEG_CELL_NUMBER);
	for (guint i = 0; i < why->features->len; i++) {
		const SegWhyFeature *feature = why->features->pdata[i];

		seg_table_text (table, feature->label);
		seg_table_text (table, feature->value);
		seg_table_text (table, feature->own);
		seg_table_text (table, feature->next);
		seg_table_number (table, feature->part);
	}
	seg_table_print (table, common->output);
}

static void
print_moves (const SegWhy *why, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	if (why->moves->len == 0)
		return;
	seg_cli_say (common, "%s", "");
	seg_table_column (table, "feature", _("One change alone"), SEG_CELL_TEXT);
	seg_table_column (table, "from", _("As it is"), SEG_CELL_TEXT);
	seg_table_column (table, "to", _("Changed to"), SEG_CELL_TEXT);
	seg_table_column (table, "segment", _("Leads to"), SEG_CELL_TEXT);
	for (guint i = 0; i < why->moves->len; i++) {
		const SegWhyMove *move = why->moves->pdata[i];

		seg_table_text (table, move->label);
		seg_table_text (table, move->from);
		seg_table_text (table, move->to);
		seg_table_text (table, seg_why_segment_name (why, move->segment));
	}
	seg_table_print (table, common->output);
}

gboolean
seg_cli_user_why (SegWorkspace *workspace, gint64 user_id, const char *segmentation, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegWhy) why = seg_user_why (workspace, segmentation, user_id, job, error);
	g_autoptr (GPtrArray) words = NULL;

	seg_cli_job_end ();
	if (why == NULL)
		return FALSE;
	if (common->output != SEG_OUTPUT_TABLE) {
		print_all (why, common);
		return TRUE;
	}
	words = seg_why_words (why);
	for (guint i = 0; i < words->len; i++)
		seg_cli_say (common, "%s", (char *) words->pdata[i]);
	print_distances (why, common);
	print_features (why, common);
	print_moves (why, common);
	return TRUE;
}
