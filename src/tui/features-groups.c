/* The groups of the table of features: folding, choosing a whole group, what a heading says. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_in (const SegFeatureRow *row, const char *group)
{
	return strcmp (row->feature->group, group) == 0;
}

guint
seg_feature_table_in_group (const SegFeatureTable *table, const char *group, guint *n_chosen)
{
	guint n = 0;

	*n_chosen = 0;
	for (gsize i = 0; i < table->n_rows; i++)
		if (is_in (&table->rows[i], group)) {
			n++;
			*n_chosen += table->rows[i].chosen != 0;
		}
	return n;
}

static void
go_to_heading (SegFeatureTable *table, const char *group)
{
	for (gsize i = 0; i < table->n_shown; i++)
		if (table->shown[i] >= table->n_rows && table->groups->pdata[table->shown[i] - table->n_rows] == group)
			seg_list_set_cursor (table->list, i);
}

void
seg_feature_table_go_to (SegFeatureTable *table, const char *name)
{
	gsize row = 0;

	while (row < table->n_rows && strcmp (table->rows[row].feature->name, name) != 0)
		row++;
	if (row == table->n_rows)
		return;
	for (guint i = 0; i < table->groups->len; i++)
		if (is_in (&table->rows[row], table->groups->pdata[i]))
			g_hash_table_remove (table->folded, table->groups->pdata[i]);
	seg_list_set_filter (table->list, "");
	seg_feature_table_show (table);
	for (gsize i = 0; i < table->n_shown; i++)
		if (table->shown[i] == row)
			seg_list_set_cursor (table->list, i);
}

void
seg_feature_table_fold (SegFeatureTable *table, const char *group)
{
	const char *at = group != NULL ? group : seg_feature_table_group (table, NULL);
	gboolean all_folded = g_hash_table_size (table->folded) == table->groups->len;

	if (group == NULL) {
		g_hash_table_remove_all (table->folded);
		for (guint i = 0; i < table->groups->len && !all_folded; i++)
			g_hash_table_add (table->folded, table->groups->pdata[i]);
	} else if (!g_hash_table_remove (table->folded, group))
		g_hash_table_add (table->folded, (gpointer) group);
	seg_feature_table_show (table);
	if (at != NULL)
		go_to_heading (table, at);
}

/* Outcomes are no features: choosing them takes a decision of its own. */
void
seg_feature_table_choose_group (SegFeatureTable *table, const char *group)
{
	guint n_chosen, n = seg_feature_table_in_group (table, group, &n_chosen);

	for (gsize i = 0; i < table->n_rows; i++)
		if (is_in (&table->rows[i], group))
			table->rows[i].chosen = n_chosen < n && !table->rows[i].feature->is_outcome;
}
