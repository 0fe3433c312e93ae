/* The values of users' attributes in each segment: cities, channels, plans. */
#include <config.h>
#include "segment-private.h"

#include <segscope/attribute_columns.h>

#include <glib/gi18n.h>

/* Members with each value by segment: values x (k + 1), the last of everyone; @known: k + 1, with some value. */
static void
count_values (const SegAttributeColumn *column, const SegMembers *members, const gint64 *ids, gsize n_ids, gint64 *counts, gint64 *known)
{
	guint k = members->k;
	gsize member = 0;

	for (gsize i = 0; i < n_ids; i++) {
		guint32 text = column->texts[i];
		gint32 label;

		while (member < members->n && members->user_ids[member] < ids[i])
			member++;
		if (text == 0 || member == members->n || members->user_ids[member] != ids[i])
			continue;
		label = members->labels[member];
		known[label]++;
		known[k]++;
		for (gsize at = column->starts[text - 1]; at < column->starts[text]; at++) {
			counts[column->positions[at] * (k + 1) + (gsize) label]++;
			counts[column->positions[at] * (k + 1) + k]++;
		}
	}
}

static void
add_group (const SegAttributeColumn *column, const SegMembers *members, guint c, const gint64 *counts, gint64 known, SegHabits *habits)
{
	SegHabitGroup *group = seg_habit_group_new (column->feature, column->label, FALSE);
	gsize top[SEG_HABIT_SHARES], stride = members->k + 1;
	guint n_top = seg_habit_top (counts + c, column->values->len, stride, top);

	group->n_known = known;
	for (gsize value = 0; value < column->values->len; value++)
		group->n_values += counts[value * stride + c] > 0;
	for (guint i = 0; i < n_top; i++)
		seg_habit_share_add (group, column->values->pdata[top[i]], counts[top[i] * stride + c], members->sizes[c],
		                     counts[top[i] * stride + members->k], members->n);
	g_ptr_array_add (habits->groups, group);
}

gboolean
seg_profile_groups (const GPtrArray *attributes, const SegMembers *members, const gint64 *ids, gsize n_ids, GPtrArray *profiles, GError **error)
{
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttributeColumn *column = attributes->pdata[i];
		g_autofree gint64 *counts = NULL, *known = NULL;

		if (column->texts == NULL || column->values->len == 0)
			continue;
		counts = g_try_new0 (gint64, column->values->len * (members->k + 1));
		known = g_new0 (gint64, members->k + 1);
		if (counts == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the %u values of \"%s\""), column->values->len, column->label);
			return FALSE;
		}
		count_values (column, members, ids, n_ids, counts, known);
		for (guint c = 0; c < members->k; c++)
			add_group (column, members, c, counts, known[c], ((SegProfile *) profiles->pdata[c])->habits);
	}
	return TRUE;
}
