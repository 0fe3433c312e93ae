/* Where segments, segmentations and rules are used: by conditions (places.c), and by campaigns that list segments. What asks for a rule that
 * is concerned is concerned through it. */
#include <config.h>
#include "places-private.h"

#include <segscope/uses.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static void
free_use (gpointer data)
{
	SegUse *use = data;

	g_free (use->what);
	g_free (use->how);
	g_free (use->happens);
	g_free (use);
}

GPtrArray *
seg_uses_new (void)
{
	return g_ptr_array_new_with_free_func (free_use);
}

static void
add_use (GPtrArray *uses, gint64 id, char *what, char *how, const char *happens, gboolean blocks)
{
	SegUse *use = g_new (SegUse, 1);

	*use = (SegUse) { id, what, how, g_strdup (happens), blocks };
	g_ptr_array_add (uses, use);
}

/* A campaign may ask for the same at several places: said once. */
static void
add_place_use (GPtrArray *uses, const SegPlace *place, char *how, const char *happens, gboolean blocks)
{
	g_autofree char *what = seg_place_words (place), *owned = how;

	for (guint i = 0; i < uses->len; i++) {
		const SegUse *use = uses->pdata[i];

		if (strcmp (use->what, what) == 0 && strcmp (use->how, how) == 0)
			return;
	}
	add_use (uses, place->kind == SEG_PLACE_GROUP ? 0 : place->id, g_steal_pointer (&what), g_steal_pointer (&owned), happens, blocks);
}

/* What becomes of a condition that asks for it. */
static const char *
condition_happens (SegChange change, SegPlaceKind kind, gboolean rule)
{
	switch (change) {
	case SEG_CHANGE_NAME:
		return _("goes on with the new name");
	case SEG_CHANGE_DELETE:
		return kind == SEG_PLACE_GROUP ? _("needs it to place new users: delete these segments first")
		                               : _("would ask for something that is gone: change it first");
	case SEG_CHANGE_MERGE:
		return _("will ask for the segment that they are put together in, with all of its users");
	case SEG_CHANGE_USERS:
		if (kind == SEG_PLACE_GROUP)
			return _("new users will be placed by it as it is then");
		return rule ? _("will take whoever meets the rule then") : _("will take the users that are in the segment then");
	case SEG_CHANGE_NOTHING:
	default:
		return "";
	}
}

static const char *
list_happens (SegChange change, gboolean segmentation)
{
	switch (change) {
	case SEG_CHANGE_NAME:
		return _("goes on with it");
	case SEG_CHANGE_DELETE:
		return segmentation ? _("needs it: delete the campaign first") : _("needs it");
	case SEG_CHANGE_MERGE:
		return _("keeps the list of people it has; will be for the segment that they are put together in");
	case SEG_CHANGE_USERS:
		return _("keeps the list of people it has");
	case SEG_CHANGE_NOTHING:
	default:
		return "";
	}
}

static const char *
through_happens (SegChange change)
{
	switch (change) {
	case SEG_CHANGE_NAME:
		return _("goes on as it is");
	case SEG_CHANGE_DELETE:
		return _("would not work any more");
	case SEG_CHANGE_MERGE:
	case SEG_CHANGE_USERS:
		return _("will take other users where that one does");
	case SEG_CHANGE_NOTHING:
	default:
		return "";
	}
}

/* Whatever asks for a rule that is concerned, from one to the next. */
static void
add_through (GPtrArray *uses, const GPtrArray *places, SegChange change)
{
	gboolean more = TRUE;

	while (more) {
		more = FALSE;
		for (guint i = 0; i < places->len; i++) {
			const SegPlace *rule = places->pdata[i];

			for (guint j = 0; rule->concerned && rule->kind == SEG_PLACE_RULE && j < places->len; j++) {
				SegPlace *place = places->pdata[j];
				g_autofree char *found = place->concerned ? NULL : seg_filter_rename (place->condition, FALSE, rule->name, NULL);

				if (found == NULL)
					continue;
				more = place->concerned = TRUE;
				add_place_use (uses, place, g_strdup_printf (_("through the rule \"%s\""), rule->name), through_happens (change), FALSE);
			}
		}
	}
}

/* Segments ---------------------------------------------------------------------------------------------------------- */

static gboolean
count (SegWorkspace *workspace, const char *sql, gint64 segmentation_id, gint64 segment_id, gint64 *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, segmentation_id);
	seg_statement_bind_integer_at (statement, 2, segment_id);
	*n = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	return seg_query_ended (failure, error);
}

/* Cards and pins, which live with the segment. */
static gboolean
add_belongings (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 segment_id, SegChange change, GPtrArray *uses, GError **error)
{
	gint64 n_cards, n_pins;

	if (!count (workspace, "SELECT count (DISTINCT segment_id) FROM persona_text JOIN segment ON segment.id = segment_id WHERE segmentation_id = ?1 "
	                       "AND ?2 IN (0, segment_id)", segmentation->id, segment_id, &n_cards, error)
	    || !count (workspace, "SELECT count (*) FROM pin WHERE segmentation_id = ?1 AND ?2 IN (0, segment_id)", segmentation->id, segment_id,
	               &n_pins, error))
		return FALSE;
	if (n_cards > 0)
		add_use (uses, 0, g_strdup_printf (ngettext ("%" PRId64 " persona card", "%" PRId64 " persona cards", (gulong) n_cards), n_cards),
		         g_strdup (_("somebody wrote on it")), change == SEG_CHANGE_DELETE || change == SEG_CHANGE_MERGE ? _("goes with it") : "", FALSE);
	if (n_pins > 0)
		add_use (uses, 0, g_strdup_printf (ngettext ("%" PRId64 " pinned user", "%" PRId64 " pinned users", (gulong) n_pins), n_pins),
		         g_strdup (_("pinned in or out of it")), change == SEG_CHANGE_DELETE ? _("goes with it")
		                                                 : change == SEG_CHANGE_MERGE ? _("will be pinned where they are put together") : "", FALSE);
	return TRUE;
}

/* Features that were made of the segmentation go on without it. */
static gboolean
add_components (SegWorkspace *workspace, const SegSegmentation *segmentation, SegChange change, GPtrArray *uses, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name FROM reduction WHERE method = 'lda' AND fitted_on = :name ORDER BY name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", segmentation->name);
	while (seg_statement_next (statement, &failure))
		add_use (uses, 0, g_strdup_printf (_("features \"%s\""), seg_statement_text (statement, 0)), g_strdup (_("were fitted to these segments")),
		         change != SEG_CHANGE_NOTHING ? _("stay as they are") : "", FALSE);
	return seg_query_ended (failure, error);
}

static void
add_place (GPtrArray *uses, SegPlace *place, const SegSegmentation *segmentation, const SegSegment *segment, guint64 in_use, SegChange change)
{
	SegFilterSegment asked = seg_place_segment (place, segmentation, segment, in_use);
	gboolean own = place->kind == SEG_PLACE_GROUP && place->id == segmentation->id; /* goes with it */
	g_autofree char *found = own ? NULL : seg_filter_rename_segment (place->condition, &asked, NULL);
	gboolean listed = place->kind == SEG_PLACE_CAMPAIGN && place->segmentation_id == segmentation->id
	                  && (segment == NULL || place->n_listed == 0 || place->lists);

	if (found != NULL) {
		place->concerned = TRUE;
		add_place_use (uses, place, g_strdup (_("its condition asks for it")), condition_happens (change, place->kind, FALSE), change == SEG_CHANGE_DELETE);
	} else if (listed)
		add_place_use (uses, place, g_strdup (_("is for these people")), list_happens (change, segment == NULL), change == SEG_CHANGE_DELETE);
	place->concerned |= listed;
}

GPtrArray *
seg_segment_uses (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 segment_id, SegChange change, GError **error)
{
	g_autoptr (GPtrArray) uses = seg_uses_new (), places = seg_places (workspace, segment_id, error);
	const SegSegment *segment = NULL;
	guint64 in_use;

	if (places == NULL || !seg_version_in_use (workspace, segmentation->id, &in_use, error))
		return NULL;
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == segment_id)
			segment = segmentation->segments->pdata[i];
	for (guint i = 0; i < places->len; i++)
		add_place (uses, places->pdata[i], segmentation, segment, in_use, change);
	add_through (uses, places, change);
	if (!add_belongings (workspace, segmentation, segment_id, change, uses, error) || !add_components (workspace, segmentation, change, uses, error))
		return NULL;
	return g_steal_pointer (&uses);
}

/* Rules ------------------------------------------------------------------------------------------------------------- */

GPtrArray *
seg_rule_where_used (SegWorkspace *workspace, const SegRule *rule, SegChange change, GError **error)
{
	g_autoptr (GPtrArray) uses = seg_uses_new (), places = seg_places (workspace, 0, error);

	if (places == NULL)
		return NULL;
	for (guint i = 0; i < places->len; i++) {
		SegPlace *place = places->pdata[i];
		g_autofree char *found = seg_filter_rename (place->condition, FALSE, rule->name, NULL);

		if (found == NULL)
			continue;
		place->concerned = TRUE;
		add_place_use (uses, place, g_strdup (_("its condition asks for it")),
		               (place->kind == SEG_PLACE_CAMPAIGN || place->kind == SEG_PLACE_PART) && change == SEG_CHANGE_USERS
		               ? list_happens (change, FALSE) : condition_happens (change, place->kind, TRUE), change == SEG_CHANGE_DELETE);
	}
	add_through (uses, places, change);
	return g_steal_pointer (&uses);
}

char *
seg_uses_words (const GPtrArray *uses)
{
	GString *words;

	if (uses->len == 0)
		return NULL;
	words = g_string_new (NULL);
	for (guint i = 0; i < uses->len; i++) {
		const SegUse *use = uses->pdata[i];
		g_autofree char *what = g_strdup_printf (_("%s (%s)"), use->what, use->how);

		g_string_append_printf (words, "%s%s%s%s", i > 0 ? "\n" : "", what, use->happens[0] != '\0' ? _(": ") : "", use->happens);
	}
	return g_string_free (words, FALSE);
}

/* Another name ------------------------------------------------------------------------------------------------------ */

/* @segmentation, @name: owned by the caller afterwards. */
static gboolean
read_segment (SegWorkspace *workspace, gint64 segment_id, char **segmentation, char **name, gint64 *segmentation_id, guint *position, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT g.name, s.name, g.id, s.position FROM segment s JOIN segmentation g ON g.id = s.segmentation_id WHERE s.id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segment_id);
	if (seg_statement_next (statement, &failure)) {
		*segmentation = g_strdup (seg_statement_text (statement, 0));
		*name = g_strdup (seg_statement_text (statement, 1));
		*segmentation_id = seg_statement_integer (statement, 2);
		*position = (guint) seg_statement_integer (statement, 3);
		return TRUE;
	}
	if (seg_query_ended (failure, error))
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segment number %" PRId64 " does not exist any more"), segment_id);
	return FALSE;
}

gboolean
seg_filters_rename_segment (SegWorkspace *workspace, gint64 segment_id, const char *new_name, gboolean by_number, GError **error)
{
	g_autofree char *segmentation = NULL, *name = NULL;
	g_autoptr (GPtrArray) places = NULL;
	gint64 segmentation_id;
	guint64 in_use;
	guint position;

	if (!read_segment (workspace, segment_id, &segmentation, &name, &segmentation_id, &position, error)
	    || !seg_version_in_use (workspace, segmentation_id, &in_use, error) || (places = seg_places (workspace, segment_id, error)) == NULL)
		return FALSE;
	for (guint i = 0; i < places->len; i++) {
		const SegPlace *place = places->pdata[i];
		SegFilterSegment asked = { segmentation, name, position, by_number, place->segmentation_id == segmentation_id, in_use };
		g_autofree char *condition = seg_filter_rename_segment (place->condition, &asked, new_name);

		if (condition != NULL && !seg_place_write (workspace, place, condition, error))
			return FALSE;
	}
	return TRUE;
}
