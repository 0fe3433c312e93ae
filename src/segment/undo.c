/* Taking edits back and doing them again, unless that would leave conditions which ask for what is gone: those that could be understood
 * before must be afterwards. */
#include <config.h>
#include "places-private.h"

#include <segscope/undo.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* A segment that lists may ask for by its name alone ("segment = Loyal"): that it is gone is not seen where others have the name. */
typedef struct {
	gint64 segmentation_id;
	char  *segmentation, *name;
	guint  position;
} Named;

static void
free_named (gpointer data)
{
	Named *named = data;

	g_free (named->segmentation);
	g_free (named->name);
	g_free (named);
}

static GPtrArray *
read_named (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_named);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT g.id, g.name, s.name, s.position FROM segment s JOIN segmentation g ON g.id = s.segmentation_id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		Named *named = g_new (Named, 1);

		*named = (Named) { seg_statement_integer (statement, 0), g_strdup (seg_statement_text (statement, 1)),
		                   g_strdup (seg_statement_text (statement, 2)), (guint) seg_statement_integer (statement, 3) };
		g_ptr_array_add (all, named);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&all) : NULL;
}

/* What cannot be understood anyway, by place; and the segments there are. */
typedef struct {
	GHashTable *broken;
	GPtrArray  *named;
} Before;

static char *
key_of (const SegPlace *place)
{
	return g_strdup_printf ("%d %" PRId64 " %" PRId64 " %s", place->kind, place->id, place->number, place->condition);
}

/* NULL: it can be understood; else what is wrong with it, owned. */
static char *
mistake_in (SegWorkspace *workspace, const SegPlace *place)
{
	g_autoptr (GError) failure = NULL;
	g_autoptr (SegFilter) filter = place->frozen ? NULL : seg_filter_parse (workspace, NULL, place->condition, &failure);

	return failure != NULL ? g_strdup (failure->message) : NULL;
}

static gboolean
look_before (SegWorkspace *workspace, Before *before, GError **error)
{
	g_autoptr (GPtrArray) places = seg_places (workspace, 0, error);

	if (places == NULL || (before->named = read_named (workspace, error)) == NULL)
		return FALSE;
	for (guint i = 0; i < places->len; i++) {
		g_autofree char *mistake = mistake_in (workspace, places->pdata[i]);

		if (mistake != NULL)
			g_hash_table_add (before->broken, key_of (places->pdata[i]));
	}
	return TRUE;
}

static gboolean
refuse (const SegPlace *place, const char *mistake, GError **error)
{
	g_autofree char *words = seg_place_words (place);

	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("This cannot be done: %s would ask for something that is gone: change it first. Nothing was changed (%s)"), words, mistake);
	return FALSE;
}

static gboolean
is_there (const GPtrArray *all, const Named *named)
{
	for (guint i = 0; i < all->len; i++) {
		const Named *one = all->pdata[i];

		if (one->segmentation_id == named->segmentation_id && strcmp (one->name, named->name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Lists that ask for @named, which is gone. */
static gboolean
check_lists (const GPtrArray *places, const Named *named, GError **error)
{
	for (guint i = 0; i < places->len; i++) {
		const SegPlace *place = places->pdata[i];
		SegFilterSegment asked = { named->segmentation, named->name, named->position, FALSE, TRUE, 0 };
		g_autofree char *found = place->segmentation_id == named->segmentation_id ? seg_filter_rename_segment (place->condition, &asked, NULL) : NULL;

		if (found != NULL)
			return refuse (place, named->name, error);
	}
	return TRUE;
}

static gboolean
check_after (SegWorkspace *workspace, const Before *before, GError **error)
{
	g_autoptr (GPtrArray) places = seg_places (workspace, 0, error), named = places != NULL ? read_named (workspace, error) : NULL;

	if (named == NULL)
		return FALSE;
	for (guint i = 0; i < places->len; i++) {
		g_autofree char *mistake = mistake_in (workspace, places->pdata[i]), *key = key_of (places->pdata[i]);

		if (mistake != NULL && !g_hash_table_contains (before->broken, key))
			return refuse (places->pdata[i], mistake, error);
	}
	for (guint i = 0; i < before->named->len; i++)
		if (!is_there (named, before->named->pdata[i]) && !check_lists (places, before->named->pdata[i], error))
			return FALSE;
	return TRUE;
}

typedef enum { UNDO, REDO, GO } Way;

/* @entry: of UNDO and REDO; @id, @n: of GO. */
static gboolean
move (SegWorkspace *workspace, Way way, gint64 id, SegHistoryEntry **entry, guint *n, SegJob *job, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	Before before = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), NULL };
	g_autoptr (SegHistoryEntry) moved = NULL;
	gboolean done = transaction != NULL && look_before (workspace, &before, error);

	done = done && (way == GO ? seg_history_go (workspace, id, job, n, error)
	                          : (way == UNDO ? seg_history_undo : seg_history_redo) (workspace, job, &moved, error));
	done = done && check_after (workspace, &before, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
	if (done && entry != NULL)
		*entry = g_steal_pointer (&moved);
	g_hash_table_unref (before.broken);
	g_clear_pointer (&before.named, g_ptr_array_unref);
	return done;
}

gboolean
seg_undo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error)
{
	return move (workspace, UNDO, 0, entry, NULL, job, error);
}

gboolean
seg_redo (SegWorkspace *workspace, SegJob *job, SegHistoryEntry **entry, GError **error)
{
	return move (workspace, REDO, 0, entry, NULL, job, error);
}

gboolean
seg_undo_go (SegWorkspace *workspace, gint64 id, SegJob *job, guint *n, GError **error)
{
	return move (workspace, GO, id, NULL, n, job, error);
}
