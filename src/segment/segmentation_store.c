/* Segmentations in the workspace: loading, listing, finding. Saving a new one is
 * segmentation_save.c, changing one segmentation_edit.c. */
#include <config.h>
#include "segment-private.h"

#include <segscope/hint.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static void
free_segment (gpointer data)
{
	SegSegment *segment = data;

	g_free (segment->name);
	g_free (segment->description);
	g_free (segment->centroid);
	g_free (segment);
}

void
seg_segmentation_free (SegSegmentation *segmentation)
{
	if (segmentation == NULL)
		return;
	g_free (segmentation->name);
	g_free (segmentation->description);
	g_clear_pointer (&segmentation->selection, g_ptr_array_unref);
	g_free (segmentation->algorithm);
	g_free (segmentation->options);
	g_clear_pointer (&segmentation->segments, g_ptr_array_unref);
	g_clear_pointer (&segmentation->rule_segments, g_array_unref);
	g_free (segmentation);
}

char *
seg_segment_name_check (const char *name, GError **error)
{
	g_autofree char *checked = seg_name_check (name, _("A segment needs a name"), error);

	if (checked != NULL && strspn (checked, "0123456789") == strlen (checked)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A segment cannot be called \"%s\": conditions take a number for the segment of that number"),
		             checked);
		return NULL;
	}
	return g_steal_pointer (&checked);
}

char *
seg_name_check (const char *name, const char *message, GError **error)
{
	g_autofree char *trimmed = g_strstrip (g_strdup (name != NULL ? name : ""));

	if (trimmed[0] != '\0')
		return g_steal_pointer (&trimmed);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, message);
	return NULL;
}

/* Loading --------------------------------------------------------------------------------------------------------- */

static SegSegment *
read_segment (SegStatement *statement, GError **error)
{
	g_autofree SegSegment *segment = g_new0 (SegSegment, 1);

	segment->centroid = seg_numbers_from_json (seg_statement_text (statement, 6), &segment->n_values, error);
	if (segment->centroid == NULL)
		return NULL;
	segment->id = seg_statement_integer (statement, 0);
	segment->position = (guint) seg_statement_integer (statement, 1);
	segment->name = g_strdup (seg_statement_text (statement, 2));
	segment->description = g_strdup (seg_statement_text (statement, 3));
	segment->colour = (guint) CLAMP (seg_statement_integer (statement, 4), 1, SEG_SEGMENT_COLOURS);
	segment->size = seg_statement_integer (statement, 5);
	segment->noise = seg_statement_integer (statement, 7) != 0;
	return g_steal_pointer (&segment);
}

static gboolean
load_segments (SegWorkspace *workspace, SegSegmentation *segmentation, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, position, name, description, colour, size, centroid, noise FROM segment "
		"WHERE segmentation_id = :id ORDER BY position", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	while (seg_statement_next (statement, &failure)) {
		SegSegment *segment = read_segment (statement, error);

		if (segment == NULL)
			return FALSE;
		g_ptr_array_add (segmentation->segments, segment);
	}
	return seg_query_ended (failure, error);
}

#define SEGMENTATION_COLUMNS \
	"SELECT g.id, g.name, g.description, g.feature_set_id, g.selection, g.algorithm, g.options, g.seed, g.n_users, " \
	"g.inertia, g.silhouette, g.created_at, g.set_fingerprint <> s.fingerprint, g.definitions, g.tree IS NOT NULL, g.rule_segments " \
	"FROM segmentation g JOIN feature_set s ON s.id = g.feature_set_id "

/* Stale: the data have changed since the feature set was built, or the set was built anew from other data or for another
 * day, or features that a person defined have changed. The set's own fingerprint and a digest of the definitions tell the
 * latter, so that listing needs no matrix. */
static gboolean
load_staleness (SegWorkspace *workspace, SegSegmentation *segmentation, gboolean set_changed, const char *definitions, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);
	g_autofree char *now = set != NULL ? seg_own_selection_digest (workspace, segmentation->selection, error) : NULL;

	if (now == NULL)
		return FALSE;
	segmentation->stale = set_changed || set->data_changed || g_strcmp0 (now, definitions) != 0;
	return TRUE;
}

static SegSegmentation *
read_segmentation (SegWorkspace *workspace, SegStatement *statement, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = g_new0 (SegSegmentation, 1);

	segmentation->id = seg_statement_integer (statement, 0);
	segmentation->name = g_strdup (seg_statement_text (statement, 1));
	segmentation->description = g_strdup (seg_statement_text (statement, 2));
	segmentation->feature_set_id = seg_statement_integer (statement, 3);
	segmentation->selection = seg_selection_from_json (seg_statement_text (statement, 4), error);
	segmentation->algorithm = g_strdup (seg_statement_text (statement, 5));
	segmentation->options = g_strdup (seg_statement_text (statement, 6));
	segmentation->seed = seg_statement_integer (statement, 7);
	segmentation->n_users = seg_statement_integer (statement, 8);
	segmentation->inertia = seg_statement_double (statement, 9);
	segmentation->silhouette = seg_statement_double (statement, 10);
	segmentation->created_at = seg_statement_integer (statement, 11);
	segmentation->has_tree = seg_statement_integer (statement, 14) != 0;
	segmentation->rule_segments = seg_ids_from_json (seg_statement_text (statement, 15));
	segmentation->segments = g_ptr_array_new_with_free_func (free_segment);
	if (segmentation->selection == NULL || !load_segments (workspace, segmentation, error)
	    || !load_staleness (workspace, segmentation, seg_statement_integer (statement, 12) != 0, seg_statement_text (statement, 13), error))
		return NULL;
	return g_steal_pointer (&segmentation);
}

/* The segmentation of the first row, or NULL: with @error set, or without when there is no row. */
static SegSegmentation *
read_first (SegWorkspace *workspace, SegStatement *statement, GError **error)
{
	return seg_statement_next (statement, error) ? read_segmentation (workspace, statement, error) : NULL;
}

static void
set_not_found (const char *name, GError **error)
{
	if (name == NULL)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		                     seg_hint (_("There are no segments yet; make them with: segscope cluster WORKSPACE --name NAME"),
		                               _("There are no segments yet; make them on Clusters")));
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             seg_hint (_("There is no segmentation \"%s\"; segscope segments WORKSPACE lists those there are"),
		                       _("There is no segmentation \"%s\" any more; Segments lists those there are")), name);
}

SegSegmentation *
seg_segmentation_load (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		SEGMENTATION_COLUMNS "WHERE :name IS NULL OR g.name = :name ORDER BY g.id DESC LIMIT 1", error);
	SegSegmentation *segmentation;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", name);
	segmentation = read_first (workspace, statement, &failure);
	if (seg_query_ended (failure, error) && segmentation == NULL)
		set_not_found (name, error);
	return segmentation;
}

SegSegmentation *
seg_segmentation_load_id (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, SEGMENTATION_COLUMNS "WHERE g.id = :id", error);
	SegSegmentation *segmentation;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	segmentation = read_first (workspace, statement, &failure);
	if (seg_query_ended (failure, error) && segmentation == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             _("The segmentation number %" PRId64 " does not exist any more"), id);
	return segmentation;
}

GPtrArray *
seg_segmentations (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) segmentations = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_segmentation_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, SEGMENTATION_COLUMNS "ORDER BY g.id DESC", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		SegSegmentation *segmentation = read_segmentation (workspace, statement, error);

		if (segmentation == NULL)
			return NULL;
		g_ptr_array_add (segmentations, segmentation);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&segmentations) : NULL;
}

const SegSegment *
seg_segmentation_labelled (const SegSegmentation *segmentation, gint32 label)
{
	if (label >= 0 && segmentation->rule_segments == NULL)
		return (guint) label < segmentation->segments->len ? segmentation->segments->pdata[label] : NULL;
	if (label >= 0 && (guint) label >= segmentation->rule_segments->len)
		return NULL;
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		if (label < 0 ? segment->noise : segment->id == g_array_index (segmentation->rule_segments, gint64, label))
			return segment;
	}
	return NULL;
}

/* Finding a segment ------------------------------------------------------------------------------------------------ */

static void
set_no_segment (const SegSegmentation *segmentation, const char *name, GError **error)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		g_string_append_printf (list, "%s%u %s", i > 0 ? "; " : "", segment->position, segment->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("\"%s\" has no segment \"%s\"; it has: %s"), segmentation->name,
	             name, list->str);
}

const SegSegment *
seg_segmentation_find (const SegSegmentation *segmentation, const char *name, GError **error)
{
	g_autofree char *wanted = g_utf8_casefold (name, -1);

	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		g_autofree char *folded = g_utf8_casefold (segment->name, -1);

		if (strcmp (folded, wanted) == 0)
			return segment;
	}
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		g_autofree char *position = g_strdup_printf ("%u", segment->position);

		if (strcmp (position, wanted) == 0)
			return segment;
	}
	set_no_segment (segmentation, name, error);
	return NULL;
}
