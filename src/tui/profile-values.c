/* The page of what they take and are: items, categories, cities, channels, each against everyone. */
#include <config.h>
#include "profile.h"

#include <glib/gi18n.h>
#include <math.h>

enum { OF, VALUE, USERS, SHARE, EVERYONE, TIMES, BAR };

static const SegListColumn columns[] = {
	[OF] = { N_("Of"), SEG_ALIGN_LEFT, -12, FALSE },
	[VALUE] = { N_("Value"), SEG_ALIGN_LEFT, -16, FALSE },
	[USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 8, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[EVERYONE] = { N_("Everyone"), SEG_ALIGN_RIGHT, 8, FALSE },
	[TIMES] = { N_("Times"), SEG_ALIGN_RIGHT, 6, FALSE },
	[BAR] = { "", SEG_ALIGN_LEFT, 13, FALSE },
};

static const SegProfileValue *
value_at (gpointer data, gsize row)
{
	return &g_array_index (((SegProfileState *) data)->values, SegProfileValue, row);
}

static gsize
n_rows (gpointer data)
{
	return ((SegProfileState *) data)->values->len;
}

static double
lift_of (const SegProfileValue *value)
{
	return value->item != NULL ? value->item->lift : value->share->lift;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegProfileValue *value = value_at (data, row);
	const SegProfileItem *item = value->item;
	double lift = lift_of (value);

	switch (column) {
	case OF:
		*ink = SEG_INK_MUTED;
		return g_strdup (item != NULL ? _("Item") : value->group->label);
	case VALUE:
		return g_strdup (item == NULL ? value->share->value : item->title != NULL ? item->title : item->key);
	case USERS:
		return seg_format_integer (item != NULL ? item->n_users : value->share->n_users);
	case SHARE:
		*ink = lift >= 1.5 || lift <= 0.67 ? SEG_INK_ACCENT : SEG_INK_NORMAL;
		return seg_format_share (item != NULL ? item->share : value->share->share);
	case EVERYONE:
		return item == NULL ? seg_format_share (value->share->share_all) : lift > 0 ? seg_format_share (item->share / lift) : NULL;
	case TIMES:
		return isfinite (lift) ? seg_format_number (lift, 2) : NULL;
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	double lift = lift_of (value_at (data, row));

	(void) selected;
	if (column != BAR)
		return FALSE;
	if (isfinite (lift))
		seg_chart_index_bar (cells, rect.x, rect.y, rect.width, 100 * lift);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

static SegList *
new_list (SegProfileState *state)
{
	state->values = g_array_new (FALSE, FALSE, sizeof (SegProfileValue));
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
}

static void
show (SegProfileState *state)
{
	const SegProfile *profile = seg_profile_profile (state);

	g_array_set_size (state->values, 0);
	for (guint i = 0; i < profile->items->len; i++)
		g_array_append_val (state->values, ((SegProfileValue) { profile->items->pdata[i], NULL, NULL }));
	for (guint i = 0; i < profile->habits->groups->len; i++) {
		const SegHabitGroup *group = profile->habits->groups->pdata[i];

		for (guint j = 0; j < group->shares->len; j++)
			g_array_append_val (state->values, ((SegProfileValue) { NULL, group, group->shares->pdata[j] }));
	}
}

static gboolean
open_row (SegView *view, SegProfileState *state, gsize row)
{
	const SegProfileValue *value = value_at (state, row);
	g_autofree char *segment = seg_profile_own_filter (state);
	GError *error = NULL;
	char *filter = value->item != NULL ? seg_habit_filter_item (seg_view_workspace (view), segment, value->item, &error)
	                                   : seg_habit_filter_share (seg_view_workspace (view), segment, value->group, value->share, &error);

	return seg_profile_open_users (view, state, filter, NULL, error);
}

/* The items taken most, then what is most of each group. */
static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	int y = 0, n_items = 0;

	for (guint i = 0; i < state->values->len && y < rect.height; i++) {
		const SegProfileValue *value = &g_array_index (state->values, SegProfileValue, i);
		gboolean first = value->group != NULL && value->share == value->group->shares->pdata[0];
		g_autofree char *share = NULL, *times = NULL;

		if (value->item != NULL ? n_items++ >= 4 : !first)
			continue;
		share = seg_format_share (value->item != NULL ? value->item->share : value->share->share);
		times = isfinite (lift_of (value)) ? g_strdup_printf (_("%.1f times"), lift_of (value)) : g_strdup ("");
		seg_draw_fit (cells, rect, 0, y, 14, SEG_ALIGN_LEFT, SEG_INK_MUTED, value->item != NULL ? _("Item") : value->group->label);
		seg_draw_fit (cells, rect, 15, y, rect.width - 15 - 21, SEG_ALIGN_LEFT, SEG_INK_NORMAL,
		              value->item == NULL ? value->share->value : value->item->title != NULL ? value->item->title : value->item->key);
		seg_draw_fit (cells, rect, rect.width - 20, y, 8, SEG_ALIGN_RIGHT, SEG_INK_ACCENT, share);
		seg_draw_fit (cells, rect, rect.width - 11, y++, 11, SEG_ALIGN_RIGHT, SEG_INK_MUTED, times);
	}
}

const SegProfilePage seg_profile_page_values = {
	.title = N_("Takes and is"), .empty = N_("Nothing was taken, and no attribute of users is a category."), .new_list = new_list, .show = show,
	.open = open_row, .of_everyone = TRUE, .aside = draw_aside, .aside_lines = 10,
};
