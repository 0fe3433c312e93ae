/* Segments side by side: each feature with the mean and index of every one. */
#include <config.h>
#include "profile_parts.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST 4

typedef struct {
	guint n, numbers[MOST];
	const SegSegmentation *segmentation;
	const GPtrArray *profiles;
} Beside;

static const SegSegment *
segment_of (const Beside *beside, guint i)
{
	return beside->segmentation->segments->pdata[beside->numbers[i]];
}

static const SegProfile *
profile_of (const Beside *beside, guint i)
{
	return beside->profiles->pdata[beside->numbers[i]];
}

static gboolean
find_segments (Beside *beside, const char *names, GError **error)
{
	g_auto (GStrv) list = seg_cli_list (names);

	for (guint i = 0; list[i] != NULL; i++) {
		const SegSegment *segment = seg_segmentation_find (beside->segmentation, list[i], error);

		if (segment == NULL)
			return FALSE;
		if (beside->n == MOST)
			break;
		for (guint j = 0; j < beside->segmentation->segments->len; j++)
			if (beside->segmentation->segments->pdata[j] == segment)
				beside->numbers[beside->n++] = j;
	}
	if (beside->n >= 2 && list[beside->n] == NULL)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--beside takes two to four segments, as in --beside 1,3"));
	return FALSE;
}

static void
add_columns (const Beside *beside, SegTable *table)
{
	seg_table_column (table, "label", _("Feature"), SEG_CELL_TEXT);
	seg_table_column (table, "mean_all", _("Everyone"), SEG_CELL_NUMBER);
	for (guint i = 0; i < beside->n; i++) {
		g_autofree char *mean = g_strdup_printf ("mean_%u", segment_of (beside, i)->position), *index = g_strdup_printf ("index_%u", segment_of (beside, i)->position);
		g_autofree char *name = seg_text_clip (segment_of (beside, i)->name, 20);

		seg_table_column (table, mean, name, SEG_CELL_NUMBER);
		seg_table_column (table, index, _("Index"), SEG_CELL_NUMBER);
	}
	seg_table_column (table, "apart", _("Apart"), SEG_CELL_NUMBER);
}

/* Another profile's figures of the same feature. */
static const SegProfileFeature *
same_feature (const SegProfile *profile, const char *column)
{
	for (guint i = 0; i < profile->features->len; i++)
		if (strcmp (((const SegProfileFeature *) profile->features->pdata[i])->column, column) == 0)
			return profile->features->pdata[i];
	return NULL;
}

static double
spread (const Beside *beside, const char *column)
{
	double low = INFINITY, high = -INFINITY;

	for (guint i = 0; i < beside->n; i++) {
		const SegProfileFeature *feature = same_feature (profile_of (beside, i), column);

		if (feature == NULL || feature->known < 0.5)
			continue;
		low = MIN (low, feature->effect);
		high = MAX (high, feature->effect);
	}
	return high >= low ? high - low : -1;
}

static int
compare_spreads (gconstpointer a, gconstpointer b, gpointer beside)
{
	double first = spread (beside, (*(SegProfileFeature *const *) a)->column), second = spread (beside, (*(SegProfileFeature *const *) b)->column);

	return first != second ? (first > second ? -1 : 1) : strcmp ((*(SegProfileFeature *const *) a)->column, (*(SegProfileFeature *const *) b)->column);
}

static void
add_row (const Beside *beside, SegTable *table, const SegProfileFeature *row)
{
	seg_table_text (table, row->label);
	seg_table_number (table, row->mean_all);
	for (guint i = 0; i < beside->n; i++) {
		const SegProfileFeature *feature = same_feature (profile_of (beside, i), row->column);

		seg_table_number (table, feature != NULL ? feature->mean : NAN);
		seg_table_number (table, feature != NULL ? round (feature->index) : NAN);
	}
	seg_table_number (table, spread (beside, row->column));
}

gboolean
seg_cli_print_beside (const char *names, const SegSegmentation *segmentation, const GPtrArray *profiles, gint64 top, const SegCommonOptions *common,
                      GError **error)
{
	Beside beside = { .segmentation = segmentation, .profiles = profiles };
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (GPtrArray) rows = g_ptr_array_new ();

	if (!find_segments (&beside, names, error))
		return FALSE;
	for (guint i = 0; i < profile_of (&beside, 0)->features->len; i++)
		g_ptr_array_add (rows, profile_of (&beside, 0)->features->pdata[i]);
	g_ptr_array_sort_with_data (rows, compare_spreads, &beside);
	for (guint i = 0; i < beside.n; i++)
		seg_cli_say (common, "%u  %s: %s", segment_of (&beside, i)->position, segment_of (&beside, i)->name, profile_of (&beside, i)->sentence);
	seg_cli_say (common, "%s", "");
	add_columns (&beside, table);
	for (guint i = 0; i < rows->len && (top == 0 || i < top); i++)
		add_row (&beside, table, rows->pdata[i]);
	seg_table_print (table, common->output);
	return TRUE;
}
