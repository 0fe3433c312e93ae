/* Building the condition of a rule from parts: an outline of groups and conditions, whom each of them takes alone, and the text that says
 * the same, so that who builds learns what to type. */
#include <config.h>
#include "rule-form.h"

#include <segscope/rule.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

enum { CHANGE = SEG_ACTION_OWN, ADD, GROUP, NEGATE, WRITE, TAKE_AWAY, KEEP };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-part", N_("change"), N_("Choose the condition anew; of a group: all of these, or any of these") },
	{ 'a', ADD, "add-condition", N_("condition"), N_("Add a condition: choose what it is about, how it compares, and with what") },
	{ 'g', GROUP, "add-group", N_("group"), N_("Add a group, to put conditions in brackets") },
	{ 'n', NEGATE, "negate-part", N_("not"), N_("Turn the part round: whoever does not meet it, also whoever it is not known of") },
	{ 'w', WRITE, "write-part", N_("write"), N_("Write the condition by hand") },
	{ 'D', TAKE_AWAY, "remove-part", N_("remove"), N_("Take the part away, a group with all that is in it") },
	{ 'k', KEEP, "keep-built-rule", N_("keep"), N_("Keep what was built as a rule") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { PART, TAKES, SHARE };

static const SegListColumn columns[] = {
	[PART] = { N_("Who belongs"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (24), FALSE },
	[TAKES] = { N_("Users"), SEG_ALIGN_RIGHT, 11, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 8, FALSE },
};

/* Rows ------------------------------------------------------------------------------------------------------------- */

static const SegRuleFormRow *
row_at (const SegRuleForm *form, gsize row)
{
	return &g_array_index (form->rows, SegRuleFormRow, row);
}

static gsize
n_rows (gpointer data)
{
	return ((const SegRuleForm *) data)->rows->len;
}

static const char *
words_of (const SegOutline *part)
{
	if (part->condition != NULL)
		return part->condition;
	if (part->negated)
		return part->any ? _("none of these") : _("not all of these");
	return part->any ? _("any of these") : _("all of these");
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegRuleForm *form = data;
	const SegRuleFormRow *at = row_at (form, row);
	gint64 n = form->counts != NULL && row < form->counts->len ? g_array_index (form->counts, gint64, row) : -1;

	if (column == PART) {
		g_autofree char *indent = g_strnfill (2 * at->depth, ' ');

		*ink = at->part->condition == NULL ? SEG_INK_ACCENT : SEG_INK_NORMAL;
		return at->part->condition != NULL && at->part->negated ? g_strdup_printf ("%snot %s", indent, words_of (at->part))
		                                                         : g_strconcat (indent, words_of (at->part), NULL);
	}
	*ink = SEG_INK_MUTED;
	if (n < 0)
		return g_strdup ("");
	return column == TAKES ? seg_format_integer (n) : seg_format_share (form->n_users > 0 ? (double) n / (double) form->n_users : 0);
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static void
add_rows (GArray *rows, SegOutline *part, guint depth)
{
	SegRuleFormRow row = { part, depth };

	g_array_append_val (rows, row);
	for (guint i = 0; part->parts != NULL && i < part->parts->len; i++)
		add_rows (rows, part->parts->pdata[i], depth + 1);
}

static SegOutline *
cursor_part (const SegRuleForm *form)
{
	gsize row;

	return seg_list_cursor (form->list, &row) && row < form->rows->len ? row_at (form, row)->part : form->outline;
}

/* Changing --------------------------------------------------------------------------------------------------------- */

void
seg_rule_form_changed (SegView *view, const SegOutline *part)
{
	SegRuleForm *form = view->state;

	form->version++;
	g_array_set_size (form->rows, 0);
	add_rows (form->rows, form->outline, 0);
	g_free (form->text);
	form->text = seg_outline_text (form->outline);
	g_clear_pointer (&form->counts, g_array_unref);
	g_clear_pointer (&form->fault, g_free);
	seg_list_changed (form->list);
	for (gsize i = 0; part != NULL && i < form->rows->len; i++)
		if (row_at (form, i)->part == part)
			seg_list_set_cursor (form->list, i);
	if (!seg_rule_form_is_counting (view)) /* its end counts what stands there then */
		seg_rule_form_count (view);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char    *name, *condition;
	gboolean replace;
} Keeping;

static void
free_keeping (gpointer data)
{
	Keeping *keeping = data;

	g_free (keeping->name);
	g_free (keeping->condition);
	g_free (keeping);
}

static gboolean
run_keeping (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Keeping *keeping = data;

	(void) job;
	return seg_rule_save (workspace, keeping->name, keeping->condition, NULL, keeping->replace, error) != 0;
}

static void
kept (SegView *view, gpointer data)
{
	view->unsaved = FALSE;
	seg_say (view, _("Kept as the rule \"%s\"."), ((const Keeping *) data)->name);
	seg_view_pop (view);
}

static const SegWork keep_work = { N_("keeping the rule"), run_keeping, kept, NULL, free_keeping, SEG_WORK_KEEPS, FALSE };

static void
keep (SegView *view, const char *name, gboolean replace)
{
	Keeping *keeping = g_new0 (Keeping, 1);

	*keeping = (Keeping) { g_strdup (name), g_strdup (((const SegRuleForm *) view->state)->text), replace };
	seg_view_run (view, &keep_work, keeping);
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autoptr (SegRule) rule = NULL;

	(void) data;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed"));
		return FALSE;
	}
	if ((rule = seg_rule_load (seg_view_workspace (view), text, NULL)) != NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is already a rule \"%s\"; choose another name"), text);
		return FALSE;
	}
	keep (view, text, FALSE);
	return TRUE;
}

static void
ask_keep (SegView *view)
{
	const SegRuleForm *form = view->state;
	g_autoptr (GError) error = NULL;

	if (!seg_rule_check (seg_view_workspace (view), form->name, form->text, &error))
		seg_report (view, error);
	else if (form->name != NULL)
		keep (view, form->name, TRUE);
	else
		seg_ask_line (view, _("Name of the rule"), form->text, "", accept_name, NULL, NULL);
}

/* Parts ------------------------------------------------------------------------------------------------------------ */

/* Where something new goes: into the group under the cursor, or behind the condition there. */
static void
add_group (SegView *view)
{
	const SegRuleForm *form = view->state;
	SegOutline *at = cursor_part (form), *into = at->parts != NULL ? at : at->group;
	SegOutline *group = seg_outline_new (NULL, !into->any);

	seg_outline_insert (into, at->parts != NULL ? G_MAXUINT : seg_outline_position (at) + 1, group);
	view->unsaved = TRUE;
	seg_rule_form_changed (view, group);
}

static void
take_away (SegView *view)
{
	SegRuleForm *form = view->state;
	SegOutline *part = cursor_part (form), *group = part->group;

	if (group == NULL)
		return;
	seg_outline_remove (part);
	view->unsaved = TRUE;
	seg_rule_form_changed (view, group);
}

static gboolean
act (SegView *view, int action)
{
	SegRuleForm *form = view->state;
	SegOutline *part = cursor_part (form);

	switch (action) {
	case CHANGE:
	case SEG_ACTION_OPEN:
		if (part->condition != NULL) {
			seg_rule_form_ask (view, part);
			return TRUE;
		}
		part->any = !part->any;
		break;
	case ADD:
		seg_rule_form_ask (view, part->parts != NULL ? part : part->group);
		return TRUE;
	case GROUP:
		add_group (view);
		return TRUE;
	case NEGATE:
		part->negated = !part->negated;
		break;
	case WRITE:
		seg_rule_form_ask_text (view, part);
		return TRUE;
	case TAKE_AWAY:
		take_away (view);
		return TRUE;
	case KEEP:
		ask_keep (view);
		return TRUE;
	default:
		return FALSE;
	}
	view->unsaved = TRUE;
	seg_rule_form_changed (view, part);
	return TRUE;
}

static gboolean
can (SegView *view, int action)
{
	const SegRuleForm *form = view->state;

	switch (action) {
	case TAKE_AWAY:
		return cursor_part (form)->group != NULL;
	case NEGATE: /* the whole is turned round by a group in it */
		return cursor_part (form)->group != NULL;
	case KEEP:
		return form->text != NULL && *form->text != '\0';
	default:
		return TRUE;
	}
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegRuleForm *form = view->state;
	const SegRuleFormPlace *place = argument;

	form->outline = place->condition != NULL ? seg_outline_parse (place->condition, error) : seg_outline_new (NULL, FALSE);
	if (form->outline == NULL)
		return FALSE;
	form->name = g_strdup (place->name);
	form->rows = g_array_new (FALSE, FALSE, sizeof (SegRuleFormRow));
	form->counter = seg_user_counter_new ();
	form->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), form);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegRuleForm *form = view->state;

	seg_list_free (form->list);
	seg_outline_free (form->outline);
	if (form->rows != NULL)
		g_array_unref (form->rows);
	g_clear_pointer (&form->counts, g_array_unref);
	seg_user_counter_free (form->counter);
	g_free (form->name);
	g_free (form->text);
	g_free (form->fault);
}

static void
refresh (SegView *view)
{
	seg_rule_form_changed (view, NULL);
}

static SegList *
list (SegView *view)
{
	return ((SegRuleForm *) view->state)->list;
}

/* How many the whole takes, or what is wrong with it. */
static int
draw_count (SegView *view, SegCells *cells, SegRect rect, int y)
{
	const SegRuleForm *form = view->state;
	g_autofree char *n = NULL, *all = NULL, *share = NULL, *words = NULL;
	gint64 found;

	if (form->fault != NULL)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, form->fault);
	if (form->counts == NULL || form->counts->len == 0 || seg_rule_form_is_counting (view))
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("counting ..."));
	found = g_array_index (form->counts, gint64, 0);
	n = seg_format_integer (found);
	all = seg_format_integer (form->n_users);
	share = seg_format_share (form->n_users > 0 ? (double) found / (double) form->n_users : 0);
	words = form->of_events ? g_strdup_printf (_("%s of %s users (%s); what users did takes longer to count"), n, all, share)
	                        : g_strdup_printf (_("%s of %s users (%s)"), n, all, share);
	return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_ACCENT, words);
}

/* The same as text and as a command. */
static int
draw_text (const SegRuleForm *form, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *quoted = g_shell_quote (form->text), *command = NULL;

	if (*form->text == '\0')
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("No condition yet: everyone. Press a for the first."));
	command = g_strdup_printf ("segscope rules WORKSPACE --condition %s", quoted);
	return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, command);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegRuleForm *form = view->state;
	int used = seg_draw_heading (cells, rect, form->name != NULL ? form->name : _("New rule"), view->unsaved ? _("not kept yet") : NULL);
	int rows = MIN ((int) form->rows->len + 1, MAX (3, rect.height - used - 7));

	seg_list_draw (form->list, cells, seg_rect_top (seg_rect_below (rect, used), rows), seg_view_has_focus (view));
	used += rows + 1;
	used += draw_count (view, cells, rect, used) + 1;
	draw_text (form, cells, rect, used);
}

const SegViewClass seg_rule_form_view = {
	.name = "rule-form", .title = N_("Rule"), .bindings = bindings, .state_size = sizeof (SegRuleForm),
	.help = N_("A rule built from parts. Conditions stand in groups of which all or any must hold; a group may stand in another. Beside each part is whom it "
	           "would take alone, below them whom the whole takes, and what to write to get the same by command or in any filter.\n\n"
	           "Counting values of users and features takes a moment even for a million users; what users did is counted once in a pass over all events."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
};
