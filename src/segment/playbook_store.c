/* The playbook in the workspace: no rows while nobody has changed it; then a row a play, in which NULL is what the program says. */
#include <config.h>
#include "playbook-private.h"

#include <segscope/history.h>

#include <glib/gi18n.h>
#include <string.h>

static char *
own_or (const SegStatement *statement, int column, const char *usual)
{
	return g_strdup (!seg_statement_is_null (statement, column) ? seg_statement_text (statement, column) : usual != NULL && *usual != '\0' ? _(usual) : "");
}

static SegPlay *
read_play (const SegStatement *statement)
{
	static const SegBuiltInPlay nothing = { NULL, NULL, NULL, NULL, NULL, NULL };
	SegPlay *play = g_new0 (SegPlay, 1);
	const SegBuiltInPlay *row = seg_built_in_play_find (seg_statement_text (statement, 0));

	play->built_in = row != NULL ? g_strdup (row->built_in) : NULL;
	play->edited = row == NULL;
	for (int column = 1; column <= 5; column++)
		play->edited = play->edited || !seg_statement_is_null (statement, column);
	if (row == NULL)
		row = &nothing;
	play->name = own_or (statement, 1, row->name);
	play->condition = seg_statement_is_null (statement, 2) ? g_strdup (row->condition != NULL ? row->condition : "") : g_strdup (seg_statement_text (statement, 2));
	play->action = own_or (statement, 3, row->action);
	play->offer = own_or (statement, 4, row->offer);
	play->channel = own_or (statement, 5, row->channel);
	play->enabled = seg_statement_integer (statement, 6) != 0;
	return play;
}

GPtrArray *
seg_playbook (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) plays = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_play_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT built_in, name, condition, action, offer, channel, enabled FROM play ORDER BY position, id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (plays, read_play (statement));
	if (!seg_query_ended (failure, error))
		return NULL;
	for (guint i = 0; plays->len == i && seg_built_in_play (i) != NULL; i++)
		g_ptr_array_add (plays, seg_play_built_in (seg_built_in_play (i)));
	return g_steal_pointer (&plays);
}

/* Writing ------------------------------------------------------------------------------------------------------------ */

/* What stands in the row: nothing where it is what the program says. */
static void
bind (SegStatement *statement, const char *parameter, const char *text, const char *usual, gboolean translated)
{
	gboolean same = usual != NULL && strcmp (text, translated && *usual != '\0' ? _(usual) : usual) == 0;

	seg_statement_bind_text (statement, parameter, same ? NULL : text);
}

gboolean
seg_playbook_write (SegWorkspace *workspace, const GPtrArray *plays, GError **error)
{
	static const SegBuiltInPlay nothing = { NULL, NULL, NULL, NULL, NULL, NULL };
	g_autoptr (SegStatement) statement = NULL;

	if (!seg_workspace_execute (workspace, "DELETE FROM play", error))
		return FALSE;
	statement = seg_workspace_prepare (workspace,
		"INSERT INTO play (id, position, built_in, name, condition, action, offer, channel, enabled, changed_at) "
		"VALUES (:position, :position, :built_in, :name, :condition, :action, :offer, :channel, :enabled, unixepoch ())", error);
	if (statement == NULL)
		return FALSE;
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];
		const SegBuiltInPlay *row = seg_built_in_play_find (play->built_in);

		seg_statement_bind_text (statement, ":built_in", row != NULL ? row->built_in : NULL);
		if (row == NULL)
			row = &nothing;
		seg_statement_bind_integer (statement, ":position", i + 1);
		bind (statement, ":name", play->name, row->name, TRUE);
		bind (statement, ":condition", play->condition, row->condition, FALSE);
		bind (statement, ":action", play->action, row->action, TRUE);
		bind (statement, ":offer", play->offer, row->offer, TRUE);
		bind (statement, ":channel", play->channel, row->channel, TRUE);
		seg_statement_bind_integer (statement, ":enabled", play->enabled);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_play_is_sound (const SegPlay *play, GError **error)
{
	g_autofree char *name = seg_name_check (play->name, _("A play needs a name"), error);

	if (name == NULL || seg_play_check (play->condition, error))
		return name != NULL;
	g_prefix_error (error, "%s: ", play->name);
	return FALSE;
}

/* Does something to the list of plays. FALSE with @error. */
typedef gboolean (*ChangeFunc) (GPtrArray *plays, gpointer data, GError **error);

static gboolean
change_plays (SegWorkspace *workspace, ChangeFunc change, gpointer data, const char *action, const char *object, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autoptr (GPtrArray) plays = edit != NULL ? seg_playbook (workspace, error) : NULL;

	return plays != NULL && change (plays, data, error) && seg_playbook_write (workspace, plays, error)
	       && seg_edit_commit (g_steal_pointer (&edit), action, object, error);
}

/* What play @number is called, for the history: numbers change with every play that moves. */
static char *
name_of (SegWorkspace *workspace, guint number)
{
	g_autoptr (GPtrArray) plays = seg_playbook (workspace, NULL);

	return plays != NULL && number >= 1 && number <= plays->len ? g_strdup (((const SegPlay *) plays->pdata[number - 1])->name)
	                                                            : g_strdup_printf ("%u", number);
}

static gboolean
is_there (const GPtrArray *plays, guint number, guint most, GError **error)
{
	if (number >= 1 && number <= most)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no play number %u; there are %u"), number, plays->len);
	return FALSE;
}

typedef struct {
	guint number, to;
	const char *field, *text;
	const SegPlay *play;
	gboolean enabled;
} Change;

static char **
field_of (SegPlay *play, const char *field)
{
	return strcmp (field, "name") == 0 ? &play->name : strcmp (field, "condition") == 0 ? &play->condition : strcmp (field, "action") == 0 ? &play->action
	       : strcmp (field, "offer") == 0 ? &play->offer : strcmp (field, "channel") == 0 ? &play->channel : NULL;
}

static gboolean
change_field (GPtrArray *plays, gpointer data, GError **error)
{
	const Change *change = data;
	g_autoptr (SegPlay) usual = NULL;
	SegPlay *play;
	char **field;

	if (!is_there (plays, change->number, plays->len, error))
		return FALSE;
	play = plays->pdata[change->number - 1];
	field = field_of (play, change->field);
	if (field == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A play has no \"%s\"; it has: name, condition, action, offer, channel"), change->field);
		return FALSE;
	}
	if (change->text == NULL && play->built_in == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is your own play: there is nothing built in to go back to"), play->name);
		return FALSE;
	}
	usual = change->text == NULL ? seg_play_built_in (seg_built_in_play_find (play->built_in)) : NULL;
	g_free (*field);
	*field = g_strdup (change->text != NULL ? change->text : *field_of (usual, change->field));
	return seg_play_is_sound (play, error);
}

gboolean
seg_playbook_change (SegWorkspace *workspace, guint number, const char *field, const char *text, GError **error)
{
	Change change = { .number = number, .field = field, .text = text };
	g_autofree char *object = name_of (workspace, number);

	return change_plays (workspace, change_field, &change, N_("Change a play"), object, error);
}

gboolean
seg_playbook_take_built_in (SegWorkspace *workspace, guint number, GError **error)
{
	static const char *const fields[] = { "name", "condition", "action", "offer", "channel" };
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autofree char *object = edit != NULL ? name_of (workspace, number) : NULL;

	for (guint i = 0; edit != NULL && i < G_N_ELEMENTS (fields); i++)
		if (!seg_playbook_change (workspace, number, fields[i], NULL, error))
			return FALSE;
	return edit != NULL && seg_edit_commit (g_steal_pointer (&edit), N_("Take a play as built in"), object, error);
}

static SegPlay *
copy_play (const SegPlay *play)
{
	SegPlay *copy = seg_play_new (play->name, play->condition, play->action, play->offer, play->channel);

	copy->enabled = play->enabled;
	return copy;
}

static gboolean
add_play (GPtrArray *plays, gpointer data, GError **error)
{
	const Change *change = data;

	if (!is_there (plays, change->number, plays->len + 1, error) || !seg_play_is_sound (change->play, error))
		return FALSE;
	g_ptr_array_insert (plays, (int) change->number - 1, copy_play (change->play));
	return TRUE;
}

gboolean
seg_playbook_add (SegWorkspace *workspace, guint number, const SegPlay *play, GError **error)
{
	Change change = { .number = number, .play = play };

	return change_plays (workspace, add_play, &change, N_("Add a play"), play->name, error);
}

static gboolean
remove_play (GPtrArray *plays, gpointer data, GError **error)
{
	const Change *change = data;

	if (!is_there (plays, change->number, plays->len, error))
		return FALSE;
	if (plays->len == 1) { /* without any row the built-in ones would be back */
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The last play stays; switch it off instead"));
		return FALSE;
	}
	g_ptr_array_remove_index (plays, change->number - 1);
	return TRUE;
}

gboolean
seg_playbook_remove (SegWorkspace *workspace, guint number, GError **error)
{
	g_autofree char *object = name_of (workspace, number);
	Change change = { .number = number };

	return change_plays (workspace, remove_play, &change, N_("Remove a play"), object, error);
}

static gboolean
move_play (GPtrArray *plays, gpointer data, GError **error)
{
	const Change *change = data;

	if (!is_there (plays, change->number, plays->len, error) || !is_there (plays, change->to, plays->len, error))
		return FALSE;
	g_ptr_array_insert (plays, (int) change->to - 1, g_ptr_array_steal_index (plays, change->number - 1));
	return TRUE;
}

gboolean
seg_playbook_move (SegWorkspace *workspace, guint from, guint to, GError **error)
{
	g_autofree char *name = name_of (workspace, from), *object = g_strdup_printf ("%s: %u → %u", name, from, to);
	Change change = { .number = from, .to = to };

	return change_plays (workspace, move_play, &change, N_("Move a play"), object, error);
}

static gboolean
enable_play (GPtrArray *plays, gpointer data, GError **error)
{
	const Change *change = data;

	if (!is_there (plays, change->number, plays->len, error))
		return FALSE;
	((SegPlay *) plays->pdata[change->number - 1])->enabled = change->enabled;
	return TRUE;
}

gboolean
seg_playbook_enable (SegWorkspace *workspace, guint number, gboolean enabled, GError **error)
{
	g_autofree char *object = name_of (workspace, number);
	Change change = { .number = number, .enabled = enabled };

	return change_plays (workspace, enable_play, &change, enabled ? N_("Switch on a play") : N_("Switch off a play"), object, error);
}

gboolean
seg_playbook_reset (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);

	return edit != NULL && seg_workspace_execute (workspace, "DELETE FROM play", error)
	       && seg_edit_commit (g_steal_pointer (&edit), N_("Take the playbook as built in"), "", error);
}
