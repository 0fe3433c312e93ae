/* Changing what is kept: renaming and deleting segmentations, editing a segment. Each in one audited transaction. */
#include <config.h>
#include "filter-private.h"

#include <segscope/history.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* The text in the first column of the first row of @sql with :id bound, or NULL: with @error set, or without: no row. */
static char *
text_by_id (SegWorkspace *workspace, const char *sql, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_next (statement, error) ? g_strdup (seg_statement_text (statement, 0)) : NULL;
}

/* The name of segmentation @id; NULL with @error. */
static char *
segmentation_name (SegWorkspace *workspace, gint64 id, GError **error)
{
	GError *failure = NULL;
	char *name = text_by_id (workspace, "SELECT name FROM segmentation WHERE id = :id", id, &failure);

	if (seg_query_ended (failure, error) && name == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             _("The segmentation number %" PRId64 " does not exist any more"), id);
	return name;
}

gboolean
seg_segmentation_check_unused (SegWorkspace *workspace, gint64 id, const char *name, GError **error)
{
	GError *failure = NULL;
	g_autofree char *campaign = text_by_id (workspace,
		"SELECT name FROM campaign WHERE segmentation_id = :id ORDER BY id DESC LIMIT 1", id, &failure);

	if (!seg_query_ended (failure, error))
		return FALSE;
	if (campaign != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The campaign \"%s\" was made from \"%s\", which therefore stays; choose another name, or delete the campaign first"),
		             campaign, name);
	return campaign == NULL;
}

static gboolean
run_by_id (SegWorkspace *workspace, const char *sql, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}

gboolean
seg_segmentation_delete (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autofree char *name = NULL;

	if (edit == NULL || (name = segmentation_name (workspace, id, error)) == NULL
	    || !seg_segmentation_check_unused (workspace, id, name, error) || !seg_filters_do_without_segmentation (workspace, name, error)
	    || !run_by_id (workspace, "DELETE FROM membership WHERE segmentation_id = :id", id, error)
	    || !run_by_id (workspace, "DELETE FROM segmentation WHERE id = :id", id, error)
	    || !seg_audit_add (workspace, "delete segmentation", name, NULL, error))
		return FALSE;
	return seg_edit_commit (g_steal_pointer (&edit), N_("Delete a segmentation"), name, error);
}

/* FALSE with SEG_ERROR_ARGUMENT when @sql, asked with :id, :owner and :name, finds a row: another one has that name. */
static gboolean
check_not_taken (SegWorkspace *workspace, const char *sql, gint64 id, const char *name, const char *message, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;
	gboolean taken;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	seg_statement_bind_text (statement, ":name", name);
	taken = seg_statement_next (statement, &failure);
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (taken)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, message, name);
	return !taken;
}

/* One line, with the name it had before. */
static gboolean
audit_edit (SegWorkspace *workspace, const char *action, const char *old_name, const char *new_name, GError **error)
{
	g_autofree char *detail = seg_text_to_json ("before", old_name);

	return seg_audit_add (workspace, action, new_name, detail, error);
}

static gboolean
update_segmentation (SegWorkspace *workspace, gint64 id, const char *name, const char *description, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"UPDATE segmentation SET name = :name, description = coalesce (:description, description) WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_text (statement, ":description", description);
	return seg_statement_run (statement, error);
}

char *
seg_edit_names (const char *old_name, const char *new_name)
{
	return strcmp (old_name, new_name) == 0 ? g_strdup (new_name) : g_strconcat (old_name, " → ", new_name, NULL);
}

gboolean
seg_segmentation_rename (SegWorkspace *workspace, gint64 id, const char *name, const char *description, GError **error)
{
	g_autoptr (SegEdit) edit = NULL;
	g_autofree char *old_name = NULL, *new_name = NULL, *object = NULL;

	if ((edit = seg_edit_begin (workspace, error)) == NULL
	    || (old_name = segmentation_name (workspace, id, error)) == NULL
	    || (new_name = seg_name_check (name != NULL ? name : old_name, _("A segmentation needs a name"), error)) == NULL
	    || !check_not_taken (workspace, "SELECT 1 FROM segmentation WHERE name = :name AND id <> :id", id, new_name,
	                         _("There is already a segmentation \"%s\"; choose another name"), error)
	    || !update_segmentation (workspace, id, new_name, description, error)
	    || (name != NULL && !seg_filters_rename_segmentation (workspace, old_name, new_name, error))
	    || !audit_edit (workspace, "edit segmentation", old_name, new_name, error))
		return FALSE;
	object = seg_edit_names (old_name, new_name);
	return seg_edit_commit (g_steal_pointer (&edit), name != NULL ? N_("Name a segmentation") : N_("Describe a segmentation"), object, error);
}

static gboolean
update_segment (SegWorkspace *workspace, gint64 id, const char *name, const char *description, guint colour,
                GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"UPDATE segment SET name = :name, description = coalesce (:description, description), "
		"colour = CASE :colour WHEN 0 THEN colour ELSE :colour END WHERE id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_text (statement, ":description", description);
	seg_statement_bind_integer (statement, ":colour", colour);
	return seg_statement_run (statement, error);
}

static char *
segment_name (SegWorkspace *workspace, gint64 id, GError **error)
{
	GError *failure = NULL;
	char *name = text_by_id (workspace, "SELECT name FROM segment WHERE id = :id", id, &failure);

	if (seg_query_ended (failure, error) && name == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             _("The segment number %" PRId64 " does not exist any more"), id);
	return name;
}

gboolean
seg_segment_edit (SegWorkspace *workspace, gint64 segment_id, const char *name, const char *description, guint colour,
                  GError **error)
{
	g_autoptr (SegEdit) edit = NULL;
	g_autofree char *old_name = NULL, *new_name = NULL, *object = NULL;

	if (colour > SEG_SEGMENT_COLOURS) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The colour must be 1 to %d, not %u"), SEG_SEGMENT_COLOURS, colour);
		return FALSE;
	}
	if ((edit = seg_edit_begin (workspace, error)) == NULL
	    || (old_name = segment_name (workspace, segment_id, error)) == NULL
	    || (new_name = name != NULL ? seg_segment_name_check (name, error) : g_strdup (old_name)) == NULL
	    || !check_not_taken (workspace,
	                         "SELECT 1 FROM segment WHERE name = :name AND id <> :id "
	                         "AND segmentation_id = (SELECT segmentation_id FROM segment WHERE id = :id)",
	                         segment_id, new_name, _("Another segment is already called \"%s\"; choose another name"), error)
	    || (strcmp (old_name, new_name) != 0 && !seg_filters_rename_segment (workspace, segment_id, new_name, FALSE, error))
	    || !update_segment (workspace, segment_id, new_name, description, colour, error)
	    || !audit_edit (workspace, "edit segment", old_name, new_name, error))
		return FALSE;
	object = seg_edit_names (old_name, new_name);
	return seg_edit_commit (g_steal_pointer (&edit), name != NULL ? N_("Name a segment")
	                        : description != NULL ? N_("Describe a segment") : N_("Colour a segment"), object, error);
}
