/* The box in which the columns of a list are arranged: what is done shows behind it, and is kept, at once. */
#include <config.h>
#include "app.h"
#include "list-tools.h"

#include <glib/gi18n.h>

#define WIDTH 62
#define NARROWEST 3
#define WIDEST 120

typedef struct {
	SegDialog     base;
	GArray       *places; /* of SegListPlace */
	SegList      *list;
	SegListColumn columns[2];
} Arranging;

static SegListPlace *
place_at (const Arranging *arranging, gsize row)
{
	return &g_array_index (arranging->places, SegListPlace, row);
}

static gsize
n_places (gpointer data)
{
	return ((const Arranging *) data)->places->len;
}

static char *
place_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Arranging *arranging = data;
	const SegListPlace *place = place_at (arranging, row);
	const SegList *list = seg_view_list (arranging->base.view);
	const char *heading = list != NULL ? seg_list_heading (list, place->column) : "";
	gboolean descending;

	if (column == 0)
		return g_strconcat (place->hidden ? "☐ " : "☑ ", *heading != '\0' ? heading : _("(no heading)"),
		                    list != NULL && seg_list_sort_column (list, &descending) == (int) place->column ? (descending ? " ▼" : " ▲") : NULL, NULL);
	*ink = SEG_INK_MUTED;
	return place->width > 0 ? g_strdup_printf (ngettext ("%d cell wide", "%d cells wide", (gulong) place->width), place->width)
	                        : g_strdup (_("as wide as it needs"));
}

static const SegListSource source = { .n_rows = n_places, .cell = place_cell };

static void
draw_arranging (SegDialog *base, SegCells *cells, SegRect screen)
{
	Arranging *arranging = (Arranging *) base;
	const int height = MIN ((int) arranging->places->len + 4, screen.height - 4);
	SegRect inside = seg_dialog_box (cells, screen, WIDTH, height, _("Columns of this list"));

	arranging->columns[0].width = -20;
	arranging->columns[1].width = 20;
	seg_list_draw (arranging->list, cells, seg_rect_top (inside, MAX (inside.height - 3, 1)), TRUE);
	seg_draw_text (cells, inside, 0, inside.height - 2, SEG_INK_MUTED, _("space show or hide   < > move   - + width   0 own width"));
	seg_draw_text (cells, inside, 0, inside.height - 1, SEG_INK_MUTED, _("s sort by it   r all as they were   Esc done"));
}

/* Shows the list behind the box as it is arranged; what cannot be kept still holds. */
static void
arrange (Arranging *arranging, const GArray *places)
{
	g_autoptr (GError) error = NULL;
	SegList *list = seg_view_list (arranging->base.view);

	if (list != NULL && !seg_list_arrange (list, places, &error))
		seg_app_say (arranging->base.app, "%s", error->message);
}

static void
hide_or_show (Arranging *arranging, gsize row)
{
	guint n_shown = 0;

	for (guint i = 0; i < arranging->places->len; i++)
		n_shown += !place_at (arranging, i)->hidden;
	if (n_shown == 1 && !place_at (arranging, row)->hidden) {
		seg_app_say (arranging->base.app, "%s", _("One column has to stay."));
		return;
	}
	place_at (arranging, row)->hidden = !place_at (arranging, row)->hidden;
	arrange (arranging, arranging->places);
}

static void
move (Arranging *arranging, gsize row, int by)
{
	gsize other = row + (gsize) by;
	SegListPlace kept;

	if (other >= arranging->places->len) /* also before the first */
		return;
	kept = *place_at (arranging, row);
	*place_at (arranging, row) = *place_at (arranging, other);
	*place_at (arranging, other) = kept;
	seg_list_set_cursor (arranging->list, other);
	arrange (arranging, arranging->places);
}

static void
widen (Arranging *arranging, gsize row, int by)
{
	SegListPlace *place = place_at (arranging, row);
	const SegList *list = seg_view_list (arranging->base.view);
	const int now = place->width > 0 ? place->width : list != NULL ? seg_list_column_width (list, place->column) : 0;

	place->width = by == 0 ? 0 : CLAMP (now + by, NARROWEST, WIDEST);
	arrange (arranging, arranging->places);
}

static void
sort (Arranging *arranging, gsize row)
{
	SegList *list = seg_view_list (arranging->base.view);

	if (list == NULL || !seg_list_sort_by (list, place_at (arranging, row)->column))
		seg_app_say (arranging->base.app, "%s", _("This column cannot be sorted by."));
}

static void
forget (Arranging *arranging)
{
	SegList *list = seg_view_list (arranging->base.view);

	arrange (arranging, NULL);
	if (list == NULL)
		return;
	g_array_unref (arranging->places);
	arranging->places = seg_list_arrangement (list);
	seg_list_changed (arranging->list);
}

static gboolean
change (Arranging *arranging, int key)
{
	gsize row;

	if (!seg_list_cursor (arranging->list, &row))
		return FALSE;
	switch (key) {
	case ' ':
	case SEG_KEY_ENTER:
		hide_or_show (arranging, row);
		return TRUE;
	case '<':
	case '>':
		move (arranging, row, key == '>' ? 1 : -1);
		return TRUE;
	case '+':
	case '=':
	case '-':
	case '0':
		widen (arranging, row, key == '0' ? 0 : key == '-' ? -1 : 1);
		return TRUE;
	case 's':
		sort (arranging, row);
		return TRUE;
	case 'r':
		forget (arranging);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
key_arranging (SegDialog *base, int key)
{
	Arranging *arranging = (Arranging *) base;
	const SegBinding *binding;

	if (key == SEG_KEY_ESCAPE || key == SEG_CTRL ('c') || key == 'q' || key == '|')
		return FALSE;
	if (change (arranging, key))
		return TRUE;
	binding = seg_binding_find (seg_bindings_list, key);
	if (binding != NULL && binding->action <= SEG_ACTION_LAST)
		seg_list_act (arranging->list, binding->action);
	return TRUE;
}

static gboolean
mouse_arranging (SegDialog *base, const SegEvent *event)
{
	Arranging *arranging = (Arranging *) base;
	gboolean opened;
	gsize row;

	seg_list_mouse (arranging->list, event, &opened);
	if (opened && seg_list_cursor (arranging->list, &row))
		hide_or_show (arranging, row);
	return TRUE;
}

static void
free_arranging (SegDialog *base)
{
	Arranging *arranging = (Arranging *) base;

	g_clear_pointer (&arranging->places, g_array_unref);
	seg_list_free (arranging->list);
}

static const SegDialogClass arranging_class = { sizeof (Arranging), draw_arranging, key_arranging, mouse_arranging, free_arranging };

void
seg_list_show_columns (SegView *view)
{
	SegList *list = seg_view_list (view);
	Arranging *arranging;

	if (list == NULL)
		return;
	arranging = seg_dialog_push (view->app, view, &arranging_class, NULL, NULL);
	arranging->places = seg_list_arrangement (list);
	arranging->columns[0] = arranging->columns[1] = (SegListColumn) { "", SEG_ALIGN_LEFT, -20, FALSE };
	arranging->list = seg_list_new (&source, arranging->columns, 2, arranging);
}
