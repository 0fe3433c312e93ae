/* The columns of a list as the person arranged them: which are shown, in what order, how wide.
 *
 * They are kept in the settings under the list's name, a string each: "+12 Users" is shown 12 cells wide, "-0 Share" is hidden and as wide as the
 * screen has it. Columns are known by their headings in English (or by what the data call them), so that another language and other columns
 * beside them change nothing; a second one of the same heading is "Users#2". Columns that are not named stand behind the others. */
#include <config.h>
#include "list-private.h"

#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define WIDEST 120

void
seg_list_set_name (SegList *list, const char *name)
{
	if (list->name == name)
		return;
	list->name = name;
	seg_list_recall_columns (list);
}

gboolean
seg_list_is_table (const SegList *list)
{
	return list->source->is_table || list->source->sort != NULL;
}

guint
seg_list_n_columns (const SegList *list)
{
	guint n = 0;

	for (guint i = 0; list->places != NULL && i < list->places->len; i++)
		n += !g_array_index (list->places, SegListPlace, i).hidden;
	return list->places != NULL ? n : list->n_columns;
}

/* The @place-th of the columns that are shown; NULL: they stand as the view has them. */
static const SegListPlace *
place_at (const SegList *list, guint place)
{
	for (guint i = 0; list->places != NULL && i < list->places->len; i++) {
		const SegListPlace *at = &g_array_index (list->places, SegListPlace, i);

		if (!at->hidden && place-- == 0)
			return at;
	}
	return NULL;
}

guint
seg_list_column_at (const SegList *list, guint place)
{
	const SegListPlace *at = place_at (list, place);

	return at != NULL ? at->column : place;
}

const char *
seg_list_heading (const SegList *list, guint column)
{
	const char *heading = list->columns[column].heading;
	const gboolean is_name = list->source->heading_is_name != NULL && list->source->heading_is_name (list->data, column);

	return *heading == '\0' || is_name ? heading : _(heading);
}

char *
seg_list_cell (const SegList *list, gsize row, guint column)
{
	SegInk ink = SEG_INK_NORMAL;

	return list->source->cell (list->data, row, column, &ink);
}

int
seg_list_column_width (const SegList *list, guint column)
{
	for (guint i = 0; i < list->n_drawn; i++)
		if (list->shown[i] == column)
			return list->widths[i];
	return 0;
}

/* Names of columns --------------------------------------------------------------------------------------------------- */

static char *
name_of (const SegList *list, guint column)
{
	guint before = 0;

	for (guint i = 0; i < column; i++)
		before += strcmp (list->columns[i].heading, list->columns[column].heading) == 0;
	return before == 0 ? g_strdup (list->columns[column].heading) : g_strdup_printf ("%s#%u", list->columns[column].heading, before + 1);
}

/* -1: the list has no such column now. */
static int
find_column (const SegList *list, const char *name)
{
	for (guint i = 0; i < list->n_columns; i++) {
		g_autofree char *own = name_of (list, i);

		if (strcmp (own, name) == 0)
			return (int) i;
	}
	return -1;
}

static gboolean
has_column (const GArray *places, guint column)
{
	for (guint i = 0; i < places->len; i++)
		if (g_array_index (places, SegListPlace, i).column == column)
			return TRUE;
	return FALSE;
}

static void
add_kept (const SegList *list, GArray *places, const char *kept)
{
	char *end;
	const long width = *kept == '+' || *kept == '-' ? strtol (kept + 1, &end, 10) : -1;
	const int column = width >= 0 && *end == ' ' ? find_column (list, end + 1) : -1;
	const SegListPlace place = { (guint) MAX (column, 0), (int) CLAMP (width, 0, WIDEST), *kept == '-' };

	if (column >= 0 && !has_column (places, place.column))
		g_array_append_val (places, place);
}

static void
add_others (const SegList *list, GArray *places)
{
	for (guint i = 0; i < list->n_columns; i++) {
		const SegListPlace place = { i, 0, FALSE };

		if (!has_column (places, i))
			g_array_append_val (places, place);
	}
}

/* Not all can be hidden. */
static void
take_places (SegList *list, GArray *places)
{
	g_clear_pointer (&list->places, g_array_unref);
	list->places = places;
	if (places != NULL && seg_list_n_columns (list) == 0 && places->len > 0)
		g_array_index (places, SegListPlace, 0).hidden = FALSE;
}

void
seg_list_recall_columns (SegList *list)
{
	const char *const *kept = list->name != NULL && seg_list_is_table (list) ? seg_setting_columns (list->name) : NULL;
	GArray *places = kept != NULL ? g_array_new (FALSE, FALSE, sizeof (SegListPlace)) : NULL;

	for (guint i = 0; kept != NULL && kept[i] != NULL; i++)
		add_kept (list, places, kept[i]);
	if (places != NULL)
		add_others (list, places);
	take_places (list, places);
}

/* Arranging ---------------------------------------------------------------------------------------------------------- */

GArray *
seg_list_arrangement (const SegList *list)
{
	GArray *places = g_array_new (FALSE, FALSE, sizeof (SegListPlace));

	if (list->places != NULL)
		g_array_append_vals (places, list->places->data, list->places->len);
	add_others (list, places);
	return places;
}

gboolean
seg_list_arrange (SegList *list, const GArray *places, GError **error)
{
	g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
	GArray *copy = places != NULL ? g_array_new (FALSE, FALSE, sizeof (SegListPlace)) : NULL;

	for (guint i = 0; places != NULL && i < places->len; i++) {
		const SegListPlace *place = &g_array_index (places, SegListPlace, i);
		g_autofree char *name = name_of (list, place->column);

		g_array_append_val (copy, *place);
		g_ptr_array_add (kept, g_strdup_printf ("%c%d %s", place->hidden ? '-' : '+', place->width, name));
	}
	g_ptr_array_add (kept, NULL);
	take_places (list, copy);
	return list->name == NULL || seg_setting_set_columns (list->name, places != NULL ? (const char *const *) kept->pdata : NULL, error);
}
