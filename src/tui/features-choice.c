/* What is chosen in the table of features. What was chosen and is no longer in the data cannot stay, and is named before it goes. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>

void
seg_feature_table_find_lost (SegFeatureTable *table)
{
	GString *names = g_string_new (NULL);

	for (guint i = 0; table->set != NULL && i < table->set->selection->len; i++) {
		const char *name = ((const SegSelected *) table->set->selection->pdata[i])->name;

		if (seg_feature_find (table->catalogue, name) == NULL)
			g_string_append_printf (names, "%s%s", names->len > 0 ? _(", ") : "", name);
	}
	g_free (table->lost);
	table->lost = g_string_free (names, names->len == 0);
}

void
seg_feature_table_choose (SegFeatureTable *table, SegChoose choose)
{
	for (gsize i = 0; choose == SEG_CHOOSE_PROPOSED && i < table->n_rows; i++) {
		table->rows[i].chosen = table->rows[i].feature->proposed;
		table->rows[i].selected->scaling = table->rows[i].feature->scaling;
	}
	for (gsize i = 0; choose != SEG_CHOOSE_PROPOSED && i < table->n_shown; i++)
		if (table->shown[i] < table->n_rows)
			table->rows[table->shown[i]].chosen = choose == SEG_CHOOSE_ALL && !table->rows[table->shown[i]].feature->is_outcome;
}

GPtrArray *
seg_feature_table_selection (const SegFeatureTable *table)
{
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (gsize i = 0; i < table->n_rows; i++)
		if (table->rows[i].chosen)
			g_ptr_array_add (selection, seg_selected_copy (table->rows[i].selected));
	return selection;
}

guint
seg_feature_table_n_chosen (const SegFeatureTable *table)
{
	guint n = 0;

	for (gsize i = 0; i < table->n_rows; i++)
		n += table->rows[i].chosen != 0;
	return n;
}

/* One for each value of a one-hot category with a column of its own, one for the others, one for what is missing. */
static gsize
columns_of (const SegFeatureRow *row, const SegFeatureStatistics *statistics)
{
	const SegSelected *selected = row->selected;
	gsize n = 1, limit = selected->n_values > 0 ? selected->n_values : SEG_CATEGORY_LIMIT;

	if (statistics != NULL && statistics->values != NULL && selected->encoding == SEG_ENCODING_ONE_HOT)
		n = MIN (statistics->values->len, limit + 1);
	return n + (selected->indicator != 0);
}

gsize
seg_feature_table_n_columns (const SegFeatureTable *table)
{
	gsize n = 0;

	for (gsize i = 0; i < table->n_rows; i++) {
		const SegFeatureStatistics *statistics = table->rows[i].statistics;

		if (table->rows[i].chosen)
			n += columns_of (&table->rows[i], statistics);
	}
	return n;
}
