/* What changed from one version to the next, in sentences; and the users behind a number, as a condition. */
#include <config.h>
#include "filter-private.h"

#include <segscope/migration.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#define LARGEST_MOVES 3
#define LEAST_MOVE 0.05 /* of a segment: less is not worth a sentence */

/* Conditions ------------------------------------------------------------------------------------------------------- */

static char *
condition_of (const SegMigrationSide *side, guint place)
{
	g_autofree char *segmentation = side->segmentation != NULL ? seg_filter_quote (side->segmentation) : NULL, *name = NULL;

	if (segmentation == NULL)
		return place < side->segments->len ? g_strdup_printf ("group of run %" PRId64 " = %u", side->run_id, place + 1)
		       : g_strdup_printf ("group of run %" PRId64 " is missing", side->run_id);
	if (place >= side->segments->len)
		return g_strdup_printf ("segment of %s version %u is missing", segmentation, side->number);
	name = seg_filter_quote (((const SegMigrationSegment *) side->segments->pdata[place])->name);
	return g_strdup_printf ("segment of %s version %u = %s", segmentation, side->number, name);
}

char *
seg_migration_filter (const SegMigration *migration, guint from, guint to)
{
	g_autofree char *before = NULL, *now = NULL;

	before = from != G_MAXUINT ? condition_of (&migration->from, from) : NULL;
	now = to != G_MAXUINT ? condition_of (&migration->to, to) : NULL;
	if (before != NULL && now != NULL)
		return g_strdup_printf ("%s and %s", before, now);
	return before != NULL ? g_steal_pointer (&before) : g_steal_pointer (&now);
}

/* Sentences -------------------------------------------------------------------------------------------------------- */

static const SegMigrationSegment *
segment_of (const SegMigrationSide *side, guint place)
{
	return side->segments->pdata[place];
}

/* Whether segment @to of now was there before. */
static gboolean
was_there (const SegMigration *migration, guint to)
{
	for (guint from = 0; from < migration->from.segments->len; from++)
		if (migration->goes_on[from] == (gint32) to)
			return TRUE;
	return FALSE;
}

static void
say_drift (GPtrArray *words, const GPtrArray *drift)
{
	g_autoptr (GString) names = g_string_new (NULL);
	guint far = 0;

	for (guint i = 0; drift != NULL && i < drift->len; i++) {
		const SegDrift *column = drift->pdata[i];

		if (!(column->psi > SEG_DRIFT_FAR))
			continue;
		if (far++ < LARGEST_MOVES)
			g_string_append_printf (names, "%s%s", names->len > 0 ? _(", ") : "", column->label);
	}
	if (far > 0)
		g_ptr_array_add (words, g_strdup_printf (ngettext ("The values of %u feature lie elsewhere than then (stability index above 0.25): %s.",
		                                                   "The values of %u features lie elsewhere than then (stability index above 0.25), most of all: %s.",
		                                                   far), far, names->str));
}

static void
say_gone (GPtrArray *words, const SegMigration *migration)
{
	for (guint from = 0; migration->same && from < migration->from.segments->len; from++) {
		const SegMigrationSegment *segment = segment_of (&migration->from, from);
		g_autofree char *users = seg_format_integer (segment->size), *share = NULL;
		guint most = 0;

		if (migration->goes_on[from] >= 0)
			continue;
		for (guint to = 1; to <= migration->to.segments->len; to++)
			if (seg_migration_users (migration, from, to) > seg_migration_users (migration, from, most))
				most = to;
		share = seg_format_share (segment->size > 0 ? (double) seg_migration_users (migration, from, most) / (double) segment->size : 0);
		if (segment->size == 0)
			g_ptr_array_add (words, g_strdup_printf (_("\"%s\" is gone; nobody was in it."), segment->name));
		else if (most == migration->to.segments->len)
			g_ptr_array_add (words, g_strdup_printf (ngettext ("\"%s\" is gone: its %s user is in no segment now (%s).",
			                                                   "\"%s\" is gone: of its %s users the largest part is in no segment now (%s).", (gulong) segment->size),
			                                         segment->name, users, share));
		else
			g_ptr_array_add (words, g_strdup_printf (ngettext ("\"%s\" is gone: of its %s user the largest part is in \"%s\" now (%s).",
			                                                   "\"%s\" is gone: of its %s users the largest part is in \"%s\" now (%s).", (gulong) segment->size),
			                                         segment->name, users, segment_of (&migration->to, most)->name, share));
	}
}

static void
say_new (GPtrArray *words, const SegMigration *migration)
{
	guint n_from = migration->from.segments->len;

	for (guint to = 0; migration->same && to < migration->to.segments->len; to++) {
		const SegMigrationSegment *segment = segment_of (&migration->to, to);
		g_autofree char *users = seg_format_integer (segment->size), *share = NULL;
		guint most = 0;

		if (was_there (migration, to))
			continue;
		for (guint from = 1; from <= n_from; from++)
			if (seg_migration_users (migration, from, to) > seg_migration_users (migration, most, to))
				most = from;
		share = seg_format_share (segment->size > 0 ? (double) seg_migration_users (migration, most, to) / (double) segment->size : 0);
		if (most == n_from)
			g_ptr_array_add (words, g_strdup_printf (ngettext ("\"%s\" is new: %s user, the largest part of whom was in no segment (%s).",
			                                                   "\"%s\" is new: %s users, the largest part of whom was in no segment (%s).", (gulong) segment->size),
			                                         segment->name, users, share));
		else
			g_ptr_array_add (words, g_strdup_printf (ngettext ("\"%s\" is new: %s user, the largest part of whom was in \"%s\" (%s).",
			                                                   "\"%s\" is new: %s users, the largest part of whom was in \"%s\" (%s).", (gulong) segment->size),
			                                         segment->name, users, segment_of (&migration->from, most)->name, share));
	}
}

static void
say_total (GPtrArray *words, const SegMigration *migration)
{
	g_autofree char *now = seg_format_integer (migration->to.n_users), *before = seg_format_integer (migration->from.n_users);
	g_autofree char *came = seg_format_integer (migration->n_came), *left = seg_format_integer (migration->n_left);
	g_autofree char *stayed = seg_format_share (migration->n_both > 0 ? (double) migration->n_stayed / (double) migration->n_both : 1);
	g_autofree char *moved = seg_format_integer (migration->n_moved);

	g_ptr_array_add (words, g_strdup_printf (ngettext ("%s user is in segments now, where %s were: %s came, %s left.",
	                                                   "%s users are in segments now, where %s were: %s came, %s left.", (gulong) migration->to.n_users),
	                                         now, before, came, left));
	if (!migration->same || migration->n_both == 0)
		return;
	if (migration->n_moved == 0)
		g_ptr_array_add (words, g_strdup (_("Of those who were there before, everyone is in the same segment.")));
	else
		g_ptr_array_add (words, g_strdup_printf (ngettext ("Of those who were there before, %s are in the same segment; %s user is in another.",
		                                                   "Of those who were there before, %s are in the same segment; %s users are in another.",
		                                                   (gulong) migration->n_moved), stayed, moved));
}

/* The largest move not said yet (@below, in order), between segments that go on: FALSE: there is none worth a sentence. */
static gboolean
next_move (const SegMigration *migration, const guint8 *said, guint *from_found, guint *to_found)
{
	gint64 most = 0;

	for (guint from = 0; from < migration->from.segments->len; from++)
		for (guint to = 0; to < migration->to.segments->len; to++) {
			gint64 users = seg_migration_users (migration, from, to);

			if (migration->goes_on[from] < 0 || migration->goes_on[from] == (gint32) to || !was_there (migration, to) || users <= most
			    || said[from * migration->to.segments->len + to]
			    || (double) users < LEAST_MOVE * (double) segment_of (&migration->from, from)->size)
				continue;
			most = users;
			*from_found = from;
			*to_found = to;
		}
	return most > 0;
}

static void
say_moves (GPtrArray *words, const SegMigration *migration)
{
	guint from, to, n_to = migration->to.segments->len;
	g_autofree guint8 *said = g_new0 (guint8, (gsize) migration->from.segments->len * n_to + 1);

	for (guint i = 0; migration->same && i < LARGEST_MOVES && next_move (migration, said, &from, &to); i++) {
		gint64 users = seg_migration_users (migration, from, to);
		g_autofree char *text = seg_format_integer (users);
		g_autofree char *share = seg_format_share ((double) users / (double) segment_of (&migration->from, from)->size);

		said[from * n_to + to] = 1;
		g_ptr_array_add (words, g_strdup_printf (ngettext ("%s user moved from \"%s\" to \"%s\": %s of the first.",
		                                                   "%s users moved from \"%s\" to \"%s\": %s of the first.", (gulong) users),
		                                         text, segment_of (&migration->from, from)->name, segment_of (&migration->to, to)->name, share));
	}
}

/* The segments whose share of all users has changed most. */
static void
say_sizes (GPtrArray *words, const SegMigration *migration)
{
	double up = 0, down = 0;
	gint32 grown = -1, shrunk = -1;

	for (guint from = 0; migration->same && from < migration->from.segments->len; from++) {
		gint32 to = migration->goes_on[from];
		double before = (double) segment_of (&migration->from, from)->size / (double) MAX (migration->from.n_users, 1), now;

		if (to < 0)
			continue;
		now = (double) segment_of (&migration->to, (guint) to)->size / (double) MAX (migration->to.n_users, 1);
		if (now - before > up) {
			up = now - before;
			grown = (gint32) from;
		}
		if (before - now > down) {
			down = before - now;
			shrunk = (gint32) from;
		}
	}
	for (guint i = 0; i < 2; i++) {
		gint32 from = i == 0 ? grown : shrunk;
		const SegMigrationSegment *before = from >= 0 ? segment_of (&migration->from, (guint) from) : NULL;
		const SegMigrationSegment *now = from >= 0 ? segment_of (&migration->to, (guint) migration->goes_on[from]) : NULL;
		g_autofree char *then = NULL, *later = NULL;

		if (from < 0 || (i == 0 ? up : down) < 0.005)
			continue;
		then = seg_format_share ((double) before->size / (double) MAX (migration->from.n_users, 1));
		later = seg_format_share ((double) now->size / (double) MAX (migration->to.n_users, 1));
		g_ptr_array_add (words, g_strdup_printf (i == 0 ? _("\"%s\" has grown most: from %s of all users to %s.")
		                                                : _("\"%s\" has shrunk most: from %s of all users to %s."), now->name, then, later));
	}
}

GPtrArray *
seg_migration_words (const SegMigration *migration, const GPtrArray *drift)
{
	GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

	say_drift (words, drift);
	say_gone (words, migration);
	say_new (words, migration);
	say_total (words, migration);
	say_moves (words, migration);
	say_sizes (words, migration);
	return words;
}
