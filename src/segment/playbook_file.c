/* The playbook as a file: a group of lines a play, in order, that any editor opens.
 *
 *     [1]
 *     name=Champions
 *     condition=value index > 180 and recency index < 100
 *     action=...
 *     offer=...
 *     channel=...
 *     built-in=champions
 *     enabled=true
 */
#include <config.h>
#include "playbook-private.h"

#include <segscope/history.h>

#include <glib/gi18n.h>

gboolean
seg_playbook_export (SegWorkspace *workspace, const char *path, GError **error)
{
	g_autoptr (GPtrArray) plays = seg_playbook (workspace, error);
	g_autoptr (GKeyFile) file = g_key_file_new ();
	GError *failure = NULL;

	if (plays == NULL)
		return FALSE;
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];
		g_autofree char *group = g_strdup_printf ("%u", i + 1);

		g_key_file_set_string (file, group, "name", play->name);
		g_key_file_set_string (file, group, "condition", play->condition);
		g_key_file_set_string (file, group, "action", play->action);
		g_key_file_set_string (file, group, "offer", play->offer);
		g_key_file_set_string (file, group, "channel", play->channel);
		if (play->built_in != NULL)
			g_key_file_set_string (file, group, "built-in", play->built_in);
		g_key_file_set_boolean (file, group, "enabled", play->enabled);
	}
	g_key_file_set_comment (file, NULL, NULL, _(" Plays in order: the first whose condition a segment meets is suggested."), NULL);
	if (g_key_file_save_to_file (file, path, &failure))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The playbook could not be written: %s"), failure->message);
	g_error_free (failure);
	return FALSE;
}

static SegPlay *
read_play (GKeyFile *file, const char *group, const char *path, GError **error)
{
	g_autofree char *name = g_key_file_get_string (file, group, "name", NULL), *condition = g_key_file_get_string (file, group, "condition", NULL);
	g_autofree char *action = g_key_file_get_string (file, group, "action", NULL), *offer = g_key_file_get_string (file, group, "offer", NULL);
	g_autofree char *channel = g_key_file_get_string (file, group, "channel", NULL), *built_in = g_key_file_get_string (file, group, "built-in", NULL);
	g_autoptr (SegPlay) play = seg_play_new (name, condition, action, offer, channel);

	if (seg_built_in_play_find (built_in) != NULL)
		play->built_in = g_steal_pointer (&built_in);
	play->enabled = !g_key_file_has_key (file, group, "enabled", NULL) || g_key_file_get_boolean (file, group, "enabled", NULL);
	if (seg_play_is_sound (play, error))
		return g_steal_pointer (&play);
	if (error != NULL && *error != NULL)
		(*error)->code = SEG_ERROR_DATA;
	g_prefix_error (error, "%s, [%s]: ", path, group);
	return NULL;
}

/* A built-in play stands in the table once. */
static gboolean
check_twice (const GPtrArray *plays, const SegPlay *play, const char *path, const char *group, GError **error)
{
	for (guint i = 0; play->built_in != NULL && i < plays->len; i++)
		if (g_strcmp0 (((const SegPlay *) plays->pdata[i])->built_in, play->built_in) == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s, [%s]: built-in=%s stands there twice; leave it out of the second"), path, group, play->built_in);
			return FALSE;
		}
	return TRUE;
}

static GPtrArray *
read_file (const char *path, GError **error)
{
	g_autoptr (GKeyFile) file = g_key_file_new ();
	g_autoptr (GPtrArray) plays = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_play_free);
	g_auto (GStrv) groups = NULL;
	GError *failure = NULL;

	if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &failure)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The playbook could not be read: %s: %s"), path, failure->message);
		g_error_free (failure);
		return NULL;
	}
	groups = g_key_file_get_groups (file, NULL);
	for (gsize i = 0; groups[i] != NULL; i++) {
		SegPlay *play = read_play (file, groups[i], path, error);

		if (play == NULL)
			return NULL;
		if (!check_twice (plays, play, path, groups[i], error)) {
			seg_play_free (play);
			return NULL;
		}
		g_ptr_array_add (plays, play);
	}
	if (plays->len > 0)
		return g_steal_pointer (&plays);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s: there is no play in it; a play is a group [1] with name=, condition=, action=, offer=, channel="), path);
	return NULL;
}

gboolean
seg_playbook_import (SegWorkspace *workspace, const char *path, guint *n, GError **error)
{
	g_autoptr (GPtrArray) plays = read_file (path, error);
	g_autofree char *name = g_path_get_basename (path);
	g_autoptr (SegEdit) edit = plays != NULL ? seg_edit_begin (workspace, error) : NULL;

	if (edit == NULL || !seg_playbook_write (workspace, plays, error) || !seg_edit_commit (g_steal_pointer (&edit), N_("Import a playbook"), name, error))
		return FALSE;
	*n = plays->len;
	return TRUE;
}
