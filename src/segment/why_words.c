/* Why a user is in a segment, in sentences. */
#include <config.h>
#include "why-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOVES_SAID 3
#define USERS_SAID 5
#define LITTLE 0.1      /* of what features hold, what they pull; or the other way round */
#define LEAST_PART 0.02 /* of what all features together hold or pull: less is not worth saying */

const char *
seg_why_segment_name (const SegWhy *why, gint32 segment)
{
	for (guint i = 0; i < why->segmentation->segments->len; i++) {
		const SegSegment *other = why->segmentation->segments->pdata[i];

		if (segment >= 0 ? (gint32) i == segment : other->noise)
			return other->name;
	}
	return _("no segment");
}

static char *
quoted (const SegWhy *why, gint32 segment)
{
	return segment >= 0 ? g_strdup_printf (_("\"%s\""), seg_why_segment_name (why, segment)) : g_strdup (seg_why_segment_name (why, segment));
}

/* "Spend 120 → 186"; labels say in what ("Days since last event"). */
static char *
change_words (const SegWhyMove *move)
{
	return g_strdup_printf ("%s %s → %s", move->label, move->from, move->to);
}

char *
seg_why_move_words (const SegWhy *why, const SegWhyMove *move)
{
	g_autofree char *change = change_words (move), *to = quoted (why, move->segment);

	return g_strdup_printf (_("%s: to %s"), change, to);
}

static void
say (GPtrArray *words, char *sentence)
{
	g_ptr_array_add (words, sentence);
}

/* Where ---------------------------------------------------------------------------------------------------------------- */

static const SegWhyDistance *
distance_of (const SegWhy *why, gint32 segment)
{
	for (guint i = 0; i < why->distances->len; i++)
		if (g_array_index (why->distances, SegWhyDistance, i).segment == segment)
			return &g_array_index (why->distances, SegWhyDistance, i);
	return NULL;
}

static char *
far (const SegWhy *why, gint32 segment)
{
	const SegWhyDistance *distance = distance_of (why, segment);

	if (distance != NULL && why->basis == SEG_WHY_SHARES)
		return seg_format_share (distance->share);
	return distance != NULL ? seg_format_number (distance->distance, 2) : g_strdup ("?");
}

static void
say_middles (const SegWhy *why, GPtrArray *words)
{
	g_autofree char *own = quoted (why, why->own), *now = quoted (why, why->now), *next = quoted (why, why->next);
	g_autofree char *own_far = far (why, why->own), *now_far = far (why, why->now), *next_far = far (why, why->next);
	gboolean shares = why->basis == SEG_WHY_SHARES;

	if (why->own >= 0 && why->own == why->now && why->next >= 0)
		say (words, shares ? g_strdup_printf (_("%s belongs to %s by %s, the largest share; next comes %s with %s."), why->key, own, own_far, next, next_far)
		                   : g_strdup_printf (_("%s is in %s because its middle is the nearest: %s away. Next comes %s, %s away."), why->key, own, own_far, next,
		                                      next_far));
	else if (why->own >= 0 && why->own == why->now)
		say (words, g_strdup_printf (_("%s is in %s; there is no other segment."), why->key, own));
	else if (why->own >= 0 && why->now >= 0 && why->by_tree)
		say (words, g_strdup_printf (_("%s is in %s because the tree merged them with users there. The middle of %s is nearer (%s; that of their own %s): "
		                               "somebody who came now with the same figures would go there."), why->key, own, now, now_far, own_far));
	else if (why->own >= 0 && why->now >= 0)
		say (words, g_strdup_printf (_("%s is in %s, but by what is known of them now they would go to %s (%s; their own %s): their figures have changed, "
		                               "somebody moved them, or sizes were limited."), why->key, own, now, now_far, own_far));
	else if (why->own >= 0)
		say (words, g_strdup_printf (_("%s is in %s; by what is known of them now they would fit no segment."), why->key, own));
	else if (why->now >= 0)
		say (words, g_strdup_printf (_("%s is in no segment of \"%s\"; by their figures they would go to %s (%s)."), why->key, why->segmentation->name, now, now_far));
	else
		say (words, g_strdup_printf (_("%s fits no segment of \"%s\"."), why->key, why->segmentation->name));
}

/* Where people drew the borders no distance decides alone. */
static void
say_edited (const SegWhy *why, GPtrArray *words)
{
	g_autofree char *own = quoted (why, why->own), *now = quoted (why, why->now), *next = quoted (why, why->next);
	g_autofree char *own_far = far (why, why->own), *next_far = far (why, why->next);

	if (why->own >= 0)
		say (words, g_strdup_printf (_("%s is in %s, %s from its middle; people put segments of \"%s\" together, divided them or moved their borders."), why->key,
		                             own, own_far, why->segmentation->name));
	else
		say (words, g_strdup_printf (_("%s is in no segment of \"%s\", which people put together, divided or gave other borders."), why->key,
		                             why->segmentation->name));
	if (why->own != why->now)
		say (words, g_strdup_printf (_("By what is known of them now they would be in %s."), now));
	else if (why->next >= 0)
		say (words, g_strdup_printf (_("Next comes %s, its middle %s away."), next, next_far));
}

/* Which conditions the user meets, in the order in which they are asked. */
static void
say_conditions (const SegWhy *why, GPtrArray *words)
{
	g_autofree char *own = quoted (why, why->own), *now = quoted (why, why->now);
	const SegWhyFeature *met = NULL;

	for (guint i = 0; i < why->features->len && met == NULL; i++)
		if (((const SegWhyFeature *) why->features->pdata[i])->part > 0)
			met = why->features->pdata[i];
	if (met == NULL || why->own < 0)
		say (words, g_strdup_printf (_("%s is in %s of \"%s\"."), why->key, own, why->segmentation->name));
	else if (why->own == why->now && *met->own != '\0')
		say (words, g_strdup_printf (_("%s is in %s because they meet its condition, the first that they meet: %s."), why->key, own, met->own));
	else if (why->own == why->now)
		say (words, g_strdup_printf (_("%s is in %s because they meet none of the conditions of the other segments."), why->key, own));
	else
		say (words, g_strdup_printf (_("%s is in %s, but now the first condition they meet is that of %s: %s."), why->key, own, now, met->own));
}

static void
say_density (const SegWhy *why, GPtrArray *words)
{
	g_autofree char *own = quoted (why, why->own), *now = quoted (why, why->now), *next = quoted (why, why->next), *next_far = far (why, why->next);

	if (why->own >= 0)
		say (words, g_strdup_printf (_("%s is in %s because enough users there are near; groups by density have no middles."), why->key, own));
	else
		say (words, g_strdup_printf (_("%s fits no segment of \"%s\": not enough users are near."), why->key, why->segmentation->name));
	if (why->next >= 0 && why->next != why->now && strcmp (next_far, "?") != 0)
		say (words, why->own >= 0 ? g_strdup_printf (_("The nearest user of another segment is %s away, in %s."), next_far, next)
		                          : g_strdup_printf (_("The nearest user of a segment is %s away, in %s."), next_far, next));
	if (why->own != why->now)
		say (words, g_strdup_printf (_("Somebody who came now with the same figures would go to %s."), now));
}

static void
say_grid (const SegWhy *why, GPtrArray *words)
{
	g_autofree char *own = quoted (why, why->own), *now = quoted (why, why->now);
	g_autoptr (GString) scores = g_string_new (NULL);

	for (guint i = 0; i < why->features->len; i++) {
		const SegWhyFeature *feature = why->features->pdata[i];

		g_string_append_printf (scores, "%s%s %s", i > 0 ? _("; ") : "", feature->label, feature->value);
		if (*feature->own != '\0')
			g_string_append_printf (scores, " (%s)", feature->own);
	}
	say (words, g_strdup_printf (_("%s is in %s by three scores. %s."), why->key, own, scores->str));
	if (why->own != why->now)
		say (words, g_strdup_printf (_("By what is known of them now they would be in %s."), now));
}

/* What decides --------------------------------------------------------------------------------------------------------- */

/* "Spend 320 (middle of "A" 350, of "B" 90) 61 %". */
static char *
feature_words (const SegWhyFeature *feature, double all, gboolean names)
{
	g_autofree char *share = seg_format_share (fabs (feature->part) / all), *value = NULL;

	value = feature->filled ? g_strdup_printf (_("not known, counted as %s"), feature->value) : g_strdup (feature->value);
	if (*feature->own == '\0')
		return g_strdup_printf (_("%s %s: %s"), feature->label, value, share);
	return g_strdup_printf (names ? _("%s %s (the middle there %s, in the other %s): %s") : _("%s %s (%s, %s): %s"), feature->label, value, feature->own,
	                        feature->next, share);
}

static double
sum_parts (const SegWhy *why, double sign)
{
	double all = 0;

	for (guint i = 0; i < why->features->len; i++)
		all += MAX (((const SegWhyFeature *) why->features->pdata[i])->part * sign, 0);
	return all;
}

/* The first features of one sign, and what part they have of all of that sign; NULL where that is little beside the other. */
static char *
list_features (const SegWhy *why, double sign)
{
	g_autoptr (GString) list = g_string_new (NULL);
	double all = sum_parts (why, sign);
	guint n = 0;

	if (all < LITTLE * sum_parts (why, -sign))
		return NULL;
	for (guint i = 0; i < why->features->len && n < SEG_WHY_FEATURES; i++) {
		const SegWhyFeature *feature = why->features->pdata[sign > 0 ? i : why->features->len - 1 - i];
		g_autofree char *words = NULL;

		if (!(feature->part * sign > LEAST_PART * all))
			break;
		words = feature_words (feature, all, n == 0);
		g_string_append_printf (list, "%s%s", n++ > 0 ? _("; ") : "", words);
	}
	return n > 0 ? g_strdup (list->str) : NULL;
}

static void
say_features (const SegWhy *why, GPtrArray *words)
{
	g_autofree char *holds = list_features (why, 1), *pulls = list_features (why, -1);
	g_autofree char *own = quoted (why, why->own >= 0 ? why->own : why->now), *next = quoted (why, why->next);

	if (why->next < 0 || why->features->len == 0)
		return;
	if (holds != NULL)
		say (words, g_strdup_printf (_("What holds them in %s rather than %s: %s."), own, next, holds));
	if (pulls != NULL)
		say (words, g_strdup_printf (_("What pulls them to %s: %s."), next, pulls));
}

/* What would move them --------------------------------------------------------------------------------------------------- */

static void
say_moves (const SegWhy *why, GPtrArray *words)
{
	g_autoptr (GString) list = g_string_new (NULL);

	for (guint i = 0; i < MIN (why->moves->len, MOVES_SAID); i++) {
		g_autofree char *move = seg_why_move_words (why, why->moves->pdata[i]);

		g_string_append_printf (list, "%s%s", i > 0 ? _("; ") : "", move);
	}
	if (why->moves->len > 0)
		say (words, g_strdup_printf (_("The smallest change that would move them, all else as it is: %s."), list->str));
	else
		say (words, g_strdup (_("No change of a single feature would move them, with any value that somebody has.")));
	if (why->moves->len > 0 && why->n_immovable > 0)
		say (words, g_strdup_printf (ngettext ("%u feature alone would not move them, with any value that somebody has.",
		                                       "%u features would not move them alone, with any value that somebody has.", why->n_immovable), why->n_immovable));
}

static void
say_together (const SegWhy *why, GPtrArray *words)
{
	g_autoptr (GString) list = g_string_new (NULL);
	g_autofree char *to = NULL;

	for (guint i = 0; i < why->together->len; i++) {
		g_autofree char *change = change_words (why->together->pdata[i]);

		g_string_append_printf (list, "%s%s", i > 0 ? _("; ") : "", change);
	}
	if (why->together->len < 2)
		return;
	to = quoted (why, ((const SegWhyMove *) why->together->pdata[0])->segment);
	say (words, g_strdup_printf (_("Less of each would do together: %s: to %s."), list->str, to));
}

static void
say_neighbours (const SegWhy *why, GPtrArray *words)
{
	g_autoptr (GString) keys = g_string_new (NULL);
	guint n = 0;

	for (guint i = 0; i < why->neighbours->len; i++) {
		const SegWhyNeighbour *neighbour = why->neighbours->pdata[i];

		n += neighbour->segment == why->own;
		if (i < USERS_SAID)
			g_string_append_printf (keys, "%s%s", i > 0 ? ", " : "", neighbour->key);
	}
	if (why->neighbours->len == 0)
		return;
	if (why->own >= 0)
		say (words, g_strdup_printf (_("Of the %u users most like them %u are in the same segment. The nearest: %s."), why->neighbours->len, n, keys->str));
	else
		say (words, g_strdup_printf (_("Of the %u users most like them %u fit no segment either. The nearest: %s."), why->neighbours->len, n, keys->str));
}

GPtrArray *
seg_why_words (const SegWhy *why)
{
	GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

	if (why->stale)
		say (words, g_strdup (_("The data have changed since the features were computed; this is said of the features as they are.")));
	for (guint i = 0; i < why->pins->len; i++)
		say (words, g_strdup_printf (_("People pinned %s: %s."), why->key, (char *) why->pins->pdata[i]));
	if (why->basis == SEG_WHY_GRID)
		say_grid (why, words);
	else if (why->basis == SEG_WHY_DENSITY)
		say_density (why, words);
	else if (why->basis == SEG_WHY_CONDITIONS) {
		say_conditions (why, words);
		return words;
	} else if (why->basis == SEG_WHY_EDITED) {
		say_edited (why, words);
		say_features (why, words);
	} else {
		say_middles (why, words);
		say_features (why, words);
	}
	say_moves (why, words);
	say_together (why, words);
	say_neighbours (why, words);
	return words;
}
